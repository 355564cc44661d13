// A line of a file of requests: what it asks, or what is wrong with it, in the same words for each cloud. With the schemas, and
// what checks them, loaded for such a file only.
import { z } from "zod";
import { UsageError } from "../model/errors.js";

/** A value of the context of a request. */
const CONTEXT_VALUE = z.union([z.string(), z.array(z.string())], "a text or a list of texts is expected");

const text = z.string().min(1);
const AWS = z.object({
  principal: text,
  action: text,
  resource: text.default("*"),
  context: z.record(z.string(), z.nullable(CONTEXT_VALUE)).default({}),
});
const AZURE = z.object({
  principal: text,
  action: text,
  resource: text,
  context: z.record(z.string(), CONTEXT_VALUE).default({}),
});
const GOOGLE = AZURE.extend({ context: z.record(z.string(), z.unknown()).default({}) });

/** What a line asks of AWS. Throws UsageError that says which field is wrong, and how, as do the others. */
export function readAwsRequest(line: string): z.infer<typeof AWS> {
  return readRequest(line, AWS);
}

/** What a line asks of Azure. */
export function readAzureRequest(line: string): z.infer<typeof AZURE> {
  return readRequest(line, AZURE);
}

/** What a line asks of Google Cloud. */
export function readGoogleRequest(line: string): z.infer<typeof GOOGLE> {
  return readRequest(line, GOOGLE);
}

function readRequest<T>(line: string, schema: z.ZodType<T>): T {
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

function toWords({ path, input, message, code }: z.core.$ZodIssue): string {
  const where = path.length === 0 ? "the line" : path.map(String).join(".");
  if (input === undefined && path.length > 0) return `${where} is missing`;
  if (code === "too_small") return `${where} is empty`;
  return `${where}: ${message.replace(/^Invalid input: /, "")}`;
}
