// Who uses a static secret: jobs by what they read, workloads and configurations by what holds or stores it.
import { addTo } from "../model/group-by.js";
import type { Json } from "../model/words.js";
import type { RepositoryFacts, Use } from "../plan/replacement.js";
import { textOf } from "../plan/text.js";
import type { Store } from "../store/index.js";
import { ask, parsed, type Row } from "./store-rows.js";

/** Where secrets are kept and read, by secret. A secret inside another is used where that one is. */
export function usesOf(
  store: Store,
  secrets: readonly Row[],
  repositories: Repositories,
): ReadonlyMap<string, readonly Use[]> {
  const ids = new Set(secrets.map(({ id }) => String(id)));
  const from = new Map<string, string[]>();
  const direct =
    "SELECT from_id, to_id FROM edge WHERE kind IN ('holds', 'stores') AND state <> 'blocked' ORDER BY 1, 2";
  for (const { from_id: holder, to_id: to } of ask(store, direct)) {
    addTo(from, String(to), String(holder));
  }
  const jobs = jobsByName(store);
  const nameOf = new Map(secrets.map((row) => [String(row["id"]), row]));
  const holdersOf = (id: string, seen: Set<string>): [holder: string, variable: string][] => {
    if (seen.has(id)) return [];
    seen.add(id);
    const row = nameOf.get(id);
    const variable = String(row?.["name"] ?? "");
    const plain = (from.get(id) ?? []).flatMap((holder): [string, string][] =>
      ids.has(holder) ? holdersOf(holder, seen) : [[holder, variable]],
    );
    const named = row === undefined ? [] : jobs(row).map((job): [string, string] => [job, variable]);
    return [...plain, ...named];
  };
  const uses = new Map<string, Use[]>();
  for (const id of ids) {
    const found = new Map<string, Use>();
    for (const [holder, variable] of holdersOf(id, new Set())) {
      const use = toUse(holder, variable, store, repositories);
      if (use !== undefined) found.set(holder, use);
    }
    if (found.size > 0) uses.set(id, [...found.values()]);
  }
  return uses;
}

/** Jobs, functions, agents: what runs with it. That a repository or context offers it says nothing of use. */
function toUse(id: string, variable: string, store: Store, repositories: Repositories): Use | undefined {
  const node = store.node(id);
  if (node?.kind !== "workload" || node.type === "github.context" || node.type === "gitlab.context") return undefined;
  const repository = repositories.get(textOf(node.properties["repository"]) ?? "");
  return {
    id,
    type: node.type,
    name: node.name,
    properties: node.properties,
    variable,
    ...(repository && { repository }),
  };
}

export type Repositories = ReadonlyMap<string, RepositoryFacts>;

/** Repositories of GitHub and projects of GitLab by name, with what their tokens say of them. */
export function repositoriesOf(store: Store): Repositories {
  const known = new Map<string, RepositoryFacts>();
  const github = "SELECT id, name, default_branch, oidc_prefix, oidc_use_default, oidc_claim_keys FROM repository";
  for (const row of ask(store, github)) {
    const keys = row["oidc_use_default"] === 0 ? (JSON.parse(String(row["oidc_claim_keys"] ?? "[]")) as string[]) : [];
    known.set(String(row["name"]), {
      id: String(row["id"]),
      name: String(row["name"]),
      defaultBranch: String(row["default_branch"] ?? "main"),
      ...(typeof row["oidc_prefix"] === "string" && { subjectPrefix: row["oidc_prefix"] }),
      ...(keys.length > 0 && { claimKeys: keys }),
    });
  }
  for (const { id, name, properties } of ask(
    store,
    "SELECT id, name, properties FROM node WHERE type = 'gitlab.project'",
  )) {
    const facts = parsed(properties);
    const keys = facts["oidc_claim_keys"];
    known.set(String(name), {
      id: String(id),
      name: String(name),
      defaultBranch: textOf(facts["default_branch"]) ?? "main",
      host: textOf(facts["host"]) ?? "gitlab.com",
      ...(Array.isArray(keys) && { claimKeys: keys.map(String) }),
    });
  }
  return known;
}

/** Jobs that read a variable or credential by its name: GitLab, CircleCI, Jenkins. */
function jobsByName(store: Store): (secret: Row) => string[] {
  const byName = new Map<string, { id: string; scope: string; parent: string; contexts: string }[]>();
  const sql = `SELECT j.id, j.scope, n.parent, j.secret_names, j.credential_ids, j.contexts FROM workflow_job j JOIN node n ON n.id = j.id
    WHERE j.type IN ('gitlab.job', 'circleci.job', 'jenkins.pipeline') ORDER BY j.id`;
  for (const row of ask(store, sql)) {
    const job = {
      id: String(row["id"]),
      scope: String(row["scope"]),
      parent: String(row["parent"]),
      contexts: String(row["contexts"] ?? "[]"),
    };
    const names = [...textList(row["secret_names"]), ...textList(row["credential_ids"])];
    for (const name of names) addTo(byName, name, job);
  }
  return ({ name, type, scope, id }) => {
    const jobs = byName.get(String(name)) ?? [];
    if (type === "gitlab.variable") {
      return jobs.filter((job) => job.scope === scope && isAbove(String(id), job.parent)).map((job) => job.id);
    }
    return type === "circleci.context-variable" || type === "jenkins.credential" ? jobs.map((job) => job.id) : [];
  };
}

/** A variable of a project is for its own jobs, one of a group for those below it. */
function isAbove(variable: string, project: string): boolean {
  const holder = variable.slice(0, variable.lastIndexOf("/variable/"));
  return !holder.includes("/-/projects/") || holder === project;
}

function textList(text: Json | undefined): string[] {
  return typeof text === "string" ? (JSON.parse(text) as string[]) : [];
}
