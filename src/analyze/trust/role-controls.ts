// What the organisation denies at a role: resource control policies, which bind it whoever calls (Organizations User Guide,
// "Resource control policies"). Service control policies bind callers: whoever brings a token or assertion is nobody's user or
// role yet, and those of another account are that account's.
import type { AnalysisInput } from "../../model/analysis.js";
import { accountOfScope, createPolicyReader } from "../aws/attached-policy.js";
import { ABSENT } from "../aws/condition/key-state.js";
import { NO } from "../aws/condition/truth.js";
import { controlsOver, readOrganizations } from "../aws/organization.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { Statement } from "../aws/policy/policy.js";
import { coversResource } from "../aws/policy/resource-set.js";

/** Denies that bind a role from outside. */
export interface RoleControls {
  /** Equal for roles that the same statements bind. */
  readonly key: string;
  readonly denies: readonly Statement[];
  /** A control policy could not be read whole. */
  readonly isOpen: boolean;
}

export const NO_CONTROLS: RoleControls = { key: "", denies: [], isOpen: false };

/** In: role ARN and its scope. Out: what binds it; nothing where no such policy was read. */
export type RoleControlsOf = (role: string, scope: string) => RoleControls;

/** Looks up what resource control policies deny at the roles of an account; the management account has none. */
export function createRoleControls(input: AnalysisInput, policies: PolicyCompiler): RoleControlsOf {
  const [first] = input.nodes(["aws.rcp"]);
  if (first === undefined) return () => NO_CONTROLS;
  // what is wrong with these documents is said where accounts are judged
  const organizations = readOrganizations(input, createPolicyReader(input, policies, []));
  const byAccount = new Map<string, RoleControls>();
  const ofAccount = (account: string): RoleControls => {
    const known = byAccount.get(account);
    if (known) return known;
    const attached = controlsOver(organizations, account, "rcp");
    const denies = attached.flatMap(({ policy }) => policy.statements.filter(({ isAllow }) => !isAllow));
    const made = { key: "", denies, isOpen: attached.some(({ policy }) => policy.isOpaque) };
    byAccount.set(account, made);
    return made;
  };
  return (role, scope) => {
    const account = accountOfScope(scope);
    const { denies, isOpen } = ofAccount(account);
    if (denies.length === 0 && !isOpen) return NO_CONTROLS;
    // a variable in a resource could stand for this role; it counts as covering it
    const isAbout = ({ resources }: Statement) => coversResource(resources, role, { state: () => ABSENT }) !== NO;
    const bits = denies.map((deny) => (deny.resources.hasVariables || isAbout(deny) ? "1" : "0"));
    return { key: `${account} ${bits.join("")}`, denies: denies.filter((_, at) => bits[at] === "1"), isOpen };
  };
}
