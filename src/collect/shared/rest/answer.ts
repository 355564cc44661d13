// What an answer of a REST API is: a page where it has the shape of the call, and what its refusals mean there. The same for a
// live answer and its record.
import { toRefusal } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, isFields } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { Page } from "../../page.js";

/** The parts of a call that say which shape its answer has. */
export interface Shaped {
  readonly route: string;
  /** List of the answer: ROOT_LIST when the answer is one, undefined when it is one thing. */
  readonly list?: string;
}

/** The answer as a page. Throws AnswerFault for what is no answer of the API. */
export function toPage({ route, list }: Shaped, body: unknown): Page {
  if (list === ROOT_LIST && Array.isArray(body)) return { [ROOT_LIST]: body };
  const isRight = list === undefined || Array.isArray(fieldsOf(body)[list]);
  if (list !== ROOT_LIST && isFields(body) && isRight) return body;
  throw toRefusal({ call: route }, { code: "WrongAnswer", message: "the answer is not the API's" });
}

/** What a call says of its refusals. */
export interface Refusable {
  /** What 404 means: there is none, or an edition without it. When left out it hides what this sign-in may not see. */
  readonly absent?: "answer" | "unlicensed";
  /** Edition that has it, where not every one does: a refusal may mean either. */
  readonly edition?: string;
}

/** The fault as this call means it: what is hidden or refused says what would open it. */
export function refine(fault: AnswerFault, { absent, edition }: Refusable, permission: string): AnswerFault {
  if (fault.kind !== "absent" && fault.kind !== "denied") return fault;
  if (fault.kind === "absent" && absent === "answer") return fault;
  const status = fault.status === undefined ? {} : { status: fault.status };
  if (fault.kind === "absent" && absent === "unlicensed") {
    const text = `${fault.message}: ${edition ?? "another edition"} has it, or the token may not see it`;
    return new AnswerFault("unlicensed", fault.code, text, status);
  }
  const needed = edition === undefined ? permission : `${permission} on ${edition}`;
  return new AnswerFault("denied", fault.code, fault.message, { ...status, permission: needed });
}
