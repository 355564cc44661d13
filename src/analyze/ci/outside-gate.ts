// What the conditions and the environment of a job ask of somebody outside, and who meets that by themselves.
import type { StoredNode } from "../../model/analysis.js";
import { textOf, textsOf } from "../properties.js";
import { type CiRepository, environmentNamed } from "./estate.js";
import { approvalOfOthers, type Gate } from "./gates.js";

const OWN_BRANCH: ReadonlySet<string> = new Set(["same_repository"]);
/** Set by who may triage. */
export const LABELS: ReadonlySet<string> = new Set(["label", "lasting_label"]);
/** What whoever writes does by themselves. */
export const WRITERS_ACTS: ReadonlySet<string> = new Set([...OWN_BRANCH, ...LABELS, "member"]);

/** Whether the job asks for something, and for nothing but these. */
export function asksOnly({ properties: { gate } }: StoredNode, acts: ReadonlySet<string>): boolean {
  const gates = textsOf(gate) ?? [];
  return gates.length > 0 && gates.every((one) => acts.has(one));
}

/** What stands between someone outside and a run of the job. */
export function outsideGate(job: StoredNode, repository: CiRepository): Gate {
  const { environment: own, outside_environments: passed, gate, gates } = job.properties;
  const environment = (textsOf(passed) ?? [own])
    .map((name) => environmentNamed(repository, name))
    .find((one) => one?.hasReviewers);
  if (environment !== undefined) return approvalOfOthers(`someone has to approve runs in ${environment.name}`);
  // nobody can let a fork through that is turned away for being one
  if (asksOnly(job, OWN_BRANCH))
    return { state: "blocked", condition: "the job runs for branches of the repository itself alone" };
  const conditions = textsOf(gate) ?? textsOf(gates) ?? (textOf(gate) === undefined ? [] : [textOf(gate) ?? ""]);
  if (conditions.length > 0)
    return {
      state: "needs-actor",
      condition: `the job runs only under a condition: ${conditions.map(gateWords).join(", ")}`,
    };
  return { state: "met" };
}

const WORDS: { readonly [gate: string]: string } = {
  lasting_label: "a label, which stays when the change goes on",
  member: "something that members do",
};

function gateWords(gate: string): string {
  return WORDS[gate] ?? gate;
}
