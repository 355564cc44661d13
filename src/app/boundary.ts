// nhi boundary: the least that an identity needs, as a text, checked by the evaluator before it is shown. Nothing is applied.
import { type Change, withChange } from "../analyze/what-if.js";
import type { AccessPath } from "../model/analysis.js";
import { edgeWords } from "../model/edge-words.js";
import { UsageError } from "../model/errors.js";
import type { Json } from "../model/words.js";
import type { Wanted } from "../plan/boundaries.js";
import type { PlanFile } from "../plan/replacement.js";
import { counted } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { wrap } from "../report/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { theOne } from "./ambiguous.js";
import { answerers, checkAction } from "./answerer.js";
import { propose } from "./boundary-kinds.js";
import type { Proposal } from "./boundary-proposal.js";
import { rulesInForce } from "./catalog.js";
import { openEstate } from "./estate.js";
import { heldPolicies } from "./held-policies.js";
import { fileLines, writeFiles } from "./plan-files.js";
import { readTextFile } from "./read-file.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { readUse, type TrailUse, useNotes, wantedOf } from "./trail-use.js";

export interface BoundaryOptions {
  readonly identity: string;
  readonly actions: readonly string[];
  /** File with an action a line, and a resource after it where it is for one. */
  readonly file: string | undefined;
  /** Files of CloudTrail: what it did is kept. */
  readonly logs: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly format: string;
}

/** What the evaluator says of one action, now and with the boundary. */
export interface CheckedAction {
  readonly action: string;
  readonly resource: string;
  readonly before: string;
  readonly after: string;
}

/** Exit code 0: it stops the paths and keeps the actions; 3: it does so in part, or is refused by name. */
export async function boundary(settings: Settings, options: BoundaryOptions, terminal: Terminal): Promise<number> {
  const listed = toWanted([...options.actions, ...(options.file === undefined ? [] : linesOf(options.file))]);
  const { store, now } = await openEstate(settings, terminal);
  try {
    const node = findIdentity(options.identity, store);
    if (node.type !== "github.job") for (const { action } of listed) checkAction(action.replaceAll("*", "x"));
    const use = options.logs === undefined ? undefined : await useOf(options.logs, node);
    const wanted = [...listed, ...(use ? wantedOf(use) : [])];
    const found = propose(node, wanted, store);
    const proposal = use && !("refused" in found) ? byUse(found, use, node, store) : found;
    if ("refused" in proposal) {
      if (options.format === "json")
        await terminal.out(`${indentedJson({ version: 1, identity: node.id, refused: proposal.refused })}\n`);
      else terminal.say(`nhi: no boundary: ${proposal.refused}`);
      return 3;
    }
    const before = pathsOf(node.id, [...store.accessPaths()]);
    const after = pathsOf(node.id, await pathsWith(proposal.change, store, settings, now));
    const checked =
      node.type === "github.job" ? [] : await checkActions(node, wanted, proposal, { store, settings, now });
    const answer = { node, ...proposal, before, after, checked };
    if (options.out !== undefined) {
      writeFiles(options.out, proposal.files, options.force);
      terminal.say(`nhi: ${counted(proposal.files.length, "file")} in ${options.out}; nothing was applied`);
    }
    await terminal.out(`${options.format === "json" ? toJson(answer) : prettyText(answer, terminal.columns ?? 80)}\n`);
    return after.length === 0 && lost(checked).length === 0 ? 0 : 3;
  } finally {
    store.close();
  }
}

function byUse(found: Proposal, use: TrailUse, { id }: KnownNode, store: Store): Proposal {
  const policies = heldPolicies(store, id).flatMap(({ text }) =>
    text === undefined ? [] : [JSON.parse(text) as Json],
  );
  const notes = [...useNotes(use, policies), ...found.notes];
  return { ...found, title: "permissions boundary with what CloudTrail saw it do", notes };
}

/** What it did by the log. A UsageError where logs say nothing of its kind, or nothing of it. */
async function useOf(path: string, { id, name, type }: KnownNode): Promise<TrailUse> {
  if (!type.startsWith("aws."))
    throw new UsageError(`--logs reads CloudTrail, which says nothing of a ${type}; list what it needs with --action`);
  const use = await readUse(path, id);
  if (use.used.length > 0) return use;
  const [fault] = use.faults;
  const why = fault === undefined ? "" : ` (${fault.file}: ${fault.reason})`;
  throw new UsageError(
    `${path}: no call of ${name} among its events${why}; is it the log of that account, and long enough?`,
  );
}

function linesOf(file: string): string[] {
  return readTextFile(file)
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line !== "");
}

