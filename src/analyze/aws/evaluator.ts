// The evaluator: who may do what on AWS, for one question or for everyone at once. Pure; reads an Estate.
import type { AwsPrincipal, Estate } from "./estate.js";
import { type AdminVerdict, createAdminCheck } from "./evaluate/admin.js";
import { FREE } from "./evaluate/decide.js";
import { decideWhole } from "./evaluate/decide-whole.js";
import { prepareRequest } from "./evaluate/request.js";
import { type AccessRequest, needsNoPermission, waysTo } from "./evaluate/target.js";
import { type Answer, toAnswer } from "./evaluate/verdict.js";
import { createWhoCan, type WhoCan, type WhoCanRequest } from "./evaluate/who-can.js";

export interface Evaluator {
  readonly estate: Estate;
  /** Verdict of one request, three-valued, with the statement that decided. */
  can(request: AccessRequest): Answer;
  /** Everyone who may do the action on the resource ("*" when left out), as bits over `estate.principals`. */
  whoCan(request: WhoCanRequest): WhoCan;
  /** Whether the principal may do everything on everything, with no Deny. */
  effectiveAdmin(principal: AwsPrincipal): AdminVerdict;
}

/** The questions that can be asked of an estate. */
export function createEvaluator(estate: Estate): Evaluator {
  const whoCan = createWhoCan(estate);
  const admin = createAdminCheck(estate);
  return {
    estate,
    can: (request) => bestWay(request, estate),
    whoCan,
    effectiveAdmin: (principal) => admin.ofPrincipal(principal),
  };
}

/** The answer about the resource itself, or that by way of an access point that leads to it, where that is nearer to allowed. */
function bestWay(request: AccessRequest, estate: Estate): Answer {
  const prepared = prepareRequest(request, estate);
  if (needsNoPermission(prepared.target)) return toAnswer(FREE, prepared);
  let best = toAnswer(decideWhole(prepared), prepared);
  for (const { point, resource } of waysTo(prepared.target)) {
    if (best.verdict === "allowed") break;
    const through = prepareRequest({ ...request, resource }, estate);
    const answer = toAnswer(decideWhole(through), through);
    if (answer.verdict === "allowed" || (answer.verdict === "unknown" && best.verdict !== "unknown"))
      best = { ...answer, accessPoint: point };
  }
  return best;
}

/** Principals whose bit is set, in the order of the estate. */
export function principalsIn(bits: Uint32Array, estate: Estate): AwsPrincipal[] {
  const found: AwsPrincipal[] = [];
  for (const [word, value] of bits.entries()) {
    for (let rest = value; rest !== 0; rest &= rest - 1) {
      const principal = estate.principals[word * 32 + 31 - Math.clz32(rest & -rest)];
      if (principal) found.push(principal);
    }
  }
  return found;
}
