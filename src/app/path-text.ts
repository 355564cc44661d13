// A path as people read it: a line for each identity on the way, what it can do, and what that rests on.
import { addAll } from "../model/add-all.js";
import { edgeWords } from "../model/edge-words.js";
import type { PathHop } from "../model/finding.js";
import { scopeWordsAndNumber } from "../model/scope-words.js";
import type { Tables } from "../model/tables.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { shortenMiddle, textWidth, wrap, wrapParts } from "../report/text.js";
import type { Store } from "../store/index.js";
import type { ShownPath } from "./path-search.js";
import type { UseOfSteps } from "./path-use.js";

/** What of a technique people read. */
interface TechniqueText {
  readonly id: string;
  readonly title: string;
  readonly how: string;
  readonly fix: string;
}

export interface PathWords {
  /** Short name of a node: `role deploy`, `acme/site`, `account 111122223333`. */
  name(id: string): string;
  technique(id: string): TechniqueText | undefined;
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  "github.repository-writers": "writers of",
  "gitlab.project-writers": "writers of",
  "aws.iam-role": "role",
  "aws.iam-user": "user",
  "aws.iam-group": "group",
  "aws.root-user": "root user",
  "aws.s3-bucket": "bucket",
  "aws.secret": "secret",
  "aws.lambda-function": "function",
  "gcp.workload-identity-pool": "pool",
};

/** Words for nodes and steps; each node is looked up in the store once. */
export function toPathWords(
  store: Store,
  { techniques = [], scopedTechniques = [] }: Pick<Tables, "techniques" | "scopedTechniques">,
): PathWords {
  const byId = new Map<string, TechniqueText>([...techniques, ...scopedTechniques].map((one) => [one.id, one]));
  const names = new Map<string, string>();
  return {
    name(id) {
      const known = names.get(id);
      if (known !== undefined) return known;
      const node = store.node(id);
      const word = node && (TYPE_WORDS[node.type] ?? (node.kind === "workload" ? (node.type.split(".")[1] ?? "") : ""));
      const name = scopeWordsAndNumber(id, node) ?? (node ? `${word ? `${word} ` : ""}${node.name}` : id);
      names.set(id, terminalText(name));
      return terminalText(name);
    },
    technique: (id) => byId.get(id),
  };
}

/** What an edge says a source can do, alone on a line. */
export function edgeText(edge: string): string {
  return edge === "contains" ? "controls its account" : edgeWords(edge);
}

/** Lines of one path, the first ones say all in short. */
export function pathLines(path: ShownPath, words: PathWords, columns: number, use?: UseOfSteps): string[] {
  return [...headLines(path, words, columns), "", ...stepLines(path, words, columns, use)];
}

function headLines(path: ShownPath, words: PathWords, columns: number): string[] {
  const target = path.capability === "admin" ? `admin of ${words.name(path.target)}` : words.name(path.target);
  const sure = path.confidence < 1 ? [`confidence ${Math.round(path.confidence * 100) / 100}`] : [];
  const lines = wrap(`${words.name(path.source)} → ${target}`, columns);
  addAll(lines, wrapParts([counted(path.hops.length, "hop"), ...sure, ...statesOf(path.state)], columns));
  for (const one of path.assumptions ?? []) addAll(lines, wrap(`taken as given: ${terminalText(one)}`, columns));
  return lines;
}

/** A line for each identity on the way and one for each step. */
export function stepLines(path: ShownPath, words: PathWords, columns: number, use?: UseOfSteps): string[] {
  const width = String(path.hops.length + 1).length + 1;
  const indent = " ".repeat(width + 2);
  const name = (id: string) => shortenMiddle(words.name(id), columns - indent.length);
  const lines: string[] = [];
  for (const [index, hop] of path.hops.entries()) {
    lines.push(`${String(index + 1).padStart(width)}  ${name(hop.from)}`);
    addAll(lines, hopLines(hop, words, columns, indent));
    const said = use === undefined ? undefined : useText(use, hop);
    for (const line of said === undefined ? [] : wrap(`  ${said}`, columns - indent.length)) lines.push(indent + line);
  }
  const last = `${String(path.hops.length + 1).padStart(width)}  ${name(path.hops.at(-1)?.to ?? path.source)}`;
  const control = path.controller === undefined ? "" : `controls ${name(path.target)}`;
  if (control === "" || textWidth(`${last}  ${control}`) <= columns) lines.push(`${last}  ${control}`.trimEnd());
  else addAll(lines, [last, ...wrap(control, columns - indent.length).map((line) => indent + line)]);
  if (path.condition !== undefined) addAll(lines, conditionLines(path.condition, columns, indent));
  return lines;
}

function statesOf(state: string): readonly string[] {
  if (state === "unknown") return ["rests on something that could not be decided"];
  return state === "needs-actor" ? ["a person has to act"] : [];
}

function hopLines(hop: PathHop, words: PathWords, columns: number, indent: string): string[] {
  const technique = hop.technique === undefined ? undefined : words.technique(hop.technique);
  const how = hop.technique === undefined ? "" : ` (${hop.technique}${technique ? `: ${technique.title}` : ""})`;
  const lines = wrap(`└ ${edgeWords(hop.edge)}${how}`, columns - indent.length);
  if (hop.condition !== undefined) addAll(lines, conditionLines(hop.condition, columns - indent.length));
  for (const id of evidenceOf(hop)) lines.push(`  by ${shortenMiddle(terminalText(id), columns - indent.length - 5)}`);
  return lines.map((line) => indent + line);
}

function conditionLines(condition: string, columns: number, indent = ""): string[] {
  return wrap(`  if ${terminalText(condition)}`, columns - indent.length).map((line) => indent + line);
}

/** What the log says of a step; undefined where it cannot tell. */
function useText(use: UseOfSteps, hop: PathHop): string | undefined {
  const step = use.of(hop);
  if (step === undefined) return undefined;
  if (step.last === undefined) return `not taken between ${dayOf(use.from)} and ${dayOf(use.to)}, by the log`;
  const by = step.by === undefined ? "" : ` by ${step.by.map(terminalText).join(", ")}`;
  return `taken ${counted(step.count, "time")}${by}, last on ${dayOf(step.last)}`;
}

function dayOf(time: string): string {
  return terminalText(time.slice(0, 10)) || "?";
}

function evidenceOf({ evidence }: PathHop): string[] {
  if (typeof evidence !== "object" || evidence === null || !("because" in evidence)) return [];
  const { because } = evidence;
  return Array.isArray(because) ? because.filter((id) => typeof id === "string") : [];
}
