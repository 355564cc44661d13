// The pages of nhi explore: one finding, identity, path or gap in full, its lines leading on to others.
import { type PathRow, toFindingPath } from "../../evaluate/path-rules.js";
import type { Finding, FindingPath } from "../../model/finding.js";
import type { Rule } from "../../model/rule.js";
import type { Steps } from "../../model/steps.js";
import { counted } from "../../report/count.js";
import { fixLines, proseLines } from "../../report/prose.js";
import type { UnknownCause } from "../../report/unknown-causes.js";
import type { Store } from "../../store/index.js";
import { type AccessAnswer, type AccessGraph, accessSteps, doubt } from "../explain-access.js";
import { factLines, headLines, standingOf } from "../explain-facts.js";
import { labelLines } from "../explain-labels.js";
import { timeAgo } from "../inventory.js";
import { edgeText, type PathWords, stepLines } from "../path-text.js";
import { toText } from "../rows-out.js";
import { rowOf, rowsWith } from "../store-rows.js";
import type { DetailLine, DetailPage, PageLink, PageProgress, PageSteps } from "./entry.js";
import { pathId } from "./lists.js";

/** What pages are made of. */
export interface PageSources {
  readonly store: Store;
  readonly now: Date;
  readonly words: PathWords;
  /** The graph, read when it is first asked for. */
  readonly access: () => Steps<AccessGraph>;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Findings by subject and by what that belongs to. */
  readonly findingsOf: (node: string) => Steps<readonly Finding[]>;
  /** Access paths from an identity. */
  readonly pathsFrom: (node: string) => readonly PathRow[];
}

const lines = (texts: readonly string[]): DetailLine[] => texts.map((text) => ({ text }));
const indented = (texts: readonly string[]): DetailLine[] =>
  texts.map((text) => ({ text: text === "" ? "" : `  ${text}` }));

/** Lines under a title; nothing when there are none. */
function part(title: string, content: readonly DetailLine[]): DetailLine[] {
  return content.length === 0 ? [] : [{ text: "" }, { text: title, style: "head" }, ...content];
}

/** The page of a finding, texts wrapped to the columns of the terminal. */
export function findingPage(finding: Finding, sources: PageSources, columns: number): DetailPage {
  const { subject, fingerprint, severity, message, rule: id, firstSeen, note, path, location } = finding;
  const rule = sources.rules.get(id);
  const age = timeAgo(firstSeen, sources.now);
  const width = columns - 2;
  const place = location === undefined ? [] : [`in ${location.file}:${location.line}`];
  const parent = subject.parent === undefined ? [] : [linked(`  of ${subject.parent}`, subject.parent)];
  return {
    title: `${id} ${fingerprint.slice(0, 8)}`,
    ...(finding.state === "finding" && { waivable: fingerprint }),
    lines: [
      { text: `${severity.toUpperCase()}  ${message}`, style: "title" },
      { text: `${id} · first seen ${firstSeen.slice(0, 10)}${age === undefined ? "" : ` (${age})`}`, style: "dim" },
      ...(finding.state === "finding" && note === undefined
        ? []
        : [{ text: `${finding.state}${note === undefined ? "" : `: ${note}`}` }]),
      ...part("about", [
        linked(`  ${subject.name}  ${subject.type}`, subject.id),
        ...parent,
        ...indented([finding.scope, ...place]),
      ]),
      ...part("path", path === undefined ? [] : pathPart(path, sources, width)),
      ...part("why it matters", indented(proseLines(rule?.why ?? "", width))),
      ...part("what to do", indented(fixLines(finding.fix, width))),
      ...part("what was looked at", factsOf(finding)),
      ...part("read from", evidenceLines(finding.evidence)),
      ...part("standards", standardLines(rule)),
    ],
  };
}

function factsOf({ columns }: Finding): DetailLine[] {
  return Object.entries(columns).map(([name, value]) => ({ text: `  ${name}  ${toText(value) || "(none)"}` }));
}

