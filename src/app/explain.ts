// nhi explain: one finding, rule, identity or credential in full.
import { addAll } from "../model/add-all.js";
import { UsageError } from "../model/errors.js";
import type { EvidenceNote, Finding, FindingPath } from "../model/finding.js";
import type { Json } from "../model/words.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { columnsOf, roomOf, wrapIndented } from "../report/text.js";
import type { Store } from "../store/index.js";
import { ambiguous } from "./ambiguous.js";
import { rulesInForce } from "./catalog.js";
import { type AccessAnswer, type ExplainedAccess, explainAccess } from "./explain-access.js";
import { factLines, headLines, standingOf } from "./explain-facts.js";
import { labelLines } from "./explain-labels.js";
import { logLines } from "./explain-logs.js";
import { timeAgo } from "./inventory.js";
import { type JudgedEstate, openJudgedEstate } from "./judged-estate.js";
import { logUseOf } from "./log-use.js";
import { isLikeRule, meantName, meantRule } from "./near-name.js";
import { openAssumptions } from "./path-assumptions.js";
import { pathLines, toPathWords } from "./path-text.js";
import { rotationLines, rotationOf } from "./rotation.js";
import { toText } from "./rows-out.js";
import { ruleLines } from "./rule-text.js";
import { findRule } from "./rules.js";
import type { Settings } from "./settings.js";
import { asJson, type Row, rowOf, rowsWith } from "./store-rows.js";
import type { Terminal } from "./terminal.js";

const ONLY_IDENTITIES = "--logs says what an identity did: name one";

interface Answer {
  readonly kind: "finding" | "rule" | "node";
  readonly json: object;
  readonly lines: readonly string[];
}

/** Prints everything about `id`; a name that fits nothing, or several, is a UsageError that lists them. */
export async function explain(
  settings: Settings,
  { id, format, logs }: { readonly id: string; readonly format: string; readonly logs?: string | undefined },
  terminal: Terminal,
): Promise<number> {
  const [columns, prose] = [roomOf(terminal), columnsOf(terminal)];
  const rule = findRule((await rulesInForce(settings)).rules, id);
  if (rule !== undefined && logs !== undefined) throw new UsageError(ONLY_IDENTITIES);
  const answer: Answer = rule
    ? { kind: "rule", json: rule, lines: ruleLines(rule, prose) }
    : await explainStored(settings, { id, logs, columns, prose }, terminal);
  const text = format === "json" ? indentedJson({ kind: answer.kind, ...answer.json }) : answer.lines.join("\n");
  await terminal.out(`${text}\n`);
  return 0;
}

interface Asked {
  readonly id: string;
  /** Files of logs; what they say of the identity is told. */
  readonly logs: string | undefined;
  /** Columns of lines with names in them. */
  readonly columns: number;
  /** Columns of what a rule says. */
  readonly prose: number;
}

async function explainStored(settings: Settings, asked: Asked, terminal: Terminal): Promise<Answer> {
  const { id } = asked;
  const estate = await openJudgedEstate(settings, terminal);
  try {
    const findings = estate.evaluation.findings.filter(
      ({ fingerprint }) => id.length >= 6 && fingerprint.startsWith(id.toLowerCase()),
    );
    const [finding] = findings;
    if (finding !== undefined && asked.logs !== undefined) throw new UsageError(ONLY_IDENTITIES);
    if (finding !== undefined && findings.length === 1) return await explainFinding(finding, estate, asked);
    if (findings.length > 1) throw new UsageError(`"${id}" begins ${findings.length} fingerprints; give more digits`);
    return await explainNode(asked, estate);
  } finally {
    estate.store.close();
  }
}

async function explainFinding(
  finding: Finding,
  { rules, now, store }: JudgedEstate,
  { columns, prose }: Asked,
): Promise<Answer> {
  const rule = rules.find((known) => known.id === finding.rule);
  const lines = [
    `${finding.severity.toUpperCase()}  ${terminalText(finding.message)}`,
    `finding ${finding.fingerprint.slice(0, 8)} of ${finding.rule}, first seen ${finding.firstSeen.slice(0, 10)}${since(finding.firstSeen, now)}`,
    "",
    `subject   ${terminalText(finding.subject.name)} (${finding.subject.type})`,
    `          ${terminalText(finding.subject.id)}`,
    `scope     ${terminalText(finding.scope)}`,
    ...finding.evidence.map(
      ({ call, file }) => `evidence  ${terminalText(call)}${file ? `  in ${terminalText(file)}` : ""}`,
    ),
    "",
    "facts the rule looked at",
    ...Object.entries(finding.columns).map(([name, value]) => `  ${name}  ${terminalText(toText(value)) || "(none)"}`),
    ...(finding.path === undefined ? [] : await wayLines(finding.path, finding.columns["tier"] === 1, store, columns)),
    ...(rule ? ["", ...ruleLines({ ...rule, fix: finding.fix }, prose)] : []),
  ];
  return { kind: "finding", json: finding, lines };
}

