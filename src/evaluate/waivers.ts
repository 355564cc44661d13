// Accepted findings of nhi.yaml: with reason, owner and expiry. Expired ones open again, unused ones are told.
import type { Finding, NotEvaluated } from "../model/finding.js";
import { matchesGlob } from "../model/glob.js";
import { addTo } from "../model/group-by.js";
import { didYouMean } from "../model/nearest.js";
import { type AcceptedPath, outgrown } from "./accepted-path.js";

/** One waiver: either a fingerprint (or its first 8 digits and more), or a rule with globs that all have to match. */
export interface Waiver extends AcceptedPath {
  readonly fingerprint?: string | undefined;
  /** Rule id, or `*`. */
  readonly rule?: string | undefined;
  readonly match?:
    | {
        readonly scope?: string | undefined;
        /** Id or name of the subject. */
        readonly subject?: string | undefined;
        readonly type?: string | undefined;
      }
    | undefined;
  readonly reason: string;
  readonly owner?: string | undefined;
  /** Last day on which it holds, UTC: 2026-12-31. */
  readonly expires?: string | undefined;
}

export interface WaiverNote {
  /** Position in the list of waivers, from 0. */
  readonly index: number;
  readonly kind: "expired" | "unused" | "ambiguous" | "outgrown";
  /** One line for people. */
  readonly message: string;
}

export interface WaivedFindings {
  /** The findings in their order, waived ones marked, reopened ones with a note. */
  readonly findings: readonly Finding[];
  readonly notes: readonly WaiverNote[];
}

const SHORTEST_PREFIX = 8;

/** What was looked at, so that a waiver without a finding is judged by it. */
export interface LookedAt {
  readonly notEvaluated: readonly NotEvaluated[];
  /** Ids of the rules in force. */
  readonly rules: readonly string[];
  /** Ids of the scopes that were read. */
  readonly scopes: readonly string[];
}

/**
 * Applies waivers at a clock. A finding that one valid waiver fits is waived, whatever an expired one says. Without
 * `lookedAt` no waiver is called unused.
 */
export function applyWaivers(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  now: Date,
  lookedAt?: LookedAt,
): WaivedFindings {
  const fitting = waivers.map((waiver) => findings.filter((finding) => fits(waiver, finding)));
  const usable = waivers.map((waiver, index) => !isAmbiguous(waiver, fitting[index] ?? []));
  const waiversOf = new Map<Finding, Waiver[]>();
  for (const [index, waiver] of waivers.entries())
    for (const finding of usable[index] ? (fitting[index] ?? []) : []) addTo(waiversOf, finding, waiver);
  const waived = new Set<Finding>();
  const marked = findings.map((finding) => {
    const one = withWaivers(finding, waiversOf.get(finding) ?? [], now);
    if (one.state === "waived") waived.add(finding);
    return one;
  });
  const notes = waivers.flatMap((waiver, index) => {
    const fit = fitting[index] ?? [];
    const open = fit.filter((finding) => !waived.has(finding));
    return notesOf(waiver, { index, fitting: fit, open, usable: usable[index] === true, now, lookedAt });
  });
  return { findings: marked, notes };
}

/** Whether a waiver no longer holds. */
function isExpired({ expires }: Waiver, now: Date): boolean {
  return expires !== undefined && now.getTime() >= Date.parse(`${expires}T00:00:00Z`) + 86_400_000;
}

function fits(waiver: Waiver, { fingerprint, rule, scope, subject }: Finding): boolean {
  if (waiver.fingerprint !== undefined) {
    const wanted = waiver.fingerprint.toLowerCase();
    return wanted === fingerprint || (wanted.length >= SHORTEST_PREFIX && fingerprint.startsWith(wanted));
  }
  if (waiver.rule === undefined || (waiver.rule !== "*" && waiver.rule !== rule)) return false;
  const { match = {} } = waiver;
  const ok = (pattern: string | undefined, ...texts: string[]): boolean =>
    pattern === undefined || texts.some((text) => matchesGlob(text, pattern));
  return ok(match.scope, scope) && ok(match.subject, subject.id, subject.name) && ok(match.type, subject.type);
}

