// The evaluator: who may do what on AWS, for one question or for everyone at once. Pure; reads an Estate.
import type { Estate } from "./estate.js";
import { decide } from "./evaluate/decide.js";
import { type AccessRequest, prepareRequest } from "./evaluate/request.js";
import { type Answer, toAnswer } from "./evaluate/verdict.js";

export interface Evaluator {
  readonly estate: Estate;
  /** Verdict of one request, three-valued, with the statement that decided. */
  can(request: AccessRequest): Answer;
}

export function createEvaluator(estate: Estate): Evaluator {
  return {
    estate,
    can: (request) => {
      const prepared = prepareRequest(request, estate);
      return toAnswer(decide(prepared.policies, prepared.request), prepared);
    },
  };
}
