// The matrix of a job as far as the file states it: lists, combinations, and what `fromJSON('…')` says in the place of either.
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
import { parseExpression, wholeExpression } from "./expressions.js";
import { asMapping, elementsOf, entriesOf, field, type TemplateToken, textOf } from "./tokens.js";
import { jsonIn } from "./truth.js";

type Plain = string | readonly Plain[] | ReadonlyMap<string, Plain>;

/** Values of a key of the matrix; undefined where it has none, or a run works one of them out. */
export function matrixValues(job: TemplateToken, name: string): readonly string[] | undefined {
  const matrix = plainOf(field(field(job, "strategy"), "matrix"));
  const listed = listOf(at(matrix, name));
  const included = listOf(at(matrix, "include")).flatMap((one) => at(one, name) ?? []);
  const left = new Set(listOf(at(matrix, "exclude")).flatMap((one) => onlyOf(one, name) ?? []));
  const values = [...listed, ...included];
  const texts = values.filter((value) => typeof value === "string");
  // combinations that only a run knows may add to what is stated
  const isOpen = texts.length < values.length || [...texts, at(matrix, "include")].some(isOpenText);
  if (texts.length === 0 || isOpen) return undefined;
  return texts.filter((value) => !left.has(value) || included.includes(value));
}

/** Texts that a list of `fromJSON` states; undefined for another text. */
export function statedTexts(text: string): readonly string[] | undefined {
  const stated = readJson(text);
  if (!Array.isArray(stated)) return undefined;
  const texts = stated.filter((one) => typeof one === "string");
  return texts.length === stated.length ? texts : undefined;
}

function isOpenText(value: Plain | undefined): boolean {
  return typeof value === "string" && (value === "" || value.includes("${{"));
}

function listOf(value: Plain | undefined): readonly Plain[] {
  if (value === undefined) return [];
  return typeof value === "string" || value instanceof Map ? [value] : (value as readonly Plain[]);
}

function at(value: Plain | undefined, name: string): Plain | undefined {
  return value instanceof Map ? (value as ReadonlyMap<string, Plain>).get(name) : undefined;
}

/** The value that a combination names, if it names nothing else: all with it are left out. */
function onlyOf(combination: Plain, name: string): string | undefined {
  const value = at(combination, name);
  return typeof value === "string" && combination instanceof Map && combination.size === 1 ? value : undefined;
}

/** Keys in lower case; scalars as texts. */
function plainOf(token: TemplateToken | undefined): Plain | undefined {
  if (token === undefined) return undefined;
  const text = textOf(token);
  if (text !== undefined) return readJson(text) ?? text;
  if (asMapping(token) === undefined) return elementsOf(token).flatMap((one) => plainOf(one) ?? []);
  return new Map(
    entriesOf(token).flatMap(({ key, value }) => {
      const plain = plainOf(value);
      return plain === undefined ? [] : [[key.toLowerCase(), plain] as const];
    }),
  );
}

/** What `${{ fromJSON('…') }}` says; undefined for another text. */
function readJson(text: string): Plain | undefined {
  const inner = wholeExpression(text);
  const tree = inner === undefined ? undefined : parseExpression(inner);
  return tree === undefined ? undefined : jsonIn(tree, plainJson);
}

function plainJson(value: unknown): Plain {
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value : JSON.stringify(value);
  return new Map(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), plainJson(inner)]));
}
