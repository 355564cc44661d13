// What the API answered, as a page: anything else, such as the page of a proxy or of a sign-in, is a fault and no answer.
import { toRefusal } from "../answers.js";
import type { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, isFields, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { Page } from "../page.js";
import type { GitHubCall } from "./call.js";
import type { Said } from "./errors.js";

/** The page that a call was answered with; a list that is the whole answer stands under ROOT_LIST. Throws AnswerFault. */
export function toPage(call: GitHubCall, { status, data }: Said): Page {
  const plain = withoutBigInts(data);
  if (status === 200) {
    if (call.list === ROOT_LIST && Array.isArray(plain)) return { [ROOT_LIST]: plain };
    const isRight = call.list === undefined || Array.isArray(fieldsOf(plain)[call.list]);
    if (call.list !== ROOT_LIST && isFields(plain) && isRight) return plain;
  }
  // Nothing to say: a setting that is not there.
  if (status === 204 && call.list === undefined) return {};
  throw notTheApi(call, status);
}

/** The fault of an answer that is none of the API's: 200 with another shape, or another status than the call is answered with. */
export function notTheApi(call: GitHubCall, status = 0): AnswerFault {
  const message = "the answer is not the API's";
  return toRefusal(
    { call: call.route },
    { code: `HTTP ${status}`, message, ...(status === 200 ? {} : { status: 502 }) },
  );
}

/** Octokit reads numbers beyond what JSON can hold as BigInt. */
function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBigInts(member)]));
}

/** Address of the next page, from the Link header (RFC 8288); undefined on the last one. */
export function nextLink(headers: Fields): string | undefined {
  return /<([^<>]+)>\s*;\s*rel="?next"?/.exec(textOf(headers["link"]) ?? "")?.[1];
}
