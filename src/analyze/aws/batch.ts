// Many questions at once: one JSON request a line in, one JSON answer a line out, in order. The context given is complete.
import { UsageError } from "../../model/errors.js";
import { toAnswerLine } from "../answer-line.js";
import { readAwsRequest } from "../request-line.js";
import { isCaller } from "./evaluate/caller.js";
import { isResource } from "./evaluate/target.js";
import type { Evaluator } from "./evaluator.js";
import { toRecord } from "./record.js";

/** Answer to one line, as JSON without a line end; a line that is no request is answered with verdict unknown and an error. */
export function answerLine(evaluator: Evaluator, line: string): string {
  return toAnswerLine(() => {
    const request = readAwsRequest(line);
    const { principal, resource } = request;
    if (!isCaller(principal))
      throw new UsageError(`${JSON.stringify(principal)} is no user, role, session, root, service, provider or "*"`);
    if (!isResource(resource)) throw new UsageError(`${JSON.stringify(resource)} is no ARN, nor "*"`);
    return toRecord(evaluator.can({ ...request, contextComplete: true }));
  });
}
