// permits: whom the policy of a resource itself lets in to its data.
import { type AttachedPolicy, onResource } from "../../attached-policy.js";
import type { AwsPrincipal } from "../../estate.js";
import { withoutVariables } from "../../policy/glob.js";
import { both, type Context, type Judgement } from "../evaluation/decision.js";
import { commonResource, pickResource } from "../evaluation/pattern-intersection.js";
import { drawLetIn, type LetInFrame } from "../resource-policy/allowed-principals.js";
import type { Doors } from "../resource-policy/policy-principals.js";
import type { Claim } from "../similarity/claims.js";
import { toBucketLock } from "./access-point-policies.js";
import type { DataPermission } from "./data-permissions.js";
import type { Locks } from "./decryption.js";

export interface Frame extends LetInFrame {
  readonly doors: Doors;
  readonly locks: Locks;
}

/** What is in both: what is asked about, and the resources of a statement. */
export function inside(wanted: string, set: Claim["resources"][number]): string[] {
  if (set.isEverything || set.isNegated) return [pickResource(wanted, "")];
  return set.texts.flatMap((text) => commonResource(withoutVariables(text), wanted) ?? []);
}

/** Whom the resource's own policy, or a grant of a key, names: single principals, other accounts, everyone. */
export function drawNamed(id: string, permission: DataPermission, frame: Frame): void {
  const { policy, grants = [] } = frame.judge.estate.resource(id) ?? {};
  for (const one of onResource(policy, grants)) drawNamedIn(one, id, permission, frame);
}

function drawNamedIn(policy: AttachedPolicy, id: string, permission: DataPermission, frame: Frame): void {
  const { action, gives, within, context: asked = {}, decrypts, opens } = permission;
  const { judge, doors, locks } = frame;
  const { interest } = judge;
  const lock = decrypts ? locks(id) : opens && toBucketLock(id, opens, judge);
  for (const statement of interest.only(policy.policy, interest.bitOf(action)).statements) {
    if (!statement.isAllow || !statement.principals) continue;
    const [resource] =
      within === undefined ? [id] : within.all(id).flatMap((wanted) => inside(wanted, statement.resources));
    if (resource === undefined) continue;
    const askOwn = (caller: AwsPrincipal): Judgement => {
      const answer = judge.ask(caller, { action, resource, context: asked });
      return lock ? both(answer, lock.judge(caller)) : answer;
    };
    const askFor = (caller: string, context: Context): Judgement => {
      const answer = judge.askFor(caller, { action, resource, context: { ...asked, ...context } });
      return lock ? both(answer, lock.judgeFor(caller)) : answer;
    };
    // who decrypts has a permission of its own for that
    const isPersonal = doors(action)(id).isPersonal || lock !== undefined;
    const edge = { kind: "permits" as const, gives, because: [`${policy.id}#${statement.index}`] };
    drawLetIn(statement, policy.policy, { id, actions: [action], edge, isPersonal, askOwn, askFor }, frame);
  }
}
