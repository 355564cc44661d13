// Reads workflows for tests: files in, properties of jobs out.

import type { Part } from "../../../src/collect/part.js";
import { type WorkflowRepository, workflowsPart } from "../../../src/collect/shared/workflows/graph.js";
import type { RepositoryFile } from "../../../src/collect/shared/workflows/workflow.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { CI_TABLES } from "../support.js";

/** The part of a repository `acme/site` with these files; names without a folder are workflows. */
export function read(
  files: { readonly [path: string]: string },
  more: Partial<Omit<WorkflowRepository, "id" | "name" | "dataSet">> & { called?: readonly RepositoryFile[] } = {},
): Part {
  const { called = [], ...settings } = more;
  const listed = Object.entries(files).map(([path, text]) => ({
    path: path.includes("/") ? path : `.github/workflows/${path}`,
    text,
  }));
  return workflowsPart(
    { id: "github:repo/7", name: "acme/site", dataSet: "github/repos:workflows", ...settings },
    [...listed, ...called],
    CI_TABLES,
  );
}

/** Properties of a job, `acme/site/ci.yml#build`. */
export function jobIn(part: Part, name: string): JsonRecord {
  const found = part.nodes?.find((node) => node.type === "github.job" && node.name === name);
  if (found === undefined) throw new Error(`no job ${name} in ${part.nodes?.map((node) => node.name).join(", ")}`);
  return found.properties;
}

/** The only job of one workflow, given as the text of its `on` and of the job below its key. */
export function job(on: string, body: string, top = ""): JsonRecord {
  const text = `on: ${on}\n${top}jobs:\n  it:\n${indent(body)}`;
  return jobIn(read({ "w.yml": text }), "acme/site/w.yml#it");
}

function indent(body: string): string {
  return body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

/** A list of objects of a job with only some of their fields. */
export function picked(value: unknown, ...fields: readonly string[]): unknown[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "-"));
  return list.map((one: JsonRecord) =>
    fields.length === 1 ? one[fields[0] ?? ""] : fields.map((name) => shown(one[name])).join(" "),
  );
}
