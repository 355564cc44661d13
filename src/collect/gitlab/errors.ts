// What GitLab says to the first call, as a problem with the token, with what to do next.
import { AuthError, type NhiError, ProviderError } from "../../model/errors.js";
import type { AnswerFault } from "../fault.js";

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
