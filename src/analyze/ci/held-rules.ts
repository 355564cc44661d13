// What stands before code of theirs in the way of those who administer a repository, once they have lifted what is theirs to lift:
// protections and rulesets of the repository are, those of its organisation are not.
import { oncePer } from "../../model/once.js";
import type { JsonRecord } from "../../model/words.js";
import { idOf, recordsOf } from "../properties.js";
import type { CiContext } from "./contexts.js";
import type { CiBranch, CiRepository } from "./estate.js";
import { type Gate, OPEN, worse } from "./gates.js";
import { branchRules, OF_OWNER, ROLE } from "./protection.js";
import { anyRefGate, newBranchGate, tagGate } from "./ref-gates.js";

/**
 * The repository as who administers it finds it: no protection, rulesets of the organisation alone, which let everyone past whom
 * they let past as an administrator.
 * https://docs.github.com/en/organizations/managing-organization-settings/managing-rulesets-for-repositories-in-your-organization
 */
export const heldRepository = oncePer((repository: CiRepository) => underOwner(repository, openToAdmins));

/** The repository as who edits its protections and does not administer it finds it: rulesets of the organisation as they are. */
export const ruledByOwner = oncePer((repository: CiRepository) => underOwner(repository, (ruleset) => ruleset));

/** The repository as some whom rulesets let past find it: what lets those past lets everyone past. */
export function foundBy(repository: CiRepository, isMeant: (one: JsonRecord) => boolean): CiRepository {
  const { rules } = repository;
  const rulesets = rules.rulesets?.map((ruleset) => openTo(ruleset, isMeant));
  return { ...repository, rules: { ...rules, rulesets } };
}

/** A repository without what is its own to lift: its organisation's rulesets stay, each as `change` has it. */
function underOwner(repository: CiRepository, change: (ruleset: JsonRecord) => JsonRecord): CiRepository {
  const { rules: found, branches } = repository;
  const rulesets = (found.rulesets ?? []).filter((ruleset) => ruleset[OF_OWNER] === true).map(change);
  const rules = { ...found, protections: [], rulesets };
  return { ...repository, rules, branches: branches.map((one) => ({ ...one, ...branchRules(one.name, rules) })) };
}

/** A ruleset with everyone in the place of its administrators. */
function openToAdmins(ruleset: JsonRecord): JsonRecord {
  return openTo(ruleset, (one) => isRole(one, ROLE.admin));
}

/** A ruleset with everyone in the place of some whom it lets past. */
function openTo(ruleset: JsonRecord, isMeant: (one: JsonRecord) => boolean): JsonRecord {
  const { bypass } = ruleset;
  if (!Array.isArray(bypass)) return ruleset;
  return {
    ...ruleset,
    bypass: recordsOf(bypass).map((one) => (isMeant(one) ? { ...one, type: "RepositoryRole", id: ROLE.write } : one)),
  };
}

function isRole({ type, id }: { readonly type?: unknown; readonly id?: unknown }, role: string): boolean {
  return type === "RepositoryRole" && idOf(id) === role;
}

/** What is left in the way of administrators of the repository before a context of it. They change what an environment asks for, too. */
export function heldGate(context: CiContext): Gate {
  return worse(offGate(context.repository), heldRules(context));
}

/** Whether they can turn Actions on, where it is off. */
function offGate({ turnedOff }: CiRepository): Gate {
  if (turnedOff === undefined || turnedOff === "repository") return OPEN;
  return turnedOff === "organization"
    ? { state: "blocked" }
    : { state: "unknown", condition: "whether the organisation or the repository has turned Actions off was not read" };
}

function heldRules({ repository, run, branch, environment }: CiContext): Gate {
  const held = heldRepository(repository);
  if (branch) return heldBranch(branch);
  if (environment !== undefined || run.kind === "environment") return anyRefGate(held);
  return run.kind === "tag" ? tagGate(held) : newBranchGate(held);
}

function heldBranch({ isHeldByOwner }: CiBranch): Gate {
  if (isHeldByOwner === undefined)
    return { state: "unknown", condition: "whom the ruleset of the organisation lets past was not shown" };
  return isHeldByOwner ? { state: "blocked" } : OPEN;
}
