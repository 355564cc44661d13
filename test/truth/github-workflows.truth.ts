// Workflows that others labelled by how they sign in to a cloud, and the events that 688 public workflows name. The texts of
// the latter are not published with their facts: what can be compared is whether the tables know what they use.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadTables } from "../../src/catalog/tables.js";
import { workflowsPart } from "../../src/collect/shared/workflows/graph.js";
import { type CiTables, NO_CI_TABLES } from "../../src/model/ci-tables.js";
import { type Figure, GROUND_TRUTH } from "./figure.js";

const TABLES = fileURLToPath(new URL("../../rules/tables", import.meta.url));
const CLOUDS = ["aws", "azure", "gcp"];

interface Labelled {
  readonly name: string;
  readonly path: string;
  readonly contents: string;
  readonly label: { readonly cloud: string; readonly auth: string; readonly source: string | null } | null;
}

interface Login {
  readonly cloud: string;
  readonly mode: string;
  readonly origin?: string;
}

export async function run(): Promise<readonly Figure[]> {
  const ci = (await loadTables(TABLES)).ci ?? NO_CI_TABLES;
  return [labelled(ci), events(ci)];
}

/** What a label calls the source of a value, in our words. */
const ORIGINS: { readonly [source: string]: string } = { vars: "vars", secrets: "secrets", hardcoded: "literal" };

function labelled(ci: CiTables): Figure {
  const { workflows } = read("github/githound-labelled-workflows.json") as { workflows: readonly Labelled[] };
  const problems: string[] = [];
  let right = 0;
  let alarms = 0;
  for (const { name, path, contents, label } of workflows) {
    const logins = loginsIn({ path, text: contents }, ci).filter(({ cloud }) => CLOUDS.includes(cloud));
    const said = logins.map(({ cloud, mode, origin }) => `${cloud} ${mode} ${origin ?? "-"}`).join(", ");
    if (label === null) {
      if (logins.length > 0) alarms++;
      continue;
    }
    const origin = label.source === null ? undefined : ORIGINS[label.source];
    const isRight =
      logins.length > 0 &&
      logins.every((login) => login.cloud === label.cloud && login.mode === label.auth) &&
      (origin === undefined || logins.every((login) => login.origin === origin));
    if (isRight) right++;
    else problems.push(`${name}: ${label.cloud} ${label.auth} ${label.source ?? "-"}, said ${said || "nothing"}`);
  }
  const of = workflows.filter(({ label }) => label !== null).length;
  return {
    name: "labelled sign-ins of workflows",
    got: right,
    of,
    falseAlarms: { got: alarms, of: workflows.length - of },
    problems,
  };
}

function loginsIn(file: { path: string; text: string }, ci: CiTables): readonly Login[] {
  const part = workflowsPart({ id: "github:repo/1", name: "owner/name", dataSet: "truth" }, [file], ci);
  return (part.nodes ?? [])
    .filter(({ type }) => type === "github.job")
    .flatMap(({ properties }) => properties["logins"] as unknown as readonly Login[]);
}

interface Facts {
  readonly path: string;
  readonly on?: readonly unknown[];
}

function events(ci: CiTables): Figure {
  const { workflows } = read("github/workflow-facts.json") as { workflows: readonly Facts[] };
  const known = new Set(ci.triggers.map(({ event }) => event));
  const read688 = workflows.filter(({ on }) => on !== undefined);
  const problems = read688.flatMap(({ path, on = [] }) => {
    const unknown = on.filter((event) => typeof event === "string" && !known.has(event));
    return unknown.length === 0 ? [] : [`${path}: ${unknown.join(", ")}`];
  });
  // Files that a linter keeps to show mistakes name events that do not exist.
  return {
    name: "public workflows whose events are all known",
    got: read688.length - problems.length,
    of: read688.length,
    floor: Math.floor(read688.length * 0.97),
    problems,
  };
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(GROUND_TRUTH, path), "utf8"));
}
