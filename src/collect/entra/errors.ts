// What Graph and its sign-in say when they refuse, as a fault of the answer or as a problem with the sign-in.
import { AuthError, NhiError, ProviderError } from "../../model/errors.js";
import { toLine, toRefusal } from "../answers.js";
import { codeOfNone } from "../bounded.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, textOf } from "../fields.js";
import type { Said } from "../shared/microsoft/said.js";
import { accessText, callName, type EntraCall } from "./call.js";

/** The fault that a response stands for. */
export function toFault(call: EntraCall, { status, body }: Said): AnswerFault {
  const error = fieldsOf(fieldsOf(body)["error"]);
  const code = textOf(error["code"]) ?? `HTTP ${status}`;
  const message = textOf(error["message"]) ?? (isFields(body) ? "" : "the answer is not the API's");
  return toRefusal({ call: callName(call) }, { code, message: toLine(message), status });
}

/** A connection that failed, or an answer that never came. */
export function toNoAnswer(call: EntraCall, error: unknown): AnswerFault {
  const message = error instanceof Error ? error.message : String(error);
  return toRefusal({ call: callName(call) }, { code: codeOfNone(error), message: toLine(message) });
}

/** What a refusal of a call means, with what opens it. The same for a live answer and its record. */
export function refine(fault: AnswerFault, call: EntraCall): AnswerFault {
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.kind === "unlicensed") {
    const text = call.licence === undefined ? fault.message : `${fault.message}: ${call.licence} has it`;
    return new AnswerFault("unlicensed", fault.code, text, status);
  }
  if (fault.kind !== "denied") return fault;
  return new AnswerFault("denied", fault.code, fault.message, { ...status, permission: accessText(call) });
}

/** The error of a first call that failed, as people need it: what is wrong, what next. */
export function toSignInError(error: unknown, tenant: string): NhiError {
  if (error instanceof NhiError) return error;
  if (error instanceof AnswerFault) {
    if (error.status === 401) {
      return new AuthError(`entra:${tenant}: Microsoft Graph did not take the token: ${error.message}`, {
        cause: error,
      });
    }
    if (error.kind === "denied") return new AuthError(`entra:${tenant}: ${error.message}`, { cause: error });
    return new ProviderError(`entra:${tenant}: ${error.message}`, { cause: error });
  }
  const text = toLine(error instanceof Error ? error.message : String(error), 400);
  return new AuthError(
    `entra:${tenant}: no sign-in: run az login --tenant ${tenant}, set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE), or use a managed identity. Azure's library says: ${text}`,
    { cause: error },
  );
}
