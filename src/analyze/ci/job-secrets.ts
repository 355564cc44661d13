// Which secrets a job names, in terms of those that its repository keeps: its own, and those of workflows of other
// repositories to which it gives everything by `secrets: inherit`.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { CiRepository } from "./estate.js";
import { flagOf, recordsOf, textOf, textsOf } from "./properties.js";

/** One secret that a job names; `*` is all of them. */
export interface NamedSecret {
  /** As its workflow writes it, in upper case: an environment of the job may keep one of this name. */
  readonly name: string;
  /** Names that it has outside of environments. */
  readonly stored: readonly string[];
  /** Environments that the job may be in; undefined when only a run knows. */
  readonly environments: readonly string[] | undefined;
  /** Why it may not be given at all. */
  readonly doubt?: string;
}

export interface NamedSecrets {
  readonly named: readonly NamedSecret[];
  /** It gives everything to a workflow that was not read. */
  readonly isGivenAway: boolean;
}

/** Workflows that call each other, GitHub's own limit. */
const MOST_LEVELS = 10;

/** Secrets that a job names; `repositories`: those that were read, by `owner/name` in lower case. */
export function namedSecrets(
  job: StoredNode,
  repository: CiRepository,
  repositories: ReadonlyMap<string, CiRepository>,
): NamedSecrets {
  const { properties } = job;
  const named: NamedSecret[] = recordsOf(properties["secrets"]).flatMap(({ name, stored }) => {
    const text = textOf(name);
    return text === undefined
      ? []
      : [{ name: text, stored: textsOf(stored) ?? [text], environments: environmentsOf(properties) }];
  });
  let isGivenAway = false;
  const called =
    properties["inherits_secrets"] === true ? remoteWorkflow(textOf(properties["uses_workflow"])) : undefined;
  if (called !== undefined) follow(called, repository.owner.login, undefined, 1, new Set());
  return { named, isGivenAway };

  /** Names that a workflow of another repository reads, and those to which it passes everything on. */
  function follow(to: Called, from: string, before: string | undefined, level: number, seen: Set<string>): void {
    const key = `${to.repository}/${to.path}`.toLowerCase();
    if (level >= MOST_LEVELS || seen.has(key)) return;
    seen.add(key);
    const callee = repositories.get(to.repository.toLowerCase());
    const owner = to.repository.split("/")[0] ?? "";
    const isForeign = owner.toLowerCase() !== from.toLowerCase();
    // people have no enterprise: nothing of theirs is inherited elsewhere
    if (isForeign && (repository.owner.isPersonal || callee?.owner.isPersonal === true)) return;
    const doubt = isForeign ? `a workflow of ${owner} inherits secrets only within one enterprise` : before;
    const jobs = callee?.jobs.filter((one) => one.properties["file"] === to.path) ?? [];
    if (jobs.length === 0) isGivenAway = true;
    for (const { properties: inner } of jobs) {
      for (const name of namesIn(inner)) {
        named.push({
          name,
          stored: [name],
          environments: environmentsOf(inner),
          ...(doubt !== undefined && { doubt }),
        });
      }
      if (inner["inherits_secrets"] !== true) continue;
      const uses = textOf(inner["uses_workflow"]);
      const next = uses?.startsWith("./") ? { repository: to.repository, path: uses.slice(2) } : remoteWorkflow(uses);
      if (next !== undefined) follow(next, owner, doubt, level + 1, seen);
    }
  }
}

interface Called {
  readonly repository: string;
  readonly path: string;
}

/** `owner/repo/.github/workflows/x.yml@ref`. */
function remoteWorkflow(uses: string | undefined): Called | undefined {
  const [, repository, path] = /^([^/@]+\/[^/@]+)\/([^@]+)@/.exec(uses ?? "") ?? [];
  return repository === undefined || path === undefined || repository.startsWith(".")
    ? undefined
    : { repository, path };
}

/** Names as the file has them, whether calls of its own repository give them or not. */
function namesIn(properties: JsonRecord): readonly string[] {
  const given = recordsOf(properties["secrets"]).flatMap(({ name }) => textOf(name) ?? []);
  return [...new Set([...given, ...(textsOf(properties["secrets_not_given"]) ?? [])])];
}

function environmentsOf(properties: JsonRecord): readonly string[] | undefined {
  if (flagOf(properties["environment_dynamic"]) === true) return undefined;
  const one = textOf(properties["environment"]);
  return textsOf(properties["environments"]) ?? (one === undefined ? [] : [one]);
}

/** Whether the job only runs when a workflow of another repository calls it: it then has the secrets of that one. */
export function isOnlyCalled({ properties }: StoredNode): boolean {
  const facts = recordsOf(properties["trigger_facts"]);
  return facts.length > 0 && facts.every((fact) => fact["event"] === "workflow_call");
}
