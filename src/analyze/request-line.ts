// A line of a file of requests: what it asks, or what is wrong with it, in the same words for each cloud.
import { z } from "zod";
import { UsageError } from "../model/errors.js";

/** What a line asks, by the schema of its cloud. Throws UsageError that says which field is wrong, and how. */
export function readRequest<T>(line: string, schema: z.ZodType<T>): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new UsageError(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const request = schema.safeParse(parsed, { reportInput: true });
  if (request.success) return request.data;
  throw new UsageError(request.error.issues.map(toWords).join("; "));
}

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

/** A value of the context of a request. */
export const CONTEXT_VALUE = z.union([z.string(), z.array(z.string())], "a text or a list of texts is expected");

function toWords({ path, input, message, code }: z.core.$ZodIssue): string {
  const where = path.length === 0 ? "the line" : path.map(String).join(".");
  if (input === undefined && path.length > 0) return `${where} is missing`;
  if (code === "too_small") return `${where} is empty`;
  return `${where}: ${message.replace(/^Invalid input: /, "")}`;
}
