// What the vendor's own client says of the API: the parameters of a list, what it answers with, and whether a value is that.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as client from "@kubernetes/client-node";

const GENERATED = "node_modules/@kubernetes/client-node/dist/gen";

export interface Operation {
  readonly parameters: readonly string[];
  /** Model of the answer: `V1PodList`. */
  readonly answer: string;
}

interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

const sources = readdirSync(join(GENERATED, "apis"))
  .filter((file) => file.endsWith("Api.js"))
  .map((file) => readFileSync(join(GENERATED, "apis", file), "utf8"));

/** The operation that reads `path`; undefined where the client has none: resources that others define. */
export function operationAt(path: string): Operation | undefined {
  const at = `localVarPath = '${path}'`;
  for (const source of sources) {
    for (let from = source.indexOf(at); from >= 0; from = source.indexOf(at, from + 1)) {
      const body = source.slice(from, source.indexOf("return requestContext;", from));
      if (!body.includes("HttpMethod.GET")) continue;
      const name = [...source.slice(0, from).matchAll(/async (\w+)\(/g)].at(-1)?.[1] ?? "";
      const reads = source.slice(source.indexOf(`async ${name}WithHttpInfo(`));
      const answer = /, "(\w+)", ""\)/.exec(reads)?.[1];
      if (answer === undefined) throw new Error(`${name}: no answer found`);
      return { parameters: [...body.matchAll(/setQueryParam\("(\w+)"/g)].map(([, one]) => one ?? ""), answer };
    }
  }
  return undefined;
}

/** Fields that a model must have, which only its types say. */
function requiredOf(model: string): readonly string[] {
  const types = readFileSync(join(GENERATED, "models", `${model}.d.ts`), "utf8");
  return [...types.matchAll(/^ {4}'(\w+)': /gm)].map(([, name]) => name ?? "");
}

/**
 * Problems of a value of a type as the client writes it (`Array<V1Pod>`), each with its place; none where it is as it must be.
 * `isWhole` says that what a model must have is there: a recording keeps less.
 */
export function problemsOf(value: unknown, type: string, isWhole: boolean, place = ""): string[] {
  const [, element] = /^Array<(.+)>$/.exec(type) ?? [];
  if (element !== undefined) {
    if (!Array.isArray(value)) return [`${place}: no list`];
    return value.flatMap((one, at) => problemsOf(one, element, isWhole, `${place}[${at}]`));
  }
  const [, entry] = /^\{ \[key: string\]: (.+); \}$/.exec(type) ?? [];
  if (entry !== undefined) {
    if (!isRecord(value)) return [`${place}: no map`];
    return Object.entries(value).flatMap(([key, one]) => problemsOf(one, entry, isWhole, `${place}.${key}`));
  }
  const model = (client as unknown as { readonly [name: string]: { getAttributeTypeMap?(): readonly Attribute[] } })[
    type
  ];
  if (model?.getAttributeTypeMap !== undefined)
    return problemsOfModel(value, type, model.getAttributeTypeMap(), isWhole, place);
  return isSimple(value, type) ? [] : [`${place}: no ${type}`];
}

function problemsOfModel(
  value: unknown,
  model: string,
  attributes: readonly Attribute[],
  isWhole: boolean,
  place: string,
): string[] {
  if (!isRecord(value)) return [`${place}: no ${model}`];
  const types = new Map(attributes.map(({ baseName, type }) => [baseName, type]));
  const missing = isWhole ? requiredOf(model).filter((name) => !Object.hasOwn(value, name)) : [];
  return [
    ...missing.map((name) => `${place}.${name}: missing of ${model}`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const type = types.get(name);
      return type === undefined
        ? [`${place}.${name}: ${model} has no such field`]
        : problemsOf(one, type, isWhole, `${place}.${name}`);
    }),
  ];
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSimple(value: unknown, type: string): boolean {
  switch (type) {
    case "any":
      return true;
    case "Date":
      return typeof value === "string" && !Number.isNaN(Date.parse(value));
    case "IntOrString":
      return typeof value === "string" || typeof value === "number";
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    default:
      throw new Error(`${type}: no type of the client that is known here`);
  }
}
