// Microsoft's own OpenAPI description of Graph, cut down to the calls that nhi makes, strict about fields that it does not
// know, with a tenant's answers laid over it: a literal path with an answer beside Microsoft's template, under its schema.
import { readFileSync } from "node:fs";
import { callName, type EntraCall } from "../../../src/collect/entra/call.js";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { GRAPH_FILE } from "../tools/published.js";
import { flatten, type Json, type Schema } from "./schema.js";

export interface Description {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: { [path: string]: { readonly get: Json } };
}

/** One recorded answer. */
export interface Answer {
  /** With version, without query: `/v1.0/applications`. */
  readonly path: string;
  /** What tells answers of one path apart, as bundles write it: `select=signInActivity`. */
  readonly variant: string;
  readonly value: unknown;
}

interface Published {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: { readonly [path: string]: { readonly get?: Json } };
  readonly components: { readonly [kind: string]: { readonly [name: string]: Json } };
}

let whole: Published | undefined;

/** The description as Microsoft published it. */
export function published(): Published {
  whole ??= JSON.parse(readFileSync(GRAPH_FILE, "utf8")) as Published;
  return whole;
}

/** Template of Microsoft's for a call; undefined for what its description of v1.0 does not have: newer calls, and those of beta. */
export function templateOf({ path }: Pick<EntraCall, "path">): string | undefined {
  const bare = (text: string): string => text.replaceAll(/\{[^}]+\}/g, "{}");
  return Object.keys(published().paths).find((template) => bare(template) === bare(path));
}

/** Calls that a live crawl makes. */
export const LIVE: readonly EntraCall[] = CALLS.filter(({ count }) => !count.startsWith("none"));

/** Calls that Microsoft's description has. What beta gives of the same path is held against the same schema. */
export function described(): readonly EntraCall[] {
  return LIVE.filter((call) => templateOf(call) !== undefined);
}

/** The call whose template a path fits; literal parts win over parameters. */
export function callOf(path: string, search: URLSearchParams): EntraCall | undefined {
  const fitting = CALLS.filter((call) => patternOf(`/${call.version}${call.path}`).test(path));
  const [first] = fitting.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  const same = fitting.filter(({ path }) => path === first?.path);
  const fits = ({ query }: EntraCall, name: string) => isFilled(query?.[name], search.get(name));
  const selected = same.filter((call) => fits(call, "$select"));
  return selected.find((call) => fits(call, "$filter")) ?? selected[0] ?? first;
}

/** Whether a parameter is what a call says, with something in its placeholders. */
function isFilled(said: string | undefined, asked: string | null): boolean {
  if (said === undefined || asked === null) return said === undefined && asked === null;
  const parts = said.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`).test(asked);
}

function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}

/** The description of the calls of nhi, with answers laid over it. */
export function describe(answers: readonly Answer[]): Description {
  const { openapi, info } = published();
  const paths: Description["paths"] = {};
  for (const call of described()) {
    const operation = operationOf(call);
    paths[`/${call.version}${templateOf(call)}`] = { get: withExamples(operation, { default: emptyOf(call) }) };
  }
  for (const { path, variant, value } of answers) {
    const call = callOf(path, new URLSearchParams());
    if (call === undefined || templateOf(call) === undefined) continue;
    const operation = paths[path]?.get ?? operationOf(call);
    paths[path] = { get: withExamples(withoutPathParameters(operation), { [variant || "default"]: value }) };
  }
  return { openapi, info, paths };
}

/** What a tenant answers that has none of it. */
function emptyOf(call: EntraCall): unknown {
  return call.isList ? { value: [] } : {};
}

function operationOf(call: EntraCall): Json {
  const { paths, components } = published();
  const { get } = paths[templateOf(call) ?? ""] ?? {};
  if (get === undefined) throw new Error(`${callName(call)}: Microsoft's description has no such call`);
  const parameters = ((get["parameters"] as Json[] | undefined) ?? []).map((raw) => {
    const name = textOf(raw["$ref"]).split("/").at(-1) ?? "";
    const parameter = raw["$ref"] === undefined ? raw : (components["parameters"]?.[name] ?? {});
    return loosened(parameter);
  });
  const responses = get["responses"] as { readonly [status: string]: Json };
  const said = responses["200"] ?? responses["2XX"] ?? {};
  const ref = textOf(said["$ref"]).split("/").at(-1) ?? "";
  const response = said["$ref"] === undefined ? said : (components["responses"]?.[ref] ?? {});
  const content = (response["content"] as { readonly [type: string]: Json } | undefined)?.["application/json"];
  const schema = flatten((content?.["schema"] ?? {}) as Schema, components["schemas"] ?? {});
  return {
    operationId: callName(call),
    parameters,
    responses: { 200: { description: "", content: { "application/json": { schema } } } },
  };
}

/** Relations that are asked for with their fields are written in a way that the description's list of names does not have. */
function loosened(parameter: Json): Json {
  const { examples: _, schema, ...more } = parameter;
  if (parameter["name"] !== "$expand" && parameter["name"] !== "$select") return { ...more, schema: schema };
  const { items } = schema as { items: { enum: string[] } };
  const names = [...items.enum, ...NEWER_FIELDS].map((name) => name.replace(/[.*+?^$()|]/g, "\\$&"));
  return {
    ...more,
    schema: { type: "array", items: { type: "string", pattern: `^(${names.join("|")})(\\(.*\\))?$` } },
  };
}

/** Fields that Graph has had since; `$select` knows them. */
const NEWER_FIELDS = ["createdDateTime", "servicePrincipalLockConfiguration", "signInActivity"];

function withoutPathParameters(operation: Json): Json {
  const parameters = (operation["parameters"] as Json[]).filter((one) => one["in"] !== "path");
  return { ...operation, parameters, operationId: `${textOf(operation["operationId"])}#${Math.random()}` };
}

function withExamples(operation: Json, examples: { readonly [name: string]: unknown }): Json {
  const copy = structuredClone(operation);
  const { 200: response } = copy["responses"] as { 200: { content: { "application/json": Json } } };
  const content = response.content["application/json"];
  const more = Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
  content["examples"] = { ...(content["examples"] as Json | undefined), ...more };
  return copy;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
