// A path drawn in the terminal report: from whom by which steps to what.
import { edgeWords } from "../../model/edge-words.js";
import type { FindingPath } from "../../model/finding.js";
import type { ReportScope } from "../../model/report.js";
import { scopeWordsAndNumber } from "../../model/scope-words.js";
import { terminalText } from "../escape.js";
import { nodeName } from "../path-names.js";
import { shortenMiddle, textWidth } from "../text.js";
import type { Look } from "./look.js";

/** Columns of `└─ ` and ` → `. */
const WIDTH_OF_STEP = 6;

/**
 * `acme/site ─ federates → role/deploy ─ escalates to → role/admin ─ controls → account prod`, broken before a step where the
 * line is full. Names are harmless, and whole where there is no terminal.
 * @param width columns of a line
 */
export function drawPath(
  path: FindingPath,
  scopes: ReadonlyMap<string, ReportScope>,
  look: Look,
  width: number,
): string[] {
  const room = look.interactive ? width : Number.POSITIVE_INFINITY;
  const name = (id: string, before = 0) => shortenMiddle(terminalText(called(path, id, scopes)), room - before);
  const step = (words: string, id: string) => `─ ${words} → ${name(id, textWidth(words) + WIDTH_OF_STEP)}`;
  const steps = path.hops.map(({ edge, to }) => step(terminalText(edgeWords(edge)), to));
  const last = path.hops.at(-1)?.to ?? path.source;
  if (last !== path.target && scopes.has(path.target)) steps.push(step("controls", path.target));
  if (path.confidence < 1) steps.push(`(confidence ${Math.round(path.confidence * 100) / 100})`);
  const lines = [name(path.source)];
  for (const text of steps) {
    const joined = `${lines.at(-1) ?? ""} ${text}`;
    if (textWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(text.startsWith("(") ? text : `└${text}`);
  }
  return lines;
}

function called(path: FindingPath, id: string, scopes: ReadonlyMap<string, ReportScope>): string {
  const known = nodeName(path, id);
  if (known !== id) return known;
  const scope = scopes.get(id);
  return (scope && scopeWordsAndNumber(id, { kind: "scope", ...scope })) ?? shortName(id);
}

/** What people call a node of which only the id is known: the resource of an ARN, the address without its provider. */
function shortName(id: string): string {
  const resource = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/s.exec(id)?.[1];
  return resource ?? id.replace(/^[a-z][a-z0-9-]*:(?=.)/, "");
}
