// Answers to lines of a file of requests, as lines.
import { UsageError } from "../model/errors.js";

/** The answer to a line, as JSON without a line end; what is wrong with it (UsageError) is an answer, too. */
export function toAnswerLine(answer: () => object): string {
  try {
    return JSON.stringify(answer());
  } catch (error) {
    if (error instanceof UsageError) return unanswered(error);
    throw error;
  }
}

/** The answer to a line that is no request, or that cannot be answered, as JSON without a line end. */
export function unanswered({ message }: UsageError): string {
  return JSON.stringify({ verdict: "unknown", decided_by: null, error: message.split("\n", 1)[0] });
}
