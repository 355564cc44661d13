// How the SDK's packages write down what a service takes and answers: arrays of a number for the kind and what it is made of.
import type { Kind, Member } from "./aws-model.js";

/** A number, an array, or a function that gives one; undefined where no package has it. */
export type Schema = number | readonly unknown[] | (() => Schema) | undefined;

/** Bits and kinds of @smithy/types: a member's traits, and simple types with list and map as bits above them. */
const [HTTP_LABEL, LIST, MAP] = [1, 64, 128];
const SIMPLE: { readonly [code: number]: Kind } = {
  0: "string",
  1: "number",
  2: "boolean",
  4: "timestamp",
  5: "timestamp",
  6: "timestamp",
  7: "timestamp",
  15: "document",
  17: "number",
  19: "number",
  21: "blob",
  42: "blob",
};
const DATE_TIME = 5;
const KINDS: { readonly [code: number]: Kind } = { 1: "list", 2: "map", 3: "structure", 4: "union", [-3]: "structure" };

interface Traits {
  readonly isDateTime: boolean;
  readonly location: Member["location"];
  readonly wire: string | undefined;
}

/** The schema of a member without its traits: `[schema, traits]`, or a function that gives it. */
function resolve(schema: Schema): { readonly of: Schema; readonly traits: unknown } {
  const given: Schema = typeof schema === "function" ? schema() : schema;
  if (!Array.isArray(given)) return { of: given, traits: 0 };
  if (typeof given[1] === "string") {
    // [0, namespace, name, traits, of]: a simple type with a name.
    return given[0] === 0 ? { ...resolve(given[4]), traits: given[3] } : { of: given, traits: given[3] };
  }
  return { of: resolve(given[0]).of, traits: given[1] };
}

export function kindOfSchema(schema: Schema): Kind {
  const { of } = resolve(schema);
  if (Array.isArray(of)) return KINDS[Number(of[0])] ?? "document";
  const code = Number(of);
  if ((code & LIST) !== 0) return "list";
  if ((code & MAP) !== 0) return "map";
  return SIMPLE[code] ?? "document";
}

/** Names of a structure's members, those that must be there first, and how many these are. */
export function asStructure(schema: Schema): readonly [names: readonly string[], required: number] {
  const { of } = resolve(schema);
  if (!Array.isArray(of) || !/structure|union/.test(kindOfSchema(of))) return [[], 0];
  return [of[4] as string[], typeof of[6] === "number" ? of[6] : 0];
}

/** Members by name; of lists and maps `element`. */
export function membersOfSchema(schema: Schema): ReadonlyMap<string, Schema> {
  const { of } = resolve(schema);
  if (!Array.isArray(of)) {
    const code = Number(of);
    return new Map((code & (LIST | MAP)) === 0 ? [] : [["element", code & ~(LIST | MAP)]]);
  }
  const kind = kindOfSchema(of);
  if (kind === "list") return new Map([["element", of[4]]]);
  if (kind === "map") return new Map([["element", of[5]]]);
  const names = of[4] as string[];
  const members = of[5] as Schema[];
  return new Map(names.map((name, at) => [name, members[at]]));
}

export function traitsOf(schema: Schema): Traits {
  const { of, traits } = resolve(schema);
  const bits = typeof traits === "number" ? traits : 0;
  const named = (typeof traits === "object" && traits !== null ? traits : {}) as { readonly [name: string]: string };
  const location = (bits & HTTP_LABEL) !== 0 || named["httpLabel"] !== undefined ? "uri" : undefined;
  const query = named["httpQuery"];
  return {
    isDateTime: of === DATE_TIME,
    location: query === undefined ? location : "querystring",
    wire: query ?? named["jsonName"] ?? named["xmlName"],
  };
}

export interface SchemaOperation {
  readonly method: string | undefined;
  readonly uri: string | undefined;
  readonly input: Schema;
  readonly output: Schema;
}

/** Operations that a package exports, by name; none of those made before there were schemas. */
export function schemaOperations(module: { readonly [name: string]: unknown }): ReadonlyMap<string, SchemaOperation> {
  const operations = Object.entries(module).flatMap(([name, schema]): [string, SchemaOperation][] => {
    if (!name.endsWith("$") || !Array.isArray(schema) || schema[0] !== 9) return [];
    const http = (schema[3] as { readonly http?: readonly [string, string] } | 0 | undefined) || {};
    const [method, uri] = http.http ?? [];
    return [[name.slice(0, -1), { method, uri, input: schema[4], output: schema[5] }]];
  });
  return new Map(operations);
}