function isAmbiguous({ fingerprint }: Waiver, fitting: readonly Finding[]): boolean {
  return fingerprint !== undefined && new Set(fitting.map((finding) => finding.fingerprint)).size > 1;
}

function withWaivers(finding: Finding, waivers: readonly Waiver[], now: Date): Finding {
  const holds = waivers.find((waiver) => !isExpired(waiver, now) && outgrown(finding, waiver) === undefined);
  if (holds !== undefined) return { ...finding, state: "waived", note: describe(holds) };
  const [first] = waivers;
  if (first === undefined) return finding;
  const why = isExpired(first, now) ? `waiver expired on ${first.expires}` : outgrown(finding, first);
  return { ...finding, note: `${why ?? "waiver does not hold"}: ${first.reason}` };
}

function describe({ reason, owner, expires }: Waiver): string {
  return [reason, owner, expires && `until ${expires}`].filter(Boolean).join(" · ");
}

interface Fit {
  readonly index: number;
  readonly fitting: readonly Finding[];
  /** Those of them that no waiver holds. */
  readonly open: readonly Finding[];
  readonly usable: boolean;
  readonly now: Date;
  readonly lookedAt: LookedAt | undefined;
}

function notesOf(waiver: Waiver, { index, fitting, open, usable, now, lookedAt }: Fit): WaiverNote[] {
  const of = waiver.fingerprint ?? waiver.rule ?? "";
  if (fitting.length === 0) {
    const why = lookedAt && unusedBecause(waiver, lookedAt);
    return why === undefined
      ? []
      : [{ index, kind: "unused", message: `waiver of ${of} fits ${why} (${waiver.reason})` }];
  }
  if (!usable) {
    const message = `waiver of ${of} fits ${fitting.length} findings; give more digits of the fingerprint`;
    return [{ index, kind: "ambiguous", message }];
  }
  if (isExpired(waiver, now)) {
    const what = open.length === 0 ? "others hold its findings; remove it" : `${count(open.length)} open again`;
    const message = `waiver of ${of} expired on ${waiver.expires}: ${what} (${waiver.reason})`;
    return [{ index, kind: "expired", message }];
  }
  return open.flatMap((finding) => {
    const why = outgrown(finding, waiver);
    return why === undefined ? [] : [{ index, kind: "outgrown" as const, message: `waiver of ${of}: ${why}` }];
  });
}

/** Why a waiver fits nothing, and what to do; undefined when what it is for was just not looked at. */
function unusedBecause(waiver: Waiver, { notEvaluated, rules, scopes }: LookedAt): string | undefined {
  const { fingerprint, rule } = waiver;
  if (fingerprint === undefined && rule !== undefined && rule !== "*" && !rules.includes(rule)) {
    return `no finding: there is no rule ${rule}${didYouMean(rule, rules)}`;
  }
  if (fingerprint !== undefined && fingerprint.length < SHORTEST_PREFIX) {
    return `no finding: give ${SHORTEST_PREFIX} digits or more of the fingerprint`;
  }
  const scope = waiver.match?.scope ?? "*";
  if (!scopes.some((id) => matchesGlob(id, scope))) return "no scope that was read; remove it if that is gone";
  const unseen = notEvaluated.some(
    (row) => rule === undefined || ((rule === "*" || rule === row.rule) && matchesGlob(row.scope, scope)),
  );
  if (unseen) return fingerprint && "no finding; keep it if what it is for was not evaluated";
  // Another account or repository may have been read another time, by the same nhi.yaml.
  return waiver.match?.scope === undefined
    ? "no finding; remove it if what it is for was read here"
    : "no finding; remove it";
}

function count(findings: number): string {
  return findings === 1 ? "1 finding" : `${findings} findings`;
}
