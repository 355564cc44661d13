// Which secrets a job names, in terms of those that its repository keeps.
import type { StoredNode } from "../../model/analysis.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import { environmentsOf } from "./job-runs.js";

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

/** Secrets that a job names. What it gives to a workflow that was read is named by the jobs of that one. */
export function namedSecrets({ properties }: StoredNode): readonly NamedSecret[] {
  const environments = environmentsOf(properties);
  return recordsOf(properties["secrets"]).flatMap(({ name, stored, doubt }) => {
    const text = textOf(name);
    if (text === undefined) return [];
    const why = textOf(doubt);
    return [{ name: text, stored: textsOf(stored) ?? [text], environments, ...(why !== undefined && { doubt: why }) }];
  });
}

/** Whether the job gives everything to a workflow that was not read: what that one names, nobody knows. */
export function isGivenAway({ properties }: StoredNode): boolean {
  const uses = textOf(properties["uses_workflow"]);
  if (properties["inherits_secrets"] !== true || uses === undefined) return false;
  return properties["is_followed"] !== true && !uses.startsWith("./");
}

/** Whether the job only runs when a workflow of another repository calls it: it then has the secrets of that one. */
export function isOnlyCalled({ properties }: StoredNode): boolean {
  const facts = recordsOf(properties["trigger_facts"]);
  return facts.length > 0 && facts.every((fact) => fact["event"] === "workflow_call");
}
