// A path as a picture: boxes from the top to the bottom, between them what makes the step possible. SVG inside the page.
import { edgeWords } from "../../model/edge-words.js";
import type { FindingPath, PathHop } from "../../model/finding.js";
import { counted } from "../count.js";
import { terminalText } from "../escape.js";
import { nodeName, nodeNameAndId } from "../path-names.js";
import { shortenMiddle } from "../text.js";
import { html, type Markup } from "./markup.js";

const WIDTH = 680;
const BOX = 40;
const GAP = 62;
/** Characters that fit into a box, and beside an arrow. */
const BOX_TEXT = 78;
const STEP_TEXT = 84;

/** The picture, with the same steps in words for those who do not see it. */
export function pathPicture(path: FindingPath, id: string): Markup {
  const nodes = [path.hops[0]?.from ?? path.source, ...path.hops.map((hop) => hop.to)];
  const height = nodes.length * BOX + (nodes.length - 1) * GAP + 4;
  const title = `Path from ${nodeName(path, path.source)} to ${nodeName(path, path.target)} in ${counted(path.hops.length, "step")}`;
  const boxes = nodes.map((node, at) => box(nodeName(path, node), at, at === nodes.length - 1));
  const arrows = path.hops.map(arrow);
  return html`<svg class="path" role="img" aria-labelledby="${id}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"><title id="${id}">${title}</title>${boxes}${arrows}</svg>
<ol class="steps">${path.hops.map((hop) => stepItem(path, hop))}</ol>`;
}

function top(at: number): number {
  return 2 + at * (BOX + GAP);
}

function box(node: string, at: number, isTarget: boolean): Markup {
  const kind = at === 0 ? "box source" : isTarget ? "box target" : "box";
  const y = top(at);
  return html`<g><rect class="${kind}" x="2" y="${y}" width="${WIDTH - 4}" height="${BOX}" rx="6"/><text class="node" x="14" y="${y + 25}">${short(node, BOX_TEXT)}</text></g>`;
}

function arrow(hop: PathHop, at: number): Markup {
  const from = top(at) + BOX;
  const to = top(at + 1);
  const x = 30;
  const second = [hop.condition === undefined ? "" : `if ${hop.condition}`, stateText(hop)].filter(Boolean).join(" · ");
  const dash = hop.state === "none" || hop.state === "met" ? "arrow" : "arrow open";
  return html`<g><path class="${dash}" d="M${x} ${from}V${to - 8}"/><path class="tip" d="M${x - 5} ${to - 9}h10L${x} ${to}z"/><text class="edge" x="${x + 16}" y="${from + 26}">${short(edgeText(hop), STEP_TEXT)}</text><text class="condition" x="${x + 16}" y="${from + 44}">${short(second, STEP_TEXT)}</text></g>`;
}

function short(text: string, columns: number): string {
  return shortenMiddle(terminalText(text), columns);
}

/** `escalates to (iam-005)`. */
function edgeText({ edge, technique }: PathHop): string {
  const words = edgeWords(edge);
  return technique === undefined ? words : `${words} (${technique})`;
}

function stateText({ state, confidence }: PathHop): string {
  const sure = confidence < 1 ? `${Math.round(confidence * 100)} % sure` : "";
  const told = state === "none" || state === "met" ? "" : `condition ${state}`;
  return [told, sure].filter(Boolean).join(" · ");
}

/** One step in words, whole: `a runs code in b, if …; rests on …`. */
export function stepText(path: FindingPath, hop: PathHop): string {
  const condition = hop.condition === undefined ? "" : `, if ${hop.condition}`;
  const state = stateText(hop);
  const rests = restsOn(hop.evidence);
  const [from, to] = [nodeNameAndId(path, hop.from), nodeNameAndId(path, hop.to)];
  return `${from} ${edgeText(hop)} ${to}${condition}${state === "" ? "" : ` (${state})`}${rests === "" ? "" : `; rests on ${rests}`}`;
}

function stepItem(path: FindingPath, hop: PathHop): Markup {
  return html`<li>${stepText(path, hop)}</li>`;
}

/** What the step rests on: statements and trusts by name, or a place in a file. */
function restsOn(evidence: PathHop["evidence"]): string {
  if (evidence === null || typeof evidence !== "object" || Array.isArray(evidence)) return "";
  const { because, file, line } = evidence as { readonly [key: string]: unknown };
  const names = Array.isArray(because) ? because.filter((name) => typeof name === "string") : [];
  const place = typeof file === "string" ? [typeof line === "number" ? `${file}:${line}` : file] : [];
  return [...names, ...place].join(", ");
}
