// The four lists of nhi explore: findings, identities, paths, gaps.
import type { PathRow } from "../../evaluate/path-rules.js";
import type { Finding } from "../../model/finding.js";
import { providerOf } from "../../model/provider-of.js";
import type { ReportSource } from "../../model/report.js";
import type { Rule } from "../../model/rule.js";
import { counted } from "../../report/count.js";
import { type UnknownCause, unknownCauses } from "../../report/unknown-causes.js";
import type { Store } from "../../store/index.js";
import { toText } from "../rows-out.js";
import { type Entry, type Reach, toHaystack } from "./entry.js";

/** Identities by reach, then by id. Reads seven columns: an estate of 100,000 is a second or two. */
export function identityEntries(store: Store): Entry[] {
  const { rows } = store.query(
    "SELECT id, name, type, scope, admin, admin_hops, tier, data_hops, owner FROM identity ORDER BY id",
  );
  const ranked: { readonly rank: number; readonly entry: Entry }[] = [];
  for (const [id, name, type, scope, admin, adminHops, tier, dataHops, owner] of rows) {
    const reach = reachOf(admin, tier);
    const hops = reach === "reaches admin" ? Number(adminHops) : reach === "production data" ? Number(dataHops) : 0;
    const entry: Entry = {
      kind: "identity",
      id: toText(id),
      mark: reachMark(reach, hops),
      text: toText(name),
      aside: `${toText(type)} · ${toText(scope)}`,
      provider: providerOf(toText(scope)),
      owasp: [],
      reach,
      haystack: toHaystack([toText(name), toText(id), toText(type), toText(scope), toText(owner)]),
    };
    ranked.push({ rank: REACH_ORDER.indexOf(reach) * FAR + hops, entry });
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

const FAR = 1_000;
const REACH_ORDER: readonly Reach[] = ["admin", "reaches admin", "production data", "unknown", "no"];

function reachOf(admin: unknown, tier: unknown): Reach {
  if (admin === "effective") return "admin";
  if (admin === "reaches") return "reaches admin";
  if (tier === 1) return "production data";
  return admin === "no" ? "no" : "unknown";
}

function reachMark(reach: Reach, hops: number): string {
  if (reach === "reaches admin") return hops === 0 ? "admin" : `admin ${hops}`;
  if (reach === "production data") return `data ${hops}`;
  return reach === "no" ? "" : reach === "unknown" ? "?" : reach;
}

/** Findings in the order of every report; `reaches` tells how far their subjects get, when a filter first asks for it. */
export function findingEntries(
  findings: readonly Finding[],
  rules: readonly Rule[],
  reaches: () => ReadonlyMap<string, Reach>,
): Entry[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return findings.map((finding): Entry => {
    const { fingerprint, rule, severity, message, scope, subject, state } = finding;
    return {
      kind: "finding",
      id: fingerprint,
      mark: state === "finding" ? severity : state,
      text: message,
      aside: `${rule} · ${scope}`,
      provider: providerOf(scope),
      severity,
      owasp: byId.get(rule)?.mappings["owasp_nhi"] ?? [],
      get reach() {
        return reaches().get(subject.id) ?? reaches().get(subject.parent ?? "");
      },
      haystack: toHaystack([message, rule, scope, subject.id, subject.name, fingerprint, severity]),
    };
  });
}

/** Access paths: those to control first, then by hops. */
export function pathEntries(rows: readonly PathRow[]): Entry[] {
  const sorted = [...rows].sort((a, b) => a.tier - b.tier || a.hops - b.hops);
  return sorted.map((row): Entry => {
    const target = row.tier === 0 ? `admin of ${row.targetName}` : row.targetName;
    return {
      kind: "path",
      id: pathId(row),
      mark: counted(row.hops, "hop"),
      text: `${row.sourceName} → ${target}`,
      aside: row.exposure === undefined ? row.scope : `${row.exposure} · ${row.scope}`,
      provider: providerOf(row.scope),
      owasp: [],
      reach: row.tier === 0 ? "reaches admin" : "production data",
      haystack: toHaystack([row.source, row.sourceName, row.sourceType, row.target, row.targetName, row.scope]),
    };
  });
}

/** Name of a path in its list: ends are unique in pairs. */
export function pathId({ source, target }: Pick<PathRow, "source" | "target">): string {
  return `${source}\n${target}`;
}

export interface GapList {
  readonly entries: Entry[];
  /** Cause of each entry, by its id. */
  readonly causes: ReadonlyMap<string, UnknownCause>;
}

/** What could not be read or judged, those that cost rules first. */
export function gapEntries(source: ReportSource): GapList {
  const causes = new Map(unknownCauses(source).map((cause, at) => [String(at), cause]));
  const owasp = new Map(source.rules.map((rule) => [rule.id, rule.mappings["owasp_nhi"] ?? []]));
  const entries = [...causes].map(([id, cause]): Entry => {
    const { scope, dataSet, rules, reason, permission = "" } = cause;
    return {
      kind: "gap",
      id,
      mark: rules.length === 0 ? "" : counted(rules.length, "rule"),
      text: `${dataSet}: ${reason}`,
      aside: scope,
      provider: providerOf(scope),
      owasp: [...new Set(rules.flatMap((rule) => owasp.get(rule) ?? []))],
      haystack: toHaystack([scope, dataSet, reason, permission, ...rules]),
    };
  });
  return { entries, causes };
}