function evidenceLines(evidence: Finding["evidence"]): DetailLine[] {
  return evidence.map(({ call, file }) => ({ text: `  ${call}${file ? `  in ${file}` : ""}`, style: "dim" }));
}

function standardLines(rule: Rule | undefined): DetailLine[] {
  if (rule === undefined) return [];
  const named = Object.entries(rule.mappings).filter(([, ids]) => ids.length > 0);
  return named.map(([standard, ids]) => ({ text: `  ${standard} ${ids.join(" ")}`, style: "dim" }));
}

/** Hops as `nhi paths` prints them, then each identity on the way as a line that leads to it. */
function pathPart({ source, target, hops, confidence }: FindingPath, { words }: PageSources, width: number) {
  const shown = { source, target, hops, confidence, capability: "act", state: "none" };
  // the page has said the ends and the number of hops
  const below = stepLines(shown, words, width);
  const ids = [...new Set(hops.flatMap(({ from, to }) => [from, to]))];
  return [
    ...indented(below),
    ...part(
      "identities on it",
      ids.map((id) => linked(`  ${words.name(id)}`, id)),
    ),
  ];
}

/** The page of a path. Yields what takes long to look up, so that keys are heard meanwhile. */
export function* pathPage(row: PathRow, sources: PageSources, columns: number): PageSteps {
  const width = columns - 2;
  const { techniques, fixes } = techniquesOf(row, sources);
  const target = row.tier === 0 ? `admin of ${row.targetName}` : row.targetName;
  const onIt = (yield* sources.findingsOf(row.source)).filter(({ path }) => path?.target === row.target);
  return {
    title: `${row.sourceName} → ${target}`,
    lines: [
      { text: `${row.sourceName} → ${target}`, style: "title" },
      {
        text: [
          counted(row.hops, "hop"),
          ...(row.exposure === undefined ? [] : [`begins with ${row.exposure}`]),
          ...(row.state === "unknown" ? ["rests on something that could not be decided"] : []),
          ...(row.confidence < 1 ? [`confidence ${Math.round(row.confidence * 100) / 100}`] : []),
        ].join(" · "),
        style: "dim",
      },
      ...pathPart(toFindingPath(row), sources, width),
      ...part("techniques on it", indented(techniques)),
      ...part("what breaks it", indented(fixes.flatMap((fix) => fixLines(fix, width)))),
      ...part("findings", onIt.map(findingLine)),
    ],
  };
}

function techniquesOf({ steps }: PathRow, { words }: PageSources) {
  const ids = [...new Set(steps.flatMap(({ technique }) => technique ?? []))];
  const known = ids.flatMap((id) => words.technique(id) ?? []);
  return { techniques: known.map(({ id, title }) => `${id}  ${title}`), fixes: known.map(({ fix }) => fix) };
}

/**
 * What is known of an identity, or of any other node. What the graph says of it comes last: the page without it is there
 * at once, also where the graph of a hundred thousand has yet to be read.
 */
export function* identityPage(id: string, sources: PageSources, columns: number): PageSteps {
  const { store, now, words } = sources;
  const node = store.node(id);
  const row = rowOf(store, id);
  yield;
  const credentials = rowsWith(store, "credential", "principal", id);
  const trusts = rowsWith(store, "trust_rule", "principal", id);
  yield;
  const paths = sources.pathsFrom(id);
  yield;
  const findings = yield* sources.findingsOf(id);
  const toAdmin = paths.filter(({ tier }) => tier === 0).sort((a, b) => a.hops - b.hops)[0];
  const [first = id, ...head] = headLines(
    { ...standingOf(store, node), id, row, toAdmin, findings: findings.length },
    now,
  );
  const above: readonly DetailLine[] = [
    { text: first, style: "title" },
    ...head.map((text): DetailLine => ({ text, style: "dim" })),
    ...part("findings", findings.map(findingLine)),
    ...part("ways from it", paths.map(pathLine)),
    ...part(
      "credentials",
      credentials.map((one) =>
        linked(`  ${toText(one["name"])}  ${toText(one["type"])}  ${toText(one["status"])}`, toText(one["id"])),
      ),
    ),
  ];
  const title = node?.name ?? id;
  const waiting = { title, lines: [...above, ...part("who can become it", [{ text: "  reading…", style: "dim" }])] };
  const answer = yield* withPage(accessAnswer(id, sources), waiting);
  return {
    title,
    lines: [
      ...above,
      ...(answer === undefined ? [] : accessLines(answer, words)),
      ...part(
        "whom its trust policy accepts",
        indented(trusts.map((one) => toText(one["verdict"]) || toText(one["provider"]))),
      ),
      ...part("owner and environment", indented(labelLines(row))),
      ...part("what else is known", lines(factLines(row, columns, now))),
      ...part("read from", evidenceLines(store.evidenceOf(id))),
    ],
  };
}

