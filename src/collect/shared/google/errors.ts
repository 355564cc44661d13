// What Google's client throws and what Google says, as a fault of the answer, with what to do next.
import { AuthError, NhiError, ProviderError } from "../../../model/errors.js";
import { toLine, toRefusal } from "../../answers.js";
import { TooLong } from "../../bounded.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, isFields, listOf, textOf } from "../../fields.js";
import { type GoogleCall, serviceOf } from "./call.js";

/** Code of a refusal because the API is not enabled. */
const DISABLED = "SERVICE_DISABLED";
/** Code of a refusal because the token was not made for what is asked. */
export const SCOPE_MISSING = "ACCESS_TOKEN_SCOPE_INSUFFICIENT";
/** Reasons that pass by themselves; the older APIs say them with 403. */
const LIMITS: ReadonlySet<string> = new Set([
  "RATE_LIMIT_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "quotaExceeded",
  "rateLimitExceeded",
  "userRateLimitExceeded",
]);

/** Whether a reason is a limit that is over in a while. */
export function isLimit(reason: string | undefined): boolean {
  return reason !== undefined && LIMITS.has(reason);
}

/** The fault of a call that failed. Errors of nhi itself and interruptions are not faults: they are returned as they are. */
export function toFault(error: unknown, call: GoogleCall, signal: AbortSignal): unknown {
  if (error instanceof AnswerFault || error instanceof NhiError || signal.aborted) return error;
  if (isTooLong(error)) {
    const { code, message } = new TooLong();
    return toRefusal({ call: call.method }, { code, message });
  }
  const response = fieldsOf(fieldsOf(error)["response"]);
  const status = integerOf(response["status"]) ?? integerOf(fieldsOf(error)["status"]);
  if (status === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    return toRefusal({ call: call.method }, { code: "NoAnswer", message: toLine(message) });
  }
  return refusalOf(call, status, response["data"]);
}

/** Whether the client left an answer off for its length. */
export function isTooLong(error: unknown): boolean {
  return error instanceof Error && /^content size at .* over limit: \d+$/s.test(error.message);
}

/** The fault that an answer with an error status stands for. */
export function refusalOf(call: GoogleCall, status: number, body: unknown): AnswerFault {
  const said = fieldsOf(fieldsOf(body)["error"]);
  const reason = reasonOf(body);
  const isDisabled = reason === DISABLED || /has not been used in project|it is disabled/.test(String(said["message"]));
  const isTold = isLimit(reason) || reason === SCOPE_MISSING;
  const code = isDisabled ? DISABLED : ((isTold ? reason : textOf(said["status"])) ?? `HTTP ${status}`);
  const message = isDisabled
    ? `the API ${serviceOf(call)} is not enabled`
    : (textOf(said["message"]) ?? (isFields(body) ? "" : "the answer is not the API's"));
  const permission = call.permission === undefined ? {} : { permission: call.permission };
  return refine(toRefusal({ call: call.method, ...permission }, { code, message, status }), call);
}

/** The reason in the body of a refusal: of its details, or of its list of errors as the older APIs write it. */
export function reasonOf(body: unknown): string | undefined {
  const { details, errors } = fieldsOf(fieldsOf(body)["error"]);
  for (const one of [...listOf(details), ...listOf(errors)]) {
    const reason = textOf(fieldsOf(one)["reason"]);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/**
 * What a refusal of a call means, the same live and from a record: what opens a disabled API is enabling it, and a limit
 * is no refusal.
 */
export function refine(fault: AnswerFault, call: GoogleCall): AnswerFault {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.code === DISABLED) {
    const permission = `${serviceOf(call)} enabled`;
    return new AnswerFault("denied", DISABLED, fault.message, { ...status, permission });
  }
  if (isLimit(fault.code)) return new AnswerFault("failed", fault.code, fault.message, status);
  if (fault.kind !== "denied") return fault;
  return new AnswerFault("denied", fault.code, fault.message, {
    ...status,
    ...(call.permission === undefined ? {} : { permission: call.permission }),
  });
}

/** The error of the first call about a source (`gcp:acme-prod`) that failed, as people need it: what is wrong, what next. */
export function toSignInError(fault: AnswerFault, source: string, how: string): NhiError {
  if (fault.status === 401 || /invalid_grant|invalid_rapt|reauth/.test(fault.message)) {
    return new AuthError(`${source}: the sign-in (${how}) is not valid any more: sign in again`, { cause: fault });
  }
  if (fault.kind === "denied") {
    const need = fault.permission === undefined ? "" : `; it takes ${fault.permission}`;
    return new AuthError(`${source}: no such place, or the sign-in (${how}) may not see it${need}: ${fault.message}`, {
      cause: fault,
    });
  }
  return new ProviderError(`${source}: ${fault.message}`, { cause: fault });
}