/** The path of a finding, hop by hop, as nhi paths shows it. */
async function wayLines(path: FindingPath, isToData: boolean, store: Store, columns: number): Promise<string[]> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const last = path.hops.at(-1)?.to;
  const controller = isToData || last === undefined || last === path.target ? undefined : last;
  const shown = { ...path, capability: isToData ? "read" : "admin", state: "none", ...(controller && { controller }) };
  const assuming = await openAssumptions(store);
  const lines = pathLines(assuming(shown), toPathWords(store, tables), columns - 2);
  return ["", "its way", ...lines.map((line) => (line === "" ? "" : `  ${line}`))];
}

function since(time: string, now: Date): string {
  const ago = timeAgo(time, now);
  return ago === undefined || ago === "0 d ago" ? "" : ` (${ago})`;
}

async function explainNode({ id: name, logs, columns }: Asked, estate: JudgedEstate): Promise<Answer> {
  const { store, evaluation } = estate;
  const id = oneNode(name, estate);
  const row = rowOf(store, id);
  const own = rowsWith(store, "credential", "principal", id);
  const trusts = rowsWith(store, "trust_rule", "principal", id);
  const findings = evaluation.findings.filter(({ subject }) => subject.id === id || subject.parent === id);
  const evidence = store.evidenceOf(id);
  const node = store.node(id);
  const use = logs === undefined || node === undefined ? undefined : await logUseOf(logs, node, store);
  const access = await explainAccess(store, id, {
    columns,
    lastUse: timeAgo(row["last_used_at"], estate.now),
    hasLogs: /^(?:aws|azure|entra|gcp)\./.test(toText(row["type"])),
  });
  const credentials = [...own, ...otherCredentials(store, access, own)];
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const rotation = rotationOf(node?.kind, row, tables.rotations ?? []);
  const lines = [
    ...headLines(
      { ...standingOf(store, node), id, row, toAdmin: access?.toAdmin, findings: findings.length },
      estate.now,
    ),
    ...(access?.lines ?? []),
    ...section("credentials", credentialLines(credentials, access !== undefined && node?.kind === "principal")),
    ...section("whom its trust policy accepts", trusts.map(trustLine)),
    ...(use === undefined ? [] : section("what the log says it did", logLines(use, estate.now))),
    ...section("owner and environment", labelLines(row)),
    ...(rotation === undefined ? [] : section("how to replace it", rotationLines(rotation, toText(row["type"])))),
    ...section("findings", findings.map(findingLine)),
    ...titled("what else is known", factLines(row, columns, estate.now)),
  ].flatMap((line) => wrapIndented(line, columns));
  // Not wrapped: a file's name is there to be copied.
  addAll(lines, section("evidence", evidence.map(evidenceLine)));
  const json = {
    ...asJson(row),
    credentials: credentials.map(asJson),
    trusts: trusts.map(asJson),
    ...(use && { log_use: { ...use } }),
    ...(rotation && { rotation }),
    ...(access && { access: accessJson(access) }),
    findings: findings.map(({ fingerprint }) => fingerprint),
    evidence: evidence.map((e) => ({ ...e })),
  };
  return { kind: "node", json, lines };
}

/** Credentials of somebody else's that sign in as it: a secret of its application, an API key that is bound to it. */
function otherCredentials(store: Store, access: ExplainedAccess | undefined, own: readonly Row[]): Row[] {
  const known = new Set(own.map(({ id }) => id));
  const ids = (access?.stops ?? []).filter(({ id }) => !known.has(id) && store.node(id)?.kind === "credential");
  return ids.map(({ id }) => rowOf(store, id));
}

function credentialLines(credentials: readonly Row[], isSaidOfNone: boolean): string[] {
  if (credentials.length === 0) return isSaidOfNone ? ["none that was read"] : [];
  return credentials.map((one) => `${toText(one["name"])}  ${toText(one["type"])}  ${toText(one["status"])}`);
}

function evidenceLine({ call, file }: EvidenceNote): string {
  return `${call}${file ? `  in ${file}` : ""}`;
}

function trustLine(trust: { readonly [column: string]: Json }): string {
  return toText(trust["verdict"]) || toText(trust["provider"]);
}

function findingLine({ severity, rule, message, fingerprint }: Finding): string {
  return `${severity}  ${rule}  ${message}  (nhi explain ${fingerprint.slice(0, 8)})`;
}

function oneNode(name: string, { store, rules }: JudgedEstate): string {
  const ids = store.resolve(name);
  const [id] = ids;
  if (id === undefined) {
    const other = "; nhi rules list, nhi check and nhi inventory name them";
    const meant = isLikeRule(name)
      ? meantRule(name, rules, other)
      : meantName(name, store, meantRule(name, rules, other));
    throw new UsageError(
      `"${name}" is no rule, no fingerprint of an open finding, and no id or name of an identity or credential${meant}`,
    );
  }
  if (ids.length === 1) return id;
  throw ambiguous(name, ids);
}

function accessJson({ become, becomeCount, reaches, stops }: AccessAnswer): object {
  return { become, become_count: becomeCount, reaches, stops };
}

/** Lines that are ready, under a title. */
function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${terminalText(line)}`)];
}