function* accessAnswer(id: string, { store, access }: PageSources): Steps<AccessAnswer | undefined> {
  const graph = yield* access();
  return yield* accessSteps(store, graph, id);
}

/** The steps, with the page as it is until they are done. */
function* withPage<T>(steps: Steps<T>, page: DetailPage): Generator<PageProgress, T, void> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield { doing: "reading the graph", ...step.value, page };
  }
}

const MOST_LISTED = 50;

function accessLines({ become, becomeCount, reaches, stops }: AccessAnswer, words: PathWords): DetailLine[] {
  const listed = <T extends { readonly id: string }>(rows: readonly T[], total: number, say: (row: T) => string) => [
    ...rows.slice(0, MOST_LISTED).map((row) => linked(`  ${words.name(row.id)}  ${say(row)}`, row.id)),
    ...(total > Math.min(rows.length, MOST_LISTED)
      ? [{ text: `  and ${total - Math.min(rows.length, MOST_LISTED)} more`, style: "dim" as const }]
      : []),
  ];
  return [
    ...part(
      `who can become it (${becomeCount})`,
      becomeCount === 0
        ? [{ text: "  nobody that was read" }]
        : listed(become, becomeCount, ({ edge, state }) => `${edgeText(edge)}${doubt(state)}`),
    ),
    ...part(
      `what it reaches (${reaches.length})`,
      reaches.length === 0
        ? [{ text: "  nothing that was read" }]
        : listed(reaches, reaches.length, ({ capability, hops }) => {
            return `${capability === "act" ? "" : `${capability}, `}${counted(hops, "hop")}`;
          }),
    ),
    ...part(
      "what stops when it is disabled",
      listed(stops, stops.length, ({ why }) => why),
    ),
  ];
}

/** The page of what was not read, with the rules that wait for it. */
export function gapPage(cause: UnknownCause, sources: PageSources, columns: number): DetailPage {
  const { scope, dataSet, reason, permission, accepted, rules, rows } = cause;
  return {
    title: dataSet,
    lines: [
      { text: `${dataSet} of ${scope}`, style: "title" },
      { text: "not judged is not passed", style: "dim" },
      ...part("why", indented(proseLines(reason, columns - 2))),
      ...part("what would open it", permission === undefined ? [] : [{ text: `  ${permission}` }]),
      ...part("accepted", accepted === undefined ? [] : [{ text: `  ${accepted}` }]),
      ...part("rows concerned", rows === 0 ? [] : [{ text: `  ${rows}` }]),
      ...part(
        "rules that wait for it",
        rules.map((id) => ({ text: `  ${id}  ${sources.rules.get(id)?.title ?? ""}` })),
      ),
    ],
  };
}

function linked(text: string, id: string): DetailLine {
  return { text, link: { kind: "identity", id } };
}

function findingLine({ severity, rule, message, fingerprint, state }: Finding): DetailLine {
  const link: PageLink = { kind: "finding", id: fingerprint };
  return { text: `  ${state === "finding" ? severity : state}  ${rule}  ${message}`, link };
}

function pathLine(row: PathRow): DetailLine {
  const target = row.tier === 0 ? `admin of ${row.targetName}` : row.targetName;
  return { text: `  ${target}  ${counted(row.hops, "hop")}`, link: { kind: "path", id: pathId(row) } };
}
