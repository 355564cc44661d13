// What the SDK throws, as a fault of the answer or as a problem with the credentials, with what to do next.
import { AuthError, NhiError, ProviderError } from "../../model/errors.js";
import { toLine, toRefusal } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, integerOf, textOf } from "../fields.js";
import { type AwsCall, permissionOf } from "./call.js";

interface SdkError {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** The fault of a call that failed. Errors of nhi itself and interruptions are not faults: they are returned as they are. */
export function toFault(error: unknown, call: AwsCall, signal: AbortSignal): unknown {
  if (error instanceof AnswerFault || error instanceof NhiError || signal.aborted) return error;
  const { code, message, status } = readError(error);
  const refusal = { code, message, ...(status === undefined ? {} : { status }) };
  return toRefusal({ call: call.call, permission: permissionOf(call) }, refusal);
}

/** Code, message and HTTP status of what the SDK threw. */
function readError(error: unknown): SdkError {
  const fields = fieldsOf(error);
  const status = integerOf(fieldsOf(fields["$metadata"])["httpStatusCode"]);
  const message = error instanceof Error ? error.message : String(error);
  const name = textOf(fields["Code"]) ?? textOf(fields["code"]) ?? (error instanceof Error ? error.name : "unknown");
  // An answer that is not the API's: an HTML page of a proxy, a service that does not know the call.
  if (status !== undefined && /^(?:Error|SyntaxError|TypeError|Unknown\w*)$/.test(name)) {
    return { code: `HTTP ${status}`, message: "the answer is not the API's", status };
  }
  return { code: toLine(name, 80), message: readable(message), status };
}

// The SDK puts stack-like hints behind the first line.
function readable(message: string): string {
  return toLine(message.split("\n")[0] ?? "");
}

export interface SignIn {
  readonly profile: string | undefined;
  readonly region: string;
}

/**
 * The error of a first call that failed, as people need it: which credentials, what is wrong, what next. An AuthError for
 * credentials, a ProviderError for everything else.
 */
export function toSignInError(fault: AnswerFault, signIn: SignIn): NhiError {
  const profile = signIn.profile ?? textOf(process.env["AWS_PROFILE"]);
  const who = profile === undefined ? "aws" : `aws profile ${profile}`;
  const advice = adviceFor(fault.code, fault.message, { ...signIn, profile });
  if (advice !== undefined) return new AuthError(`${who}: ${advice}`, { cause: fault });
  return new ProviderError(`${who}: ${fault.message} (region ${signIn.region})`, { cause: fault });
}

function adviceFor(code: string, message: string, signIn: SignIn): string | undefined {
  const profile = signIn.profile === undefined ? "" : ` --profile ${signIn.profile}`;
  if (/^(?:CredentialsProviderError|TokenProviderError)$/.test(code)) {
    if (/SSO|sso/.test(message) || /[Tt]oken.*expired/.test(message)) {
      return `the sign-in has expired: run aws sso login${profile}`;
    }
    return `no credentials found: run aws configure${profile} or aws sso login${profile}, or set AWS_PROFILE`;
  }
  switch (code) {
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
    case "InvalidAccessKeyId":
      return `AWS does not know this access key in ${signIn.region}: it was deleted, or belongs to another partition (set AWS_REGION, such as us-gov-west-1 or cn-north-1)`;
    case "SignatureDoesNotMatch":
    case "InvalidSignatureException":
    case "IncompleteSignature":
      return "the secret does not fit the access key: check the secret, and the clock of this machine";
    case "ExpiredToken":
    case "ExpiredTokenException":
      return `the session has expired: sign in again (aws sso login${profile}, or new session credentials)`;
    case "RequestExpired":
    case "RequestTimeTooSkewed":
      return "the clock of this machine is off: set it and try again";
    case "AccessDenied":
    case "AccessDeniedException":
      return `refused (${toLine(message, 200)}): use other credentials, or ask for these to be let in`;
    default:
      return undefined;
  }
}