function toWanted(lines: readonly string[]): Wanted[] {
  return lines.map((line) => {
    const [action = "", resource, ...more] = line.split(/\s+/);
    if (more.length > 0)
      throw new UsageError(`"${line}": write an action, and a resource after it where it is for one`);
    return { action, ...(resource !== undefined && { resource }) };
  });
}

function findIdentity(name: string, store: Store): KnownNode {
  const id = theOne(name, store.resolve(name));
  const node = id === undefined ? undefined : store.node(id);
  if (node === undefined)
    throw new UsageError(`"${name}" is no id or name of anything that was read; nhi inventory lists identities`);
  return node;
}

/** Paths that begin at it or go through it; who is administrator already has one without a step. */
function pathsOf(id: string, paths: readonly AccessPath[]): AccessPath[] {
  return paths.filter((path) => path.source === id || path.steps.some(({ from }) => from === id));
}

async function pathsWith(change: Change, store: Store, settings: Settings, now: Date): Promise<readonly AccessPath[]> {
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const { analyze } = await import("../analyze/index.js");
  return analyze(withChange(store.analysisInput(settings.estate, tables, now), change)).paths ?? [];
}

async function checkActions(
  { id }: KnownNode,
  wanted: readonly Wanted[],
  { change, place }: Proposal,
  { store, settings, now }: { readonly store: Store; readonly settings: Settings; readonly now: Date },
): Promise<CheckedAction[]> {
  const changed: Store = { ...store, analysisInput: (...asked) => withChange(store.analysisInput(...asked), change) };
  const today = answerers(store, settings, now);
  const then = answerers(changed, settings, now);
  const checked: CheckedAction[] = [];
  for (const { action, resource } of wanted) {
    if (action.includes("*")) continue;
    const question = { principal: id, action, resource: resource ?? place, context: {} };
    const before = (await today(action)).can(question).verdict;
    const after = (await then(action)).can(question).verdict;
    checked.push({ action, resource: resource ?? place ?? "*", before, after });
  }
  return checked;
}

/** Actions that it may do now and could not with the boundary. */
function lost(checked: readonly CheckedAction[]): CheckedAction[] {
  return checked.filter(
    ({ before, after }) => after !== before && before !== "implicit-deny" && before !== "explicit-deny",
  );
}

interface Answer {
  readonly node: KnownNode;
  readonly title: string;
  readonly files: readonly PlanFile[];
  readonly notes: readonly string[];
  readonly before: readonly AccessPath[];
  readonly after: readonly AccessPath[];
  readonly checked: readonly CheckedAction[];
}

function toJson({ node, title, files, notes, before, after, checked }: Answer): string {
  const short = (paths: readonly AccessPath[]) => paths.map(({ target, tier, hops }) => ({ target, tier, hops }));
  return JSON.stringify(
    {
      version: 1,
      identity: node.id,
      title,
      files,
      notes,
      checked: { actions: checked, pathsBefore: short(before), pathsAfter: short(after) },
    },
    null,
    2,
  );
}

function prettyText({ node, title, files, notes, before, after, checked }: Answer, columns: number): string {
  const stopped = new Set(
    before.filter((path) => !after.some(({ target }) => target === path.target)).map(({ target }) => target),
  );
  const head = [`${node.name}  ${node.type}`, `  ${title}`];
  const texts = files.flatMap((file) => fileLines(file, "  "));
  const open = after.map(({ target, hops, steps }) => {
    const [first] = steps;
    const over = first?.technique ?? (first === undefined ? "it" : edgeWords(first.edge));
    return `    STILL OPEN  ${target} in ${counted(hops, "hop")} over ${over}`;
  });
  const rest = [
    "",
    "  checked with the evaluator",
    ...checked.map((one) => `    ${verdictText(one.before, one.after)}  ${one.action} on ${one.resource}`),
    ...[...stopped].map((target) => `    stopped  the way to ${target}`),
    ...new Set(open),
    ...(open.length > 0 ? ["    list what it needs with --action: what is open rests on what was kept"] : []),
    ...(before.length === 0 ? ["    it has no path to control or data of production that was found"] : []),
    ...notes.map((note) => `  ${note}`),
    "  nothing was applied",
  ];
  // What is to be copied is never wrapped.
  const wrappedLines = (lines: readonly string[]) => lines.map(terminalText).flatMap((line) => wrapped(line, columns));
  return [...wrappedLines(head), ...texts.map(terminalText), ...wrappedLines(rest)].join("\n");
}

function verdictText(before: string, after: string): string {
  if (after === "allowed") return before === "allowed" ? "kept     " : "kept (it depends now)";
  if (after === "unknown") return "depends  ";
  return before === "allowed" || before === "unknown" ? "LOST     " : "not allowed now either";
}

function wrapped(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.slice(indent.length), columns - indent.length - 2).map(
    (part, at) => `${indent}${at === 0 ? "" : "  "}${part}`,
  );
}
