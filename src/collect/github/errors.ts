// What Octokit throws and what GitHub says, as a fault of the answer or as a problem with the token, with what to do next.
import { AuthError, NhiError, ProviderError } from "../../model/errors.js";
import { toLine, toRefusal } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, integerOf, textOf } from "../fields.js";
import { accessText, type GitHubCall } from "./call.js";
import { StoppedAsking } from "./streak.js";

/** How long to wait when GitHub speaks of a secondary limit and says no time. */
const SECONDARY_WAIT_S = 60;

/** What a response or error of Octokit holds of the answer. */
export interface Said {
  readonly status: number | undefined;
  readonly headers: Fields;
  readonly data: unknown;
  readonly message: string;
}

/** Reads what was thrown; a network failure has no headers. */
export function readThrown(error: unknown): Said {
  const fields = fieldsOf(error);
  const response = fieldsOf(fields["response"]);
  return {
    status: integerOf(response["status"]) ?? integerOf(fields["status"]),
    headers: fieldsOf(response["headers"]),
    data: response["data"],
    message: error instanceof Error ? error.message : String(error),
  };
}

/** Seconds to wait before the request may be made again; undefined when it was not a limit that refused it. */
export function pauseOf({ status, headers, data, message }: Said, now: Date): number | undefined {
  const isLimited = listHasLimit(fieldsOf(data)["errors"]);
  if (status !== 403 && status !== 429 && !isLimited) return undefined;
  const after = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(after)) return Math.max(0, after);
  if (headers["x-ratelimit-remaining"] === "0" || isLimited) {
    const reset = Number(headers["x-ratelimit-reset"]);
    // One second more, so that it is over on GitHub's clock too.
    return Number.isFinite(reset) ? Math.max(1, Math.ceil(reset - now.getTime() / 1000) + 1) : SECONDARY_WAIT_S;
  }
  if (status === 429 || /secondary rate limit|abuse detection/i.test(message)) return SECONDARY_WAIT_S;
  return undefined;
}

function listHasLimit(errors: unknown): boolean {
  return Array.isArray(errors) && errors.some((error) => fieldsOf(error)["type"] === "RATE_LIMITED");
}

/** The fault of a call that failed. Errors of nhi itself and interruptions are not faults: they are returned as they are. */
export function toFault(error: unknown, call: GitHubCall, signal: AbortSignal): unknown {
  if (error instanceof AnswerFault || error instanceof NhiError || signal.aborted) return error;
  if (error instanceof StoppedAsking) return new AnswerFault("failed", "NotAsked", `${call.route}: ${error.message}`);
  const said = readThrown(error);
  // Octokit says 500 of a connection that failed.
  const hasAnswer = said.headers["date"] !== undefined || said.data !== undefined;
  if (!hasAnswer) return toRefusal({ call: call.route }, { code: "NoAnswer", message: toLine(said.message) });
  const isJson = typeof said.data === "object" && said.data !== null;
  const text = textOf(fieldsOf(said.data)["message"]) ?? (isJson ? "" : "the answer is not the API's");
  const refusal = { code: `HTTP ${said.status ?? 0}`, message: `${text}${hintOf(said.headers)}` };
  return toRefusal({ call: call.route }, { ...refusal, ...(said.status === undefined ? {} : { status: said.status }) });
}

/** The fault of an App's installation that gives no token: as if GitHub had refused one, whatever it said of the request for it. */
export function toTokenFault({ status, data, message }: Said): AnswerFault {
  const said = textOf(fieldsOf(data)["message"]) ?? toLine(message);
  const text = `the installation gives no token${status === undefined ? "" : ` (HTTP ${status})`}: ${said}`;
  return toRefusal(
    { call: "POST /app/installations/{installation_id}/access_tokens" },
    { code: "NoToken", message: text, status: 401 },
  );
}

/** What GitHub itself says would open it. */
function hintOf(headers: Fields): string {
  if (textOf(headers["x-github-sso"])?.startsWith("required") === true) {
    return " (authorise the token for the organisation's single sign-on)";
  }
  const accepted = textOf(headers["x-accepted-github-permissions"]);
  return accepted === undefined ? "" : ` (GitHub accepts ${toLine(accepted, 120)})`;
}

/**
 * What a refusal of a call means: 404 is GitHub's way of hiding what a token may not see, unless the call says otherwise.
 * The same for a live answer and its record.
 */
export function refine(fault: AnswerFault, call: GitHubCall): AnswerFault {
  const status = fault.status === undefined ? {} : { status: fault.status };
  // No permission would help: the token itself was refused.
  if (fault.status === 401)
    return new AnswerFault("failed", fault.code, `${fault.message}: the sign-in is no longer valid`, status);
  if (fault.status === 409 && call.mayBeEmpty === true)
    return new AnswerFault("absent", fault.code, fault.message, status);
  if (fault.kind === "absent") {
    if (call.absent === "answer") return fault;
    if (call.absent === "unlicensed") {
      const text = `${fault.message}: ${call.plan ?? "this plan"} has it, or the token may not see it`;
      return new AnswerFault("unlicensed", fault.code, text, status);
    }
  }
  if (fault.kind !== "absent" && fault.kind !== "denied") return fault;
  const permission = call.access === undefined ? {} : { permission: accessText(call.access) };
  return new AnswerFault("denied", fault.code, fault.message, { ...status, ...permission });
}

/** The error of a first call that failed, as people need it: what is wrong, what next. */
export function toSignInError(fault: AnswerFault, owner: string, how: string): NhiError {
  if (fault.status === 401) {
    return new AuthError(
      `github: the token (${how}) is not valid: it may have expired or been revoked; make a new one`,
      {
        cause: fault,
      },
    );
  }
  if (fault.status === 404) {
    return new ProviderError(
      `github:${owner}: no such organisation, user or repository, or the token (${how}) may not see it`,
      { cause: fault },
    );
  }
  if (fault.kind === "denied") return new AuthError(`github:${owner}: ${fault.message}`, { cause: fault });
  return new ProviderError(`github:${owner}: ${fault.message}`, { cause: fault });
}

/** The error of an App that could not sign in. */
export function toAppError(fault: AnswerFault, owner: string, how: string): NhiError {
  if (fault.status === 401) {
    return new AuthError(
      `github: GitHub does not take the key of ${how}: the id and the private key have to be of the same App, and the clock right`,
      { cause: fault },
    );
  }
  if (fault.status === 404) {
    return new AuthError(`github:${owner}: ${how} is not installed there: install it, or sign in with a token`, {
      cause: fault,
    });
  }
  return new ProviderError(`github:${owner}: ${fault.message}`, { cause: fault });
}
