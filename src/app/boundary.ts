// nhi boundary: the least that an identity needs, as a text, checked by the evaluator before it is shown. Nothing is applied.
import { withChange } from "../analyze/what-if.js";
import type { AccessPath, AnalysisInput } from "../model/analysis.js";
import { UsageError } from "../model/errors.js";
import type { Json } from "../model/words.js";
import type { Wanted } from "../plan/boundaries.js";
import { counted } from "../report/count.js";
import { indentedJson } from "../report/escape.js";
import { roomOf } from "../report/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { theOne } from "./ambiguous.js";
import { answerers } from "./answerer.js";
import { askedOf } from "./boundary-asked.js";
import { propose } from "./boundary-kinds.js";
import { type CheckedAction, isAdmin, type Proposal, type Standing } from "./boundary-proposal.js";
import { boundaryJson, boundaryText } from "./boundary-text.js";
import { rulesInForce } from "./catalog.js";
import { openEstate } from "./estate.js";
import { heldPolicies } from "./held-policies.js";
import { meantName } from "./near-name.js";
import { writeFiles } from "./plan-files.js";
import { readTextFile } from "./read-file.js";
import type { Settings } from "./settings.js";
import { rowOf } from "./store-rows.js";
import type { Terminal } from "./terminal.js";
import { readUse, type TrailUse, useNotes, wantedOf } from "./trail-use.js";
import { checkFolder } from "./write-file.js";

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

/** Exit code 0: it stops the paths and keeps the actions; 3: it does so in part, or is refused by name. */
export async function boundary(settings: Settings, options: BoundaryOptions, terminal: Terminal): Promise<number> {
  if (options.out !== undefined) checkFolder(options.out);
  const listed = [...options.actions, ...(options.file === undefined ? [] : linesOf(options.file))];
  const { store, now } = await openEstate(settings, terminal);
  try {
    const node = findIdentity(options.identity, store);
    const asked = askedOf(node, listed, store);
    const use = options.logs === undefined ? undefined : await useOf(options.logs, node);
    const wanted = [...asked.wanted, ...(use ? wantedOf(use) : [])];
    const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
    const input = store.analysisInput(settings.estate, tables, now);
    const found = propose(node, wanted, { store, input });
    const proposal = use && !("refused" in found) ? byUse(found, use, node, store) : found;
    if ("refused" in proposal) {
      if (options.format === "json")
        await terminal.out(`${indentedJson({ version: 1, identity: node.id, refused: proposal.refused })}\n`);
      else terminal.say(`nhi: no boundary: ${proposal.refused}`);
      return 3;
    }
    const before = { paths: pathsOf(node.id, [...store.accessPaths()]), reach: rowOf(store, node.id) };
    const after = await standingWith(node.id, withChange(input, proposal.change));
    const checked =
      node.type === "github.job" ? [] : await checkActions(node, wanted, proposal, { store, settings, now });
    const answer = { node, ...proposal, notes: [...asked.slips, ...proposal.notes], before, after, checked };
    if (options.out !== undefined) {
      writeFiles(options.out, proposal.files, options.force);
      terminal.say(`nhi: ${counted(proposal.files.length, "file")} in ${options.out}; nothing was applied`);
    }
    await terminal.out(
      `${options.format === "json" ? boundaryJson(answer) : boundaryText(answer, roomOf(terminal))}\n`,
    );
    return isStopped(after) && lost(checked).length === 0 ? 0 : 3;
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

function findIdentity(name: string, store: Store): KnownNode {
  const id = theOne(name, store.resolve(name));
  const node = id === undefined ? undefined : store.node(id);
  if (node === undefined)
    throw new UsageError(
      `"${name}" is no id or name of anything that was read${meantName(name, store, "; nhi inventory lists identities")}`,
    );
  return node;
}

/** Paths that begin at it or go through it; who is administrator already has one without a step. */
function pathsOf(id: string, paths: readonly AccessPath[]): AccessPath[] {
  return paths.filter((path) => path.source === id || path.steps.some(({ from }) => from === id));
}

/** What the identity reaches by an estate that is only thought of. */
async function standingWith(id: string, input: AnalysisInput): Promise<Standing> {
  const { analyze } = await import("../analyze/index.js");
  const { facts, paths = [] } = analyze(input);
  const reach: Record<string, Json> = {};
  for (const { node, columns } of facts) if (node === id) Object.assign(reach, columns);
  return { paths: pathsOf(id, paths), reach };
}

/** Whether it comes to nothing any more: no way is left, and it is surely no administrator by itself. */
function isStopped(after: Standing): boolean {
  return after.paths.length === 0 && !isAdmin(after) && after.reach["admin"] !== "unknown";
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
