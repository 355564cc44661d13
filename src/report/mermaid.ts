// Paths as a Mermaid flowchart, for Markdown that draws it: one box a path, a dotted arrow where something is undecided.
import { edgeWords } from "../model/edge-words.js";
import type { Finding, PathHop } from "../model/finding.js";
import type { ReportOut, ReportSource } from "../model/report.js";
import { counted } from "./count.js";
import { cutText, terminalText } from "./escape.js";
import { openFindings } from "./order.js";
import { nodeName } from "./path-names.js";
import { writeAll } from "./stream.js";
import { gapRows, notEvaluatedGroups } from "./unknown.js";

/** What Mermaid draws by itself, unless its settings say otherwise: 50,000 characters, 500 arrows. */
const MOST_CHARACTERS = 45_000;
const MOST_ARROWS = 480;
const MAX_LABEL = 120;
const MOST_UNKNOWN = 100;

/** Reporter `mermaid`: open findings that are paths, the worst first, as many as Mermaid draws. */
export async function mermaid(source: ReportSource, out: ReportOut): Promise<void> {
  await writeAll(out, lines(source));
}

function* lines(source: ReportSource): Generator<string> {
  const paths = openFindings(source).filter(({ path }) => path !== undefined);
  yield "flowchart LR\n";
  let room = MOST_CHARACTERS;
  let arrows = 0;
  let left = 0;
  for (const [at, finding] of paths.entries()) {
    const text = pathBox(finding, at + 1);
    const hops = finding.path?.hops.length ?? 0;
    if (left > 0 || text.length > room || arrows + hops > MOST_ARROWS) {
      left += 1;
      continue;
    }
    room -= text.length;
    arrows += hops;
    yield text;
  }
  if (paths.length === 0) yield `  none["No finding is a path."]\n`;
  if (left > 0) yield comment(`${counted(left, "more path")} do not fit; --format json has all`);
  yield* unknownLines(source);
}

/** What was not seen, in comments: it has no place in a picture, and must not be lost. */
function* unknownLines(source: ReportSource): Generator<string> {
  const gaps = gapRows(source).map(({ scope, dataSet, message }) => `not read: ${scope} ${dataSet}: ${message}`);
  const groups = notEvaluatedGroups(source);
  const rules = groups.map(({ scope, rules: ids, reason }) => `not evaluated: ${scope}: ${ids.join(", ")}: ${reason}`);
  const all = [...gaps, ...rules];
  for (const text of all.slice(0, MOST_UNKNOWN)) yield comment(text);
  if (all.length > MOST_UNKNOWN)
    yield comment(`${counted(all.length - MOST_UNKNOWN, "more gap")}; --format json has all`);
}

/** A line of ours; a brace after the mark would make it a directive. */
function comment(text: string): string {
  return `%% ${terminalText(cutText(text, 500)).replace(/[{}%]/g, " ")}\n`;
}

function pathBox({ severity, rule, message, fingerprint, path }: Finding, number: number): string {
  const hops = path?.hops ?? [];
  const nodes = [hops[0]?.from ?? path?.source ?? "", ...hops.map(({ to }) => to)];
  const node = (at: number): string => `p${number}n${at}`;
  return [
    `  subgraph p${number}["${label(`${severity} ${rule}: ${message}`)}"]`,
    `    %% ${fingerprint}`,
    ...nodes.map((id, at) => `    ${node(at)}["${label(path === undefined ? id : nodeName(path, id))}"]`),
    ...hops.map((hop, at) => `    ${node(at)} ${arrow(hop)}|"${label(stepText(hop))}"| ${node(at + 1)}`),
    "  end\n",
  ].join("\n");
}

function arrow({ state }: PathHop): string {
  return state === "none" || state === "met" ? "-->" : "-.->";
}

function stepText({ edge, technique, condition }: PathHop): string {
  const by = technique === undefined ? "" : ` (${technique})`;
  return `${edgeWords(edge)}${by}${condition === undefined ? "" : ` if ${condition}`}`;
}

/** Text for a quoted label: whatever Mermaid, Markdown or HTML could read is an entity. */
function label(text: string): string {
  const shown = terminalText(cutText(text, MAX_LABEL));
  const safe = shown.replace(/[^\p{L}\p{N} ./:@,_-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`);
  return safe.trim() === "" ? "(empty)" : safe;
}
