// Targets of techniques that lie beyond the caller's account: what the Identity Center that its account administers gives access to.
import { CENTER_TARGETS, type Technique, type TechniqueTarget } from "../../../../model/technique.js";
import { accountOfArn, accountOfScope } from "../../attached-policy.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import { both, GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";
import { commonPattern } from "../evaluation/pattern-intersection.js";
import type { IdentityCenter, IdentityCenters } from "./instances.js";
import { judgeSet } from "./permission-sets.js";

const BEYOND: ReadonlySet<TechniqueTarget> = new Set(["organization-account", ...CENTER_TARGETS]);

/** The target belongs to Identity Center or to the organisation, not to the caller's account. */
export function isBeyondAccount({ target }: Pick<Technique, "target">): boolean {
  return BEYOND.has(target);
}

/** Possible targets of callers in an account; none where it administers no Identity Center. */
export function centerTargets(target: TechniqueTarget, account: string, centers: IdentityCenters): Targets {
  const center = centers.administeredFrom(account);
  if (center === undefined) return createTargets([]);
  if (target === "member-account") return accountTargets(center);
  if (target === "sso-role") return createTargets(center.roles.keys());
  return createTargets(target === "sso-group" ? center.groups.keys() : center.assignees);
}

/** Accounts by their scopes; policies name them by ARNs of Identity Center. */
function accountTargets({ members, partition }: IdentityCenter): Targets {
  const start = `arn:${partition}:sso:::account/`;
  return createTargets(
    [...members.keys()].map((account) => `aws:${account}`),
    (text) => {
      const common = commonPattern(text, `${start}*`);
      return common === undefined ? "" : `aws:${common.slice(start.length)}`;
    },
  );
}

const MEMBER_UNREAD = uncertain("a user that it may change is in the group, which was not read");

/** What has to hold of a target besides what the caller is allowed; of an account of the organisation nothing. */
export function judgeCenterTarget(target: string, shape: Technique, centers: IdentityCenters): Judgement {
  const { target: kind, requires, actions } = shape;
  const isOfUser = actions.some(({ resource }) => resource === "{user}");
  const { permission_set: wanted, whole_policy: isOfOwn, likeness } = requires ?? {};
  if (kind === "sso-group") return centers.isOpenGroup(target);
  if (kind === "sso-assignee") return isOfUser && GROUP.test(target) ? MEMBER_UNREAD : GRANTED;
  const account = accountOf(target);
  const own = isOfOwn === undefined ? GRANTED : centers.hasWholePolicy(account);
  if (kind === "member-account") {
    const worth = likeness === undefined ? GRANTED : centers.worthOf(likeness, wanted, account);
    return [centers.isMember(account), own, worth].reduce(both);
  }
  const role = centers.role(target);
  if (kind !== "sso-role" || role === undefined) return GRANTED;
  return wanted === undefined ? own : both(own, judgeSet(centers.set(role.set), wanted, account));
}

/** The technique, once more for each likeness of permission sets where it asks for one of some worth and names no account. */
export function byLikeness(technique: Technique, centers: IdentityCenters): readonly Technique[] {
  const { actions, requires } = technique;
  const wanted = requires?.permission_set;
  if (wanted === undefined || !actions.some(({ on }) => on === "permission-set")) return [technique];
  const alike = centers.likenesses(wanted).map((likeness) => ({ ...technique, requires: { ...requires, likeness } }));
  return [technique, ...alike];
}

/**
 * {partition}, {account}, {permission_set} and {user} of a target put into an ARN. Of a group one of its users is meant, whichever: who
 * is in it is not read.
 */
export function fillCenterTemplate(template: string, target: string, centers: IdentityCenters): string {
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    if (name === "account") return accountOf(target);
    if (name === "partition") return centers.partitionOf(target);
    if (name === "user") return target.replace(GROUP, ":user/*");
    return centers.role(target)?.set ?? "";
  });
}

/** What tells the id of a group of Identity Center from that of a person. */
const GROUP = /:group\/.+$/;

/** Targets are scopes and ARNs. */
function accountOf(target: string): string {
  return accountOfScope(target) || accountOfArn(target);
}
