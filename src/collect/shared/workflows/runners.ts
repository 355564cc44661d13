// Where a job runs, and the environment it names.
import { resolved, type Scope } from "./context.js";
import { wholeExpression } from "./expressions.js";
import { matrixValues, statedTexts } from "./matrix.js";
import { asMapping, elementsOf, entriesOf, field, type TemplateToken, textOf } from "./tokens.js";
import { outcomesOf } from "./truth.js";

export interface Runner {
  readonly labels: readonly string[];
  readonly group?: string;
  /** Undefined when the labels do not tell: larger hosted runners and own ones are both named freely. */
  readonly isSelfHosted?: boolean;
}

const HOSTED =
  /^(?:ubuntu|windows|macos)-(?:latest|slim|\d+(?:\.\d+)?)(?:-(?:x?large|arm|arm64|intel|slim|vs\d+|\d+-cores?|\d+core))*$/i;

/** Labels of `runs-on`, those of a matrix written out. */
export function runnerOf(job: TemplateToken, scope: Scope, undecided: string[]): Runner {
  const runsOn = field(job, "runs-on");
  const mapping = asMapping(runsOn);
  const listed = elementsOf(mapping === undefined ? runsOn : field(mapping, "labels"));
  const labels = [...new Set(listed.flatMap((token) => valuesOf(resolved(token, scope) ?? "", job)))];
  const group = mapping === undefined ? undefined : resolved(field(mapping, "group"), scope);
  const isDynamic = labels.some((label) => label.includes("${{"));
  const isSelfHosted = labels.some((label) => label.toLowerCase() === "self-hosted")
    ? true
    : group === undefined && labels.length > 0 && labels.every((label) => HOSTED.test(label))
      ? false
      : undefined;
  if (isSelfHosted === undefined && isDynamic) undecided.push("the runner is chosen by an expression");
  return { labels, ...(group !== undefined && { group }), ...(isSelfHosted !== undefined && { isSelfHosted }) };
}

/** A text with `${{ matrix.x }}` or a list of `fromJSON` as its values; itself when it has none, or they are worked out. */
function valuesOf(text: string, job: TemplateToken): readonly string[] {
  if (!text.includes("${{")) return text === "" ? [] : [text];
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/i.exec(text.trim())?.[1]?.toLowerCase();
  return (name === undefined ? statedTexts(text) : matrixValues(job, name)) ?? [text];
}

export interface Environments {
  /** Names that it may have. */
  readonly names: readonly string[];
  readonly isDynamic: boolean;
}

/** The environment of a job: none, one, one of several, or one that only a run knows. */
export function environmentsOf(
  job: TemplateToken,
  scopes: readonly Scope[],
  choices: ReadonlyMap<string, readonly string[]>,
): Environments | undefined {
  const token = field(job, "environment");
  const name = asMapping(token) === undefined ? token : field(token, "name");
  if (textOf(name) === undefined || textOf(name) === "") return undefined;
  const texts = scopes.flatMap((scope) =>
    valuesOf(resolved(name, scope) ?? "", job).flatMap((text) => chosen(text, choices)),
  );
  const names = [...new Set(texts)].filter((text) => !text.includes("${{"));
  return { names: names.sort(), isDynamic: texts.length === 0 || texts.some((text) => text.includes("${{")) };
}

/** What an expression may come to: `${{ github.ref == 'refs/heads/main' && 'production' || 'staging' }}` to either of the two. */
function chosen(text: string, choices: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const inner = wholeExpression(text);
  const texts = inner === undefined ? undefined : outcomesOf(inner);
  return (texts ?? [text]).flatMap((one) => offered(one, choices));
}

/** `${{ inputs.x }}` of a form that offers fixed choices. */
function offered(text: string, choices: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const name = /^\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}$/i.exec(text.trim())?.[1]?.toLowerCase();
  return (name === undefined ? undefined : choices.get(name)) ?? [text];
}

/** Options of the inputs of workflow_dispatch that are a choice. */
export function choicesOf(root: TemplateToken): ReadonlyMap<string, readonly string[]> {
  const inputs = field(field(field(root, "on"), "workflow_dispatch"), "inputs");
  const choices = entriesOf(inputs).map(({ key, value }) => {
    const options = elementsOf(field(value, "options")).flatMap((token) => textOf(token) ?? []);
    return [key.toLowerCase(), options] as const;
  });
  return new Map(choices.filter(([, options]) => options.length > 0));
}
