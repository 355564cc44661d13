// What GitLab says, as a fault of the answer or as a problem with the token, with what to do next.
import { AuthError, type NhiError, ProviderError } from "../../model/errors.js";
import { AnswerFault } from "../answers.js";
import { accessText, type GitLabCall } from "./call.js";

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
