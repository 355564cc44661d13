// Many questions at once: one JSON request a line in, one JSON answer a line out, in order. The context given is complete.
import { z } from "zod";
import { UsageError } from "../../model/errors.js";
import { CONTEXT_VALUE, readRequest, toAnswerLine } from "../request-line.js";
import { isCaller } from "./evaluate/caller.js";
import type { Answer } from "./evaluate/verdict.js";
import type { Evaluator } from "./evaluator.js";

const REQUEST = z.object({
  principal: z.string().min(1),
  action: z.string().min(1),
  resource: z.string().min(1).default("*"),
  context: z.record(z.string(), z.nullable(CONTEXT_VALUE)).default({}),
});

/** Answer to one line, as JSON without a line end; a line that is no request is answered with verdict unknown and an error. */
export function answerLine(evaluator: Evaluator, line: string): string {
  return toAnswerLine(() => {
    const request = readRequest(line, REQUEST);
    const { principal } = request;
    if (!isCaller(principal))
      throw new UsageError(`${JSON.stringify(principal)} is no user, role, session, root, service, provider or "*"`);
    return toRecord(evaluator.can({ ...request, contextComplete: true }));
  });
}

/** An answer with the names that output uses. */
export function toRecord(answer: Answer): object {
  return {
    verdict: answer.verdict,
    decided_by: answer.decidedBy,
    state: answer.state,
    open_keys: answer.openKeys,
    assumptions: answer.assumptions,
    ...(answer.accessPoint !== undefined && { access_point: answer.accessPoint }),
  };
}
