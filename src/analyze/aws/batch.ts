// Many questions at once: one JSON request a line in, one JSON answer a line out, in order. The context given is complete.
import { UsageError } from "../../model/errors.js";
import { toAnswerLine } from "../answer-line.js";
import { readAwsRequest } from "../request-line.js";
import { isCaller } from "./evaluate/caller.js";
import { isResource } from "./evaluate/target.js";
import type { Evaluator } from "./evaluator.js";
import { toRecord } from "./record.js";

/**
 * Answer to one line, as JSON without a line end; a line that is no request is answered with verdict unknown and an error.
 * @param named the id of whoever a text that is no caller names; the text where it names nobody.
 */
export function answerLine(evaluator: Evaluator, line: string, named = (text: string): string => text): string {
  return toAnswerLine(() => {
    const request = readAwsRequest(line);
    const { resource } = request;
    const principal = isCaller(request.principal) ? request.principal : named(request.principal);
    if (!isCaller(principal))
      throw new UsageError(`${JSON.stringify(principal)} is no user, role, session, root, service, provider or "*"`);
    if (!isResource(resource)) throw new UsageError(`${JSON.stringify(resource)} is no ARN, nor "*"`);
    return toRecord(evaluator.can({ ...request, principal, contextComplete: true }));
  });
}
