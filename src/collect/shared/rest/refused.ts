// An answer of a REST API that is no success: what it means, and how long to wait where it was a limit.
import { NhiError } from "../../../model/errors.js";
import { toLine, toRefusal } from "../../answers.js";
import { codeOfNone } from "../../bounded.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "../../fields.js";

/** An answer that is no success. */
export class RefusedAnswer extends Error {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  constructor(status: number, headers: Headers, body: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

const WAIT_S = 60;

/** Seconds to wait before the request may be made again; undefined when it was not a limit that refused it. */
export function pauseOf({ status, headers }: RefusedAnswer, now: Date): number | undefined {
  if (status !== 429) return undefined;
  const after = headers.get("retry-after");
  if (after !== null) {
    if (/^\d+$/.test(after.trim())) return Number(after);
    // RFC 9110 allows a date as well.
    const until = Date.parse(after);
    if (!Number.isNaN(until)) return Math.max(0, Math.ceil((until - now.getTime()) / 1000));
  }
  const reset = headers.get("ratelimit-reset");
  if (reset === null || !Number.isFinite(Number(reset))) return WAIT_S;
  return Math.max(1, Math.ceil(Number(reset) - now.getTime() / 1000) + 1);
}

/** The fault of a call that failed. Errors of nhi itself and interruptions are not faults: they are returned as they are. */
export function toFault(error: unknown, { route }: { readonly route: string }, signal: AbortSignal): unknown {
  if (error instanceof AnswerFault || error instanceof NhiError || signal.aborted) return error;
  if (!(error instanceof RefusedAnswer)) {
    const message = toLine(error instanceof Error ? whyOf(error) : String(error));
    return toRefusal({ call: route }, { code: codeOfNone(error), message });
  }
  const { status, body } = error;
  return toRefusal({ call: route }, { code: `HTTP ${status}`, message: messageOf(body), status });
}

/** What fetch says itself is only that it failed; why is in its cause, at times as a code alone. */
function whyOf({ message, cause }: Error): string {
  if (!(cause instanceof Error)) return message;
  const { code } = cause as { readonly code?: unknown };
  const why = cause.message || (typeof code === "string" ? code : "");
  return why === "" ? message : `${message}: ${why}`;
}

/** `message`, `error` with `error_description` as OAuth has it, or a list of `errors`. */
function messageOf(body: unknown): string {
  if (!isFields(body)) return "the answer is not the API's";
  const fields: Fields = body;
  const said = textOf(fields["error_description"]) ?? textOf(fields["message"]) ?? textOf(fields["error"]);
  if (said !== undefined) return said;
  const [first] = listOf(fields["errors"]).map(fieldsOf);
  const listed = textOf(first?.["detail"]) ?? textOf(first?.["title"]) ?? textOf(first?.["message"]);
  return listed ?? textOf(fieldsOf(fields["message"])["error"]) ?? "";
}
