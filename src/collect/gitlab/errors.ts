// What GitLab says, as a fault of the answer or as a problem with the token, with what to do next.
import { AuthError, NhiError, ProviderError } from "../../model/errors.js";
import { AnswerFault, toLine, toRefusal } from "../answers.js";
import { type Fields, fieldsOf, isFields, textOf } from "../fields.js";
import { accessText, type GitLabCall } from "./call.js";

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
  if (after !== null && Number.isFinite(Number(after))) return Math.max(0, Number(after));
  const reset = headers.get("ratelimit-reset");
  if (reset === null || !Number.isFinite(Number(reset))) return WAIT_S;
  return Math.max(1, Math.ceil(Number(reset) - now.getTime() / 1000) + 1);
}

/** The fault of a call that failed. Errors of nhi itself and interruptions are not faults: they are returned as they are. */
export function toFault(error: unknown, call: GitLabCall, signal: AbortSignal): unknown {
  if (error instanceof AnswerFault || error instanceof NhiError || signal.aborted) return error;
  if (!(error instanceof RefusedAnswer)) {
    const message = toLine(error instanceof Error ? error.message : String(error));
    return toRefusal({ call: call.route }, { code: "NoAnswer", message });
  }
  const { status, body } = error;
  return toRefusal({ call: call.route }, { code: `HTTP ${status}`, message: messageOf(body), status });
}

/** GitLab says `message`, or `error` with `error_description` as OAuth does. */
function messageOf(body: unknown): string {
  if (!isFields(body)) return "the answer is not the API's";
  const fields: Fields = body;
  const said = textOf(fields["error_description"]) ?? textOf(fields["message"]) ?? textOf(fields["error"]);
  return said ?? textOf(fieldsOf(fields["message"])["error"]) ?? "";
}

/**
 * What a refusal of a call means: 404 is how GitLab hides what a token may not see, unless the call says otherwise. The same
 * for a live answer and its record.
 */
export function refine(fault: AnswerFault, call: GitLabCall): AnswerFault {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.kind === "absent" && call.absent === "answer") return fault;
  if (fault.kind !== "absent" && fault.kind !== "denied") return fault;
  if (fault.kind === "absent" && call.absent === "unlicensed") {
    const text = `${fault.message}: ${call.edition ?? "another edition"} has it, or the token may not see it`;
    return new AnswerFault("unlicensed", fault.code, text, status);
  }
  return new AnswerFault("denied", fault.code, fault.message, { ...status, permission: accessText(call) });
}

/** The error of a first call that failed, as people need it: what is wrong, what next. */
export function toSignInError(fault: AnswerFault, group: string, how: string): NhiError {
  if (fault.status === 401) {
    return new AuthError(
      `gitlab: the token (${how}) is not valid: it may have expired or been revoked; make a new one with scope read_api`,
      { cause: fault },
    );
  }
  if (fault.status === 404) {
    return new ProviderError(`gitlab:${group}: no such group, or the token (${how}) may not see it`, { cause: fault });
  }
  if (fault.kind === "denied") return new AuthError(`gitlab:${group}: ${fault.message}`, { cause: fault });
  return new ProviderError(`gitlab:${group}: ${fault.message}`, { cause: fault });
}
