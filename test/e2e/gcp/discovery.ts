// Google's discovery documents as one OpenAPI description: for each answer a path of its own with the schema of its method, so
// that Prism holds it, and the body of the request, against what Google publishes. No field that Google does not name passes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import type { GoogleCall } from "../../../src/collect/shared/google/call.js";
import { GOOGLE_FOLDER } from "../tools/published.js";

export type Json = { [key: string]: unknown };

interface Method {
  readonly id: string;
  readonly path: string;
  readonly flatPath?: string;
  readonly httpMethod: string;
  readonly parameters?: { readonly [name: string]: Json };
  readonly request?: { readonly $ref: string };
  readonly response: { readonly $ref: string };
}

interface Document extends Json {
  readonly schemas: { readonly [name: string]: Json };
  readonly parameters: { readonly [name: string]: Json };
}

const documents = new Map<string, Document | undefined>();

/** Documents of APIs of several parts are called after the part: `admin.directory_v1.json`. */
function documentOf({ api, version }: Pick<GoogleCall, "api" | "version">): Document | undefined {
  const name = `${api}.${version.replace("/", "_")}.json`;
  if (!documents.has(name)) documents.set(name, readDocument(name));
  return documents.get(name);
}

function readDocument(name: string): Document | undefined {
  try {
    return JSON.parse(readFileSync(join(GOOGLE_FOLDER, name), "utf8")) as Document;
  } catch {
    return undefined;
  }
}

/** The method as Google publishes it: where one is two calls of ours, a word in brackets tells them apart. Undefined where its document is newer than the package. */
export function methodOf(call: GoogleCall): Method | undefined {
  const document = documentOf(call);
  return document === undefined ? undefined : find(document, call.method.replace(/ \(.*\)$/, ""));
}

function find(node: Json, id: string): Method | undefined {
  const methods = Object.values((node["methods"] ?? {}) as { [name: string]: Method });
  const own = methods.find((method) => method.id === id);
  if (own !== undefined) return own;
  for (const inner of Object.values((node["resources"] ?? {}) as { [name: string]: Json })) {
    const found = find(inner, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Calls whose answers no published schema describes. */
export function undescribed(): readonly string[] {
  return [...new Set(CALLS.filter((call) => methodOf(call) === undefined).map(({ method }) => method))].sort();
}

/** Parameters that a call sends and Google does not know. */
export function unknownParameters(call: GoogleCall, query: URLSearchParams): readonly string[] {
  const method = methodOf(call);
  if (method === undefined) return [];
  const known = { ...documentOf(call)?.parameters, ...method.parameters };
  return [...query.keys()].filter((name) => !Object.hasOwn(known, name)).map((name) => `${call.method}: ${name}`);
}

/** JSON schema of the answer of a call; undefined where Google's document does not have it. */
export function schemaOf(call: GoogleCall): Json | undefined {
  const method = methodOf(call);
  return method && flatten({ $ref: method.response.$ref }, documentOf(call)?.schemas ?? {});
}

export interface Served {
  readonly call: GoogleCall;
  readonly body: unknown;
}

/** Path of an answer in the description, by its place in the list. */
export const placeOf = (at: number): string => `/answers/${at}`;

/** The description under which Prism serves the answers. */
export function describe(answers: readonly Served[]): object {
  const paths: { [path: string]: Json } = {};
  for (const [at, { call, body }] of answers.entries()) {
    const method = methodOf(call);
    const schemas = documentOf(call)?.schemas ?? {};
    if (method === undefined) continue;
    const schema = flatten({ $ref: method.response.$ref }, schemas);
    const request = method.request === undefined ? undefined : flatten({ $ref: method.request.$ref }, schemas);
    paths[placeOf(at)] = {
      [call.http === "POST" ? "post" : "get"]: {
        operationId: `${call.method}#${at}`,
        ...(request && { requestBody: { content: { "application/json": { schema: request } } } }),
        responses: { 200: { description: "", content: { "application/json": { schema, example: body } } } },
      },
    };
  }
  return { openapi: "3.0.3", info: { title: "Google", version: "1" }, paths };
}

/** In: a schema of a discovery document. Out: the same as OpenAPI has it, without references. */
function flatten(schema: Json, schemas: Document["schemas"], under: readonly string[] = []): Json {
  const name = schema["$ref"];
  if (typeof name === "string") {
    const found = schemas[name];
    if (found === undefined) throw new Error(`${name}: not in the document`);
    return under.includes(name) ? {} : flatten(found, schemas, [...under, name]);
  }
  const { type, format, pattern, items, properties, additionalProperties } = schema;
  if (type === "any" || type === undefined) return {};
  if (type === "array") return { type, items: flatten((items ?? {}) as Json, schemas, under) };
  if (type !== "object") return { type, ...formatOf(format), ...(typeof pattern === "string" && { pattern }) };
  const fields = Object.entries((properties ?? {}) as { [name: string]: Json });
  const more =
    additionalProperties === undefined ? fields.length === 0 : flatten(additionalProperties as Json, schemas, under);
  return {
    type,
    properties: Object.fromEntries(fields.map(([field, inner]) => [field, flatten(inner, schemas, under)])),
    additionalProperties: more,
  };
}

/** 64-bit numbers are texts in JSON, times are RFC 3339, bytes are base64. */
function formatOf(format: unknown): Json {
  if (format === "google-datetime" || format === "date-time") return { format: "date-time" };
  if (format === "byte") return { pattern: "^[A-Za-z0-9+/_-]*={0,2}$" };
  return format === "int64" || format === "uint64" ? { pattern: "^-?[0-9]+$" } : {};
}
