// What Azure Resource Manager and its sign-in say when they refuse, as a fault of the answer or as a problem with the sign-in.
import { AuthError, NhiError, ProviderError } from "../../model/errors.js";
import { toLine, toRefusal } from "../answers.js";
import { codeOfNone } from "../bounded.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, textOf } from "../fields.js";
import type { Said } from "../shared/microsoft/said.js";
import { type AzureCall, callName } from "./call.js";

/** The fault that a response stands for. */
export function toFault(call: AzureCall, { status, body }: Said): AnswerFault {
  const error = fieldsOf(fieldsOf(body)["error"]);
  const code = textOf(error["code"]) ?? `HTTP ${status}`;
  const message = textOf(error["message"]) ?? (isFields(body) ? "" : "the answer is not the API's");
  return toRefusal({ call: callName(call) }, { code, message: toLine(message), status });
}

/** A connection that failed, or an answer that never came. */
export function toNoAnswer(call: AzureCall, error: unknown): AnswerFault {
  const message = error instanceof Error ? error.message : String(error);
  return toRefusal({ call: callName(call) }, { code: codeOfNone(error), message: toLine(message) });
}

/** Codes of a resource provider that was never used in the subscription: there can be nothing of it. */
const NOT_REGISTERED = /^(?:MissingSubscriptionRegistration|SubscriptionNotRegistered|NoRegisteredProviderFound)$/;
/** Codes of what needs a licence that the tenant does not have. */
const NO_LICENCE = /^AadPremiumLicenseRequired$/;

/** Whether the refusal says that the provider was never used there. */
export function isNotRegistered({ code }: AnswerFault): boolean {
  return NOT_REGISTERED.test(code);
}

/** What a refusal of a call means, with what opens it. The same for a live answer and its record. */
export function refine(fault: AnswerFault, call: AzureCall): AnswerFault {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (NO_LICENCE.test(fault.code)) {
    return new AnswerFault("unlicensed", fault.code, `${fault.message}: Microsoft Entra ID P2 has it`, status);
  }
  if (fault.kind !== "denied") return fault;
  return new AnswerFault("denied", fault.code, fault.message, { ...status, permission: call.permission });
}

/** The error of a first call that failed, as people need it: what is wrong, what next. */
export function toSignInError(error: unknown, target: string): NhiError {
  if (error instanceof NhiError) return error;
  if (error instanceof AnswerFault) {
    if (error.status === 401) {
      return new AuthError(`azure:${target}: Azure did not take the token: ${error.message}`, { cause: error });
    }
    if (error.kind === "denied" || error.kind === "absent") {
      return new AuthError(
        `azure:${target}: ${error.message}. Give the sign-in the role Reader there (nhi permissions azure), or name another subscription`,
        { cause: error },
      );
    }
    return new ProviderError(`azure:${target}: ${error.message}`, { cause: error });
  }
  const text = toLine(error instanceof Error ? error.message : String(error), 400);
  return new AuthError(
    `azure:${target}: no sign-in: run az login, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE), or use a managed identity. Azure's library says: ${text}`,
    { cause: error },
  );
}
