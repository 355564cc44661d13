// Who controls its account by its own policies, and needs no way to anything in it.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { oncePer } from "../../../../model/once.js";
import type { Json } from "../../../../model/words.js";
import { YES } from "../../condition/truth.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { adminFacts } from "../../facts.js";
import { GRANTED, type Judgement, toPermissionsId } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { judgeHeldAdmin } from "./conditional-administrator.js";
import { judgeNearAdmin, judgeSessionControl, uncertainControl } from "./near-administrator.js";

/** A caller; `isWhole`: it may be an administrator, as far as a quick look tells. */
interface Possible {
  readonly principal: AwsPrincipal;
  readonly isWhole: boolean;
}

/** Verdicts of those who may be administrators at all. */
function adminVerdicts(
  input: AnalysisInput,
  estate: Estate,
  callers: readonly Possible[],
): ReadonlyMap<string, Json | undefined> {
  const possible = new Set(callers.filter(({ isWhole }) => isWhole).map(({ principal }) => principal.id));
  const isPossible = ({ id }: { readonly id: string }) => possible.has(id);
  const principals = estate.principals.filter(isPossible);
  const facts = adminFacts(input, { ...estate, principals, groups: estate.groups.filter(isPossible) });
  return new Map(facts.map(({ node, columns }) => [node, columns["admin"]]));
}

/** Control of the account by a principal's own policies. */
interface Control {
  readonly judgement: Judgement;
  /** Nothing that it does in its account is surer than its control of it. */
  readonly isWhole: boolean;
}

/** Who controls its account by its own policies: the verdicts of principals, the control of each caller, and who needs no way to it. */
export function createControl(input: AnalysisInput, own: readonly Possible[], judge: Judge) {
  const admins = adminVerdicts(input, judge.estate, own);
  const controlOf = oncePer((principal: AwsPrincipal): Control | undefined => {
    const plain = principal.session
      ? judgeSessionControl(principal, judge)
      : judgeControl(principal, admins.get(principal.id), judge);
    if (plain?.truth === YES) return { judgement: plain, isWhole: true };
    const held = judgeHeldAdmin(principal, judge);
    if (held) return { judgement: held, isWhole: true };
    return plain && { judgement: plain, isWhole: false };
  });
  // who is not allowed the core of it somewhere controls nothing
  const controlled = ({ principal, isWhole }: Possible) => (isWhole ? controlOf(principal) : undefined);
  return { admins, controlled, isAdmin: (caller: Possible) => controlled(caller)?.isWhole === true };
}

/** Control of the account by the principal's own policies; undefined when there is none. */
function judgeControl(principal: AwsPrincipal, verdict: Json | undefined, judge: Judge): Judgement | undefined {
  const because = [toPermissionsId(principal.id)];
  if (verdict === "effective") return { ...GRANTED, because };
  if (verdict === "unknown") return { ...uncertainControl(principal), because };
  return judgeNearAdmin(principal, judge);
}
