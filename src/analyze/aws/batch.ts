// Many questions at once: one JSON request a line in, one JSON answer a line out, in order. The context given is complete.
import { z } from "zod";
import { isCaller } from "./evaluate/caller.js";
import type { Answer } from "./evaluate/verdict.js";
import type { Evaluator } from "./evaluator.js";

const REQUEST = z.object({
  principal: z.string().min(1),
  action: z.string().min(1),
  resource: z.string().min(1).default("*"),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.null()])).default({}),
});

/** Answer to one line, as JSON without a line end; a line that is no request is answered with verdict unknown and an error. */
export function answerLine(evaluator: Evaluator, line: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    return failure(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const request = REQUEST.safeParse(parsed);
  if (!request.success) return failure(z.prettifyError(request.error).replaceAll("\n", " "));
  const { principal } = request.data;
  if (!isCaller(principal))
    return failure(`${JSON.stringify(principal)} is no user, role, session, root, service, provider or "*"`);
  return JSON.stringify(toRecord(evaluator.can({ ...request.data, contextComplete: true })));
}

function failure(message: string): string {
  return JSON.stringify({ verdict: "unknown", decided_by: null, error: message });
}

/** An answer with the names that output uses. */
export function toRecord(answer: Answer): object {
  return {
    verdict: answer.verdict,
    decided_by: answer.decidedBy,
    state: answer.state,
    open_keys: answer.openKeys,
    assumptions: answer.assumptions,
  };
}
