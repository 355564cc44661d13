// Microsoft's own OpenAPI descriptions of Azure Resource Manager, and what its libraries say of calls that these lack, strict about fields that they do not
// know, with answers laid over them: a literal path with an answer, under the schema of Microsoft's template.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AzureCall, callName } from "../../../src/collect/azure/call.js";
import { CALLS } from "../../../src/collect/azure/calls.js";
import { ARM_FOLDER, ARM_LIBRARIES } from "../tools/published.js";
import { flatten, type Json, type Schema } from "./schema.js";

/** One answer of the estate. */
export interface Answer {
  /** Without query: `/subscriptions/…/resources`. */
  readonly path: string;
  readonly value: unknown;
}

interface Operation extends Json {
  readonly parameters?: readonly Json[];
  readonly responses: { readonly [status: string]: Json };
}

interface Known {
  readonly operation: Operation;
  readonly components: { readonly [kind: string]: { readonly [name: string]: Json } };
}

const templates = new Map<string, Known>();

/** Operations by method and template, in small letters and without the names of parameters. */
function published(): ReadonlyMap<string, Known> {
  if (templates.size > 0) return templates;
  const files = [ARM_FOLDER, ARM_LIBRARIES].flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  for (const file of files) {
    const { paths, components } = JSON.parse(readFileSync(file, "utf8")) as {
      paths: { [path: string]: { [method: string]: Operation } };
      components: Known["components"];
    };
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        templates.set(`${method} ${bare(path)}`, { operation, components });
      }
    }
  }
  return templates;
}

function bare(path: string): string {
  return path
    .replaceAll(/\{[^}]+\}/g, "{}")
    .replace(/\/$/, "")
    .toLowerCase();
}

/** What Microsoft's descriptions say of a call; undefined for what is newer than they are. */
export function knownOf(call: AzureCall): Known | undefined {
  const type = call.permission.split("/").slice(0, 2).join("/");
  const path = call.path.replace(/\{\+\w+\}/, `subscriptions/{}/resourceGroups/{}/providers/${type}/{}`);
  const method = (call.http ?? "GET").toLowerCase();
  // what every scope has is written once
  const ofScope = /\/providers\/Microsoft\.(?:Authorization|ManagedServices)\/.+$/.exec(path)?.[0];
  return (
    published().get(`${method} ${bare(path)}`) ??
    published().get(`${method} ${bare(call.path)}`) ??
    (ofScope === undefined ? undefined : published().get(`${method} ${bare(`/{scope}${ofScope}`)}`))
  );
}

export const DESCRIBED = (): readonly AzureCall[] => CALLS.filter((call) => knownOf(call) !== undefined);

const patterns = CALLS.map((call) => {
  const parts = call.path.split("/").map((part) => {
    if (part.startsWith("{+")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|]/g, "\\$&");
  });
  return { call, pattern: new RegExp(`^${parts.join("/")}$`, "i") };
});

/** The call that a request is; the one with most literal letters where several fit. */
export function callOf(method: string, path: string): AzureCall | undefined {
  return patterns
    .filter(({ call, pattern }) => (call.http ?? "GET") === method && pattern.test(path))
    .sort(
      (a, b) => b.call.path.replaceAll(/\{[^}]+\}/g, "").length - a.call.path.replaceAll(/\{[^}]+\}/g, "").length,
    )[0]?.call;
}

/** The description of the answers, for Prism. */
export function describe(answers: readonly Answer[]): object {
  const paths: { [path: string]: Json } = {};
  for (const { path, value } of answers) {
    const call = callOf("GET", path);
    const known = call === undefined ? undefined : knownOf(call);
    if (call !== undefined && known !== undefined) paths[path] = { get: operationOf(call, known, value) };
  }
  const query = CALLS.find(({ http }) => http === "POST");
  const known = query === undefined ? undefined : knownOf(query);
  const rows = answers.flatMap(({ path, value }) =>
    /^\/subscriptions\/[^/]+\/resources$/.test(path) ? ((value as { value: unknown[] }).value ?? []) : [],
  );
  if (query !== undefined && known !== undefined) {
    const answer = { totalRecords: rows.length, count: rows.length, resultTruncated: "false", data: rows, facets: [] };
    paths[query.path] = { post: operationOf(query, known, answer) };
  }
  return { openapi: "3.0.0", info: { title: "Azure Resource Manager", version: "1" }, paths };
}

function operationOf(call: AzureCall, { operation, components }: Known, value: unknown): Json {
  const parameters = parametersOf({ operation, components })
    .filter((one) => one["in"] === "query")
    .map(({ name, in: at, required, schema }) => {
      const { enum: _, ...loose } = flatten((schema ?? {}) as Schema, components["schemas"] ?? {});
      // the version that nhi asks for is newer
      return { name, in: at, required: required === true, schema: name === "api-version" ? { type: "string" } : loose };
    });
  const said = resolved(operation.responses["200"] ?? {}, components, "responses");
  const content = (said["content"] as { [type: string]: Json } | undefined)?.["application/json"];
  const schema = flatten((content?.["schema"] ?? {}) as Schema, components["schemas"] ?? {});
  const body = resolved((operation["requestBody"] ?? {}) as Json, components, "requestBodies");
  const asked = (body["content"] as { [type: string]: Json } | undefined)?.["application/json"];
  return {
    operationId: `${callName(call)}#${Math.random()}`,
    parameters,
    ...(asked === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: flatten(asked["schema"] as Schema, components["schemas"] ?? {}) },
            },
          },
        }),
    responses: { 200: { description: "", content: { "application/json": { schema, example: value } } } },
  };
}

function parametersOf({ operation, components }: Known): readonly Json[] {
  return (operation.parameters ?? []).map((raw) => resolved(raw, components, "parameters"));
}

function resolved(raw: Json, components: Known["components"], kind: string): Json {
  const ref = raw["$ref"];
  return typeof ref === "string" ? (components[kind]?.[ref.split("/").at(-1) ?? ""] ?? {}) : raw;
}

/**
 * Parameters that published tools ask with, though neither description nor library has them. nhi does not rely on it: what an
 * answer says of other roles is left out.
 */
const UNDESCRIBED: readonly (readonly [path: RegExp, name: string])[] = [
  [/\/roleManagementPolicyAssignments$/, "$filter"],
];

/** Parameters of the query that Microsoft's description has. */
export function queryOf(call: AzureCall): readonly string[] | undefined {
  const known = knownOf(call);
  if (known === undefined) return undefined;
  const more = UNDESCRIBED.flatMap(([path, name]) => (path.test(call.path) ? [name] : []));
  const named = parametersOf(known).flatMap(({ name, in: at }) =>
    at === "query" && typeof name === "string" ? [name] : [],
  );
  return [...named, ...more];
}
