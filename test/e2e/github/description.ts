// GitHub's own OpenAPI description (Enterprise Cloud), cut down to the calls that nhi makes, with an organisation's answers
// laid over it: a literal path with an answer of our own beside GitHub's template, under GitHub's schema.
import { readFileSync } from "node:fs";
import { CALLS } from "../../../src/collect/github/calls.js";
import { APP_ROUTES } from "../../../src/collect/github/guard.js";

const FILE = new URL("../node_modules/@octokit/openapi/generated/ghec.json", import.meta.url);

export type Json = { [key: string]: unknown };

/** Text of a field; empty when it is none. */
export function textIn(json: Json | undefined, name: string): string {
  const value = json?.[name];
  return typeof value === "string" ? value : "";
}

export interface Description extends Json {
  readonly paths: { [path: string]: { [method: string]: Operation } };
  readonly components: { [kind: string]: Json };
}

export interface Operation extends Json {
  parameters?: Json[];
  responses: { [status: string]: Json };
}

/** One recorded answer: `repos/acme/site/keys`, and what tells answers of one path apart. */
export interface Answer {
  readonly path: string;
  /** `affiliation=direct`; empty when there is one answer. */
  readonly variant: string;
  readonly value: unknown;
}

/** Routes that nhi may ask, as GitHub's description writes them. */
export const ROUTES: readonly string[] = [...new Set([...CALLS.map(({ route }) => route), ...APP_ROUTES])].filter(
  (route) => route !== "POST /graphql",
);

let whole: Description | undefined;

/** The description as GitHub published it. */
export function published(): Description {
  whole ??= JSON.parse(readFileSync(FILE, "utf8")) as Description;
  return whole;
}

/** The description of the calls of nhi, with answers laid over it. */
export function describe(answers: readonly Answer[]): Description {
  const all = published();
  const paths: Description["paths"] = {};
  for (const route of ROUTES) {
    const [method = "", path = ""] = route.split(" ");
    const operation = all.paths[path]?.[method.toLowerCase()];
    if (operation === undefined) throw new Error(`${route}: GitHub's description has no such call`);
    paths[path] = { ...paths[path], [method.toLowerCase()]: structuredClone(operation) };
  }
  for (const answer of answers) layOver(paths, answer);
  const components = reachable(paths, all.components);
  const { openapi, info, servers } = all;
  return dropLinks({ openapi, info, servers, paths, components });
}

/** Route whose template a path fits; literal parts win over parameters. */
export function routeOf(method: string, path: string): string | undefined {
  const fitting = ROUTES.filter((route) => route.startsWith(`${method} `) && patternOf(route).test(path));
  return fitting.sort((a, b) => a.split("{").length - b.split("{").length)[0];
}

function patternOf(route: string): RegExp {
  const parts = route
    .slice(route.indexOf(" ") + 1)
    .split("/")
    .map((part) => (part === "{path}" ? ".+" : part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}

function layOver(paths: Description["paths"], { path, variant, value }: Answer): void {
  const literal = `/${path}`;
  const route = routeOf("GET", literal);
  // Answers that a bundle holds and the crawl does not ask for.
  if (route === undefined) return;
  const template = paths[route.slice(route.indexOf(" ") + 1)]?.["get"];
  if (template === undefined) throw new Error(`${route}: no template`);
  const operation = paths[literal]?.["get"] ?? withoutExamples(template);
  const content = jsonContent(operation);
  content["examples"] = { ...(content["examples"] as Json | undefined), [variant || "default"]: { value } };
  paths[literal] = { get: operation };
}

/** The operation for a literal path: no parameters of the path, no answers of GitHub's documentation. */
function withoutExamples(template: Operation): Operation {
  const operation = structuredClone(template);
  const components = published().components["parameters"] ?? {};
  operation.parameters = (operation.parameters ?? []).filter((parameter) => {
    const name = textIn(parameter, "$ref").split("/").at(-1) ?? "";
    const found = parameter["$ref"] === undefined ? parameter : (components[name] as Json | undefined);
    return found?.["in"] !== "path";
  });
  const content = jsonContent(operation);
  delete content["example"];
  delete content["examples"];
  operation["operationId"] = `${textIn(operation, "operationId")}#${Math.random()}`;
  return operation;
}

function jsonContent(operation: Operation): Json {
  const response = operation.responses["200"];
  const content = (response?.["content"] as { [type: string]: Json } | undefined)?.["application/json"];
  if (content === undefined) throw new Error(`${textIn(operation, "operationId")}: answers no JSON`);
  return content;
}

/** The components that the paths refer to, and those that these refer to. */
function reachable(paths: unknown, components: Description["components"]): Description["components"] {
  const kept: Description["components"] = {};
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      const { $ref } = value as { $ref?: unknown };
      if (typeof $ref === "string") follow($ref);
      Object.values(value).forEach(visit);
    }
  };
  const follow = (ref: string): void => {
    const [, , kind = "", name = ""] = ref.split("/");
    if (kept[kind]?.[name] !== undefined) return;
    const found = components[kind]?.[name];
    if (found === undefined) throw new Error(`${ref}: not in GitHub's description`);
    kept[kind] = { ...kept[kind], [name]: found };
    visit(found);
  };
  visit(paths);
  return kept;
}

/** GitHub's example of a Link header leads to api.github.com: a client that followed it would leave the test. */
function dropLinks(description: Description): Description {
  return JSON.parse(JSON.stringify(description), (key, value: unknown) => {
    if (key !== "headers" || typeof value !== "object" || value === null) return value;
    const { Link: _, ...others } = value as Json;
    return others;
  }) as Description;
}
