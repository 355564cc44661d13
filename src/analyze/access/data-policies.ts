// permits: whom the policy of a resource itself lets in: single principals, other accounts, everyone.
import { type AttachedPolicy, accountOfArn, onResource } from "../aws/attached-policy.js";
import { NO, YES } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { partitionOf, rootOf } from "../aws/partition.js";
import { withoutVariables } from "../aws/policy/glob.js";
import type { Policy, Statement } from "../aws/policy/policy.js";
import { accountNamed } from "../aws/policy/principal-set.js";
import { ANYONE, drawAnyone } from "./anyone.js";
import { toBucketLock } from "./bucket-locks.js";
import type { Claim } from "./claims.js";
import type { DataPermission } from "./data-permissions.js";
import type { Locks } from "./decryption.js";
import type { Doors } from "./doors.js";
import type { Drawing } from "./drawing.js";
import { type EveryoneWithin, isByService } from "./everyone-within.js";
import { foreignNode } from "./foreign.js";
import type { Judge } from "./judge.js";
import { both, type Judgement, surest } from "./judgement.js";
import { callersLetIn, type createLetIn } from "./names-let-in.js";
import type { Sessions } from "./sessions.js";
import { commonResource, pickResource } from "./witness.js";

export interface Frame {
  readonly judge: Judge;
  readonly sessions: Sessions;
  readonly letIn: ReturnType<typeof createLetIn>;
  readonly doors: Doors;
  readonly everyoneWithin: EveryoneWithin;
  readonly drawing: Drawing;
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

function drawNamedIn(
  policy: AttachedPolicy,
  id: string,
  { action, gives, within, context: asked = {}, decrypts, opens }: DataPermission,
  { judge, sessions, letIn, doors, everyoneWithin, drawing, locks }: Frame,
): void {
  const lock = decrypts ? locks(id) : opens && toBucketLock(id, opens, judge);
  const { estate, interest } = judge;
  for (const statement of interest.only(policy.policy, interest.bitOf(action)).statements) {
    if (!statement.isAllow || !statement.principals) continue;
    const [resource] =
      within === undefined ? [id] : within.all(id).flatMap((wanted) => inside(wanted, statement.resources));
    if (resource === undefined) continue;
    const because = [`${policy.id}#${statement.index}`];
    const askOwn = (caller: AwsPrincipal): Judgement => {
      const answer = judge.ask(caller, { action, resource, context: asked });
      return lock ? both(answer, lock.judge(caller)) : answer;
    };
    const drawOwn = (caller: AwsPrincipal): void => {
      const judgement = askOwn(caller);
      if (judgement.truth !== NO) drawing.edge({ kind: "permits", from: caller.id, to: id, judgement, because, gives });
    };
    for (const caller of letIn(statement)) drawOwn(caller);
    for (const from of callersOf(statement, id, estate)) {
      const principal = estate.principal(from);
      const context = { ...asked, "aws:PrincipalOrgID": null, "aws:PrincipalOrgPaths": null };
      const ask = (caller: string): Judgement => {
        const answer = judge.askFor(caller, { action, resource, context: from === ANYONE ? context : asked });
        return lock ? both(answer, lock.judgeFor(caller)) : answer;
      };
      const judgement = principal ? askOwn(principal) : surest(namesOf(from, id, policy.policy), ask);
      if (from === ANYONE && judgement.truth !== YES && !isByService(statement)) {
        const account = estate.resource(id)?.account ?? accountOfArn(id);
        // who decrypts has a permission of its own for that
        const isPersonal = doors(action)(id).isPersonal || lock !== undefined;
        const opened = { id, account, action, gives, because, isPersonal, anyone: judgement, ask: askOwn };
        everyoneWithin.draw(opened, drawing);
      }
      if (judgement.truth === NO) continue;
      if (from === ANYONE) drawAnyone(drawing);
      else if (!principal) drawing.node(foreignNode(from));
      drawing.edge({ kind: "permits", from, to: id, judgement, because, gives });
      for (const session of sessions.of(from)) drawOwn(session);
    }
  }
}

/** Who is asked about for a caller that was not read: somebody, and a role or user of each name that the policy lets in, which it may make. */
function namesOf(from: string, beside: string, policy: Policy): readonly string[] {
  const someone = from === ANYONE ? "*" : from.replace(/:root$/, ":role/<someone>");
  if (someone === from) return [from];
  const account = from === ANYONE ? "000000000000" : accountOfArn(from);
  return [someone, ...callersLetIn(policy, account, partitionOf(beside))];
}

function callersOf({ principals }: Statement, beside: string, estate: Estate): string[] {
  if (!principals) return [];
  if (principals.isEveryone || principals.isNegated) return [ANYONE];
  return principals.aws.flatMap((text) => {
    const account = accountNamed(text);
    if (account !== undefined) return estate.hasAccount(account) ? [] : [rootOf(account, beside)];
    const owner = accountOfArn(text);
    return estate.principal(text) || (/^\d{12}$/.test(owner) && !estate.hasAccount(owner)) ? [text] : [];
  });
}
