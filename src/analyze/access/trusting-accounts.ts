// Roles elsewhere that trust an account, or somebody in it, and that nobody there may assume as yet: whoever controls the account lets
// somebody, as the trust leaves to it ("IAM tutorial: Delegate access across AWS accounts using IAM roles").
// https://docs.aws.amazon.com/IAM/latest/UserGuide/tutorial_cross-account-with-roles.html
import { addToSet } from "../../model/group-by.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { toSomeone } from "./claims.js";
import type { Drawing } from "./drawing.js";
import { everythingOf } from "./gift.js";
import type { Judge } from "./judge.js";
import { after, both, surest, toTrustId } from "./judgement.js";
import { ASSUME_ROLE, type TrustBook } from "./trust-view.js";

const FIRST = "a principal of the account is allowed to assume it first";

/** Draws `can_assume` from controlled accounts to roles of others that trust them, or somebody in them, and that nobody of theirs gets. */
export function drawTrusting(
  { byAccount, naming }: TrustBook,
  controlled: ReadonlySet<string>,
  judge: Judge,
  drawing: Drawing,
): void {
  const trusting = new Map<string, Set<string>>();
  for (const [account, roles] of byAccount) {
    if (controlled.has(account)) for (const role of roles) addAcross(trusting, account, role);
  }
  for (const [name, roles] of naming) {
    const account = judge.estate.principal(name)?.account ?? "";
    if (controlled.has(account)) for (const role of roles) addAcross(trusting, account, role);
  }
  if (trusting.size === 0) return;
  const reached = reachedFrom(trusting, drawing);
  const probesOf = createProbes(judge);
  for (const [account, roles] of trusting) {
    for (const role of roles) {
      if (reached.get(account)?.has(role)) continue;
      const judgement = surest(probesOf(account, role), (caller) =>
        judge.ask(caller, { action: ASSUME_ROLE, resource: role }),
      );
      if (judgement.truth === NO) continue;
      drawing.edge({
        kind: "can_assume",
        from: `aws:${account}`,
        to: role,
        judgement: both(judgement, after(FIRST)),
        because: [toTrustId(role)],
      });
    }
  }
}

function addAcross(trusting: Map<string, Set<string>>, account: string, role: string): void {
  if (accountOfArn(role) !== account) addToSet(trusting, account, role);
}

/** Account → roles among those that trust it, which a principal of it may perhaps assume as things are, by itself or through a hub. */
function reachedFrom(
  trusting: ReadonlyMap<string, ReadonlySet<string>>,
  drawing: Drawing,
): ReadonlyMap<string, ReadonlySet<string>> {
  const edges = drawing.sketches();
  const reached = new Map<string, Set<string>>();
  const throughHubs = new Map<string, Set<string>>();
  for (const { kind, from, to, judgement } of edges) {
    if (kind !== "can_assume" || judgement.truth === NO || !from.startsWith("arn:")) continue;
    const account = accountOfArn(from);
    if (!trusting.has(account)) continue;
    if (to.startsWith("set:")) addToSet(throughHubs, to, account);
    else addToSet(reached, account, to);
  }
  for (const { kind, from, to } of edges) {
    if (kind === "includes") for (const account of throughHubs.get(from) ?? []) addToSet(reached, account, to);
  }
  return reached;
}

/** Who acts for the account once it is allowed to: somebody, and those whom the trust names. Names to be made are callers already. */
function createProbes(judge: Judge): (account: string, role: string) => readonly AwsPrincipal[] {
  const { estate } = judge;
  const samples = new Map(estate.principals.filter(({ kind }) => kind !== "root").map((one) => [one.account, one]));
  const allowed = (principal: AwsPrincipal): AwsPrincipal => {
    const { unbounded } = everythingOf(estate)(principal);
    return { ...principal, policies: unbounded ? [unbounded] : [], boundary: undefined };
  };
  return (account, role) => {
    const sample = samples.get(account);
    const policy = estate.principal(role)?.trust?.policy;
    if (policy === undefined || sample === undefined) return [];
    const named = new Set(policy.statements.flatMap(({ principals }) => principals?.aws ?? []));
    const someone = allowed(toSomeone(sample));
    return [
      someone,
      ...[...named]
        .flatMap((name) => estate.principal(name) ?? [])
        .filter((one) => one.account === account)
        .map(allowed),
    ];
  };
}
