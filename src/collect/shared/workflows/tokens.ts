// Reads the tokens of GitHub's parser: fields of mappings, texts with their expressions, places.
import type { BasicExpressionToken } from "@actions/workflow-parser/templates/tokens/basic-expression-token";
import type { LiteralToken } from "@actions/workflow-parser/templates/tokens/literal-token";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import type { SequenceToken } from "@actions/workflow-parser/templates/tokens/sequence-token";
import type { StringToken } from "@actions/workflow-parser/templates/tokens/string-token";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";

export type { MappingToken, TemplateToken };

/** Numbers of the parser for the types of tokens. */
const STRING = 0;
const SEQUENCE = 1;
const MAPPING = 2;
const EXPRESSION = 3;

/** Line and column in the file, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One `${{ … }}` or bare condition, without its braces. */
export interface Expression extends Place {
  readonly text: string;
}

/** The token where it is a mapping. */
export function asMapping(token: TemplateToken | undefined): MappingToken | undefined {
  return token?.templateTokenType === MAPPING ? (token as MappingToken) : undefined;
}

/** Elements of a list; the token itself when it is none. */
export function elementsOf(token: TemplateToken | undefined): readonly TemplateToken[] {
  if (token === undefined) return [];
  if (token.templateTokenType !== SEQUENCE) return [token];
  const sequence = token as SequenceToken;
  return Array.from({ length: sequence.count }, (_, index) => sequence.get(index));
}

/** Value of a key, in any letter case; undefined when there is none. */
export function field(token: TemplateToken | undefined, key: string): TemplateToken | undefined {
  return entriesOf(token).find((entry) => entry.key.toLowerCase() === key)?.value;
}

export interface Entry extends Place {
  readonly key: string;
  readonly value: TemplateToken;
}

/** Keys and values of a mapping, in order; none when it is no mapping. */
export function entriesOf(token: TemplateToken | undefined): readonly Entry[] {
  const mapping = asMapping(token);
  if (mapping === undefined) return [];
  return Array.from(mapping, ({ key, value }) => ({ key: textOf(key) ?? "", value, ...placeOf(key) }));
}

/** Where a token begins; the start of the file where the parser does not say. */
export function placeOf(token: TemplateToken | undefined): Place {
  const start = token?.range?.start;
  return { line: start?.line ?? 1, column: start?.column ?? 1 };
}

/** Text of a scalar, expressions written as `${{ … }}`; undefined for lists and mappings, and for nothing. */
export function textOf(token: TemplateToken | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (token.templateTokenType === STRING) return (token as StringToken).value;
  if (token.templateTokenType === EXPRESSION) return expressionText(token as BasicExpressionToken);
  return token.isScalar && token.isLiteral ? (token as LiteralToken).toString() : undefined;
}

/** Expressions of a scalar with their places, those that GitHub would refuse as well. */
export function expressionsOf(token: TemplateToken): readonly Expression[] {
  if (token.templateTokenType === EXPRESSION) {
    const whole = token as BasicExpressionToken;
    return (whole.originalExpressions ?? [whole]).map((part) => ({
      text: part.expression,
      ...placeOf(part),
    }));
  }
  if (token.templateTokenType !== STRING) return [];
  const place = placeOf(token);
  return [...(token as StringToken).value.matchAll(/\$\{\{(.*?)\}\}/gs)].map(([, text = ""]) => ({
    text: text.trim(),
    ...place,
  }));
}

/** A text with expressions in it is format('literal {0}', …) to the parser. */
function expressionText(token: BasicExpressionToken): string {
  const parts = token.originalExpressions;
  if (parts === undefined) return `\${{ ${token.expression} }}`;
  const literal = /^format\('((?:[^']|'')*)'/.exec(token.expression)?.[1] ?? "";
  return literal
    .replaceAll("''", "'")
    .replace(/\{\{|\}\}|\{(\d+)\}/g, (found, index: string | undefined) =>
      index === undefined ? found.charAt(0) : `\${{ ${parts[Number(index)]?.expression ?? ""} }}`,
    );
}

/** Every scalar below a token with the keys that lead to it; what `skip` says is left out. */
export function* scalarsOf(
  token: TemplateToken | undefined,
  skip: (key: string) => boolean = () => false,
): Generator<{ readonly token: TemplateToken; readonly key: string }> {
  const pending: { token: TemplateToken; key: string }[] = token === undefined ? [] : [{ token, key: "" }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token: here, key } = next;
    if (here.templateTokenType === MAPPING) {
      const inner = entriesOf(here).filter((entry) => !skip(entry.key));
      for (const entry of inner.reverse()) pending.push({ token: entry.value, key: entry.key });
    } else if (here.templateTokenType === SEQUENCE) {
      for (const element of [...elementsOf(here)].reverse()) pending.push({ token: element, key });
    } else yield { token: here, key };
  }
}

/** Whether an expression is the token that every job has. */
export function isJobToken(expression: string): boolean {
  return /^\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*$/i.test(expression);
}
