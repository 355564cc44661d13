// The seam: one place where a collector asks for an answer, live or recorded. Both give the same pages, in the vendor's
// own shape as its CLI or REST API prints it, so that everything after it is the same code.
import type { Coverage, Gap } from "../model/batch.js";
import { AnswerFault, type FaultKind } from "./fault.js";
import type { Fields } from "./fields.js";
import type { Page } from "./page.js";
import type { Cleaner, SecretPath } from "./secrets.js";
import type { Checked, OddAnswers } from "./shape.js";

/** What is asked, and where a bundle keeps the answer. */
export interface Question {
  /** Folders and name below the bundle, not encoded: ["aws", "111122223333", "iam", "list-users"]. */
  readonly path: readonly string[];
  /** Custom verb of the call, as in `projects/x:getIamPolicy`: written as it is. */
  readonly verb?: string;
  /** What tells answers of one call apart: ["role", "admin"] makes `@role=admin`. */
  readonly param?: readonly [name: string, value: string];
  /** The call as the vendor names it, for evidence and messages: `iam:ListUsers`. */
  readonly call: string;
  /** Permission that opens it, for the gap when it is refused. */
  readonly permission?: string;
  /** Top-level lists of the answer. A recorded answer must hold one of them; empty when it is not a list. */
  readonly lists?: readonly string[];
  /**
   * Fields that stand beside the list, where the vendor leaves an empty list out: an answer of nothing but these is an empty one.
   * Undefined where an empty list is written.
   */
  readonly beside?: ReadonlySet<string>;
  /** Fields that decide what is found. An element where one is of another type is left out and noted as odd. */
  readonly checked?: Checked;
  /**
   * Fields of which every element has one, where the vendor's own CLI prints the list alone; undefined where it prints the answer,
   * of which a list alone is what somebody chose.
   */
  readonly bare?: readonly string[];
  /** An element of the list, or the answer where it has none, as the API answers it, of what the vendor's own CLI prints. */
  readonly fromCli?: (printed: Fields) => Fields;
  /** The answer, which is no list, of what the CLI prints as one; undefined of a list of something else. */
  readonly fromList?: (elements: readonly unknown[]) => Page | undefined;
  /** Fields that hold secrets: replaced before anyone sees the page. */
  readonly secrets?: readonly SecretPath[];
  /** For fields that hold a secret only sometimes, or in a part of them: runs before `secrets` are replaced. */
  readonly clean?: Cleaner;
}

export interface Answers {
  readonly isLive: boolean;
  /** What did not fit in the answers so far. */
  readonly odd: OddAnswers;
  /** Pages of the answer; `live` makes the calls. Throws AnswerFault, after the pages that could be had. */
  pages(question: Question, live: () => AsyncIterable<Page>): AsyncIterable<Page>;
  /** Bytes of a file that is not JSON; its path carries its own extension. Throws AnswerFault. */
  bytes(question: Question, live: () => Promise<Uint8Array>): Promise<Uint8Array>;
  /** Whether an answer (or the record of a refusal) can be had: live always, in a bundle when the file is there. */
  has(question: Question): Promise<boolean>;
  /** Whether the recorded crawl asked for a data set; undefined when the bundle does not say, and live. */
  wasAsked(dataSet: string): boolean | undefined;
  /** Notes that a data set is asked for now, for the record. */
  noteAsked(dataSet: string): void;
  /** Decoded names of the answers in a folder of the bundle; none when live. */
  names(folder: readonly string[]): Promise<readonly string[]>;
  /** Decoded names of the files that are no answers in a folder of the bundle (raw files); none when live. */
  files(folder: readonly string[]): Promise<readonly string[]>;
  /** The file that answers, as people write it; undefined when live. */
  file(question: Question): string | undefined;
}

/** A refusal as a fault, said the same way live and from a record: `iam:ListUsers: AccessDenied: …`. */
export function toRefusal(
  question: Pick<Question, "call" | "permission">,
  refusal: { code: string; message: string; status?: number },
): AnswerFault {
  const { code, status } = refusal;
  const message = toLine(refusal.message);
  const text = message === "" ? `${question.call}: ${code}` : `${question.call}: ${code}: ${message}`;
  return new AnswerFault(faultKind(status, code), code, text, {
    ...(status === undefined ? {} : { status }),
    ...(question.permission === undefined ? {} : { permission: question.permission }),
  });
}

/** What a refusal means, by HTTP status and vendor's code; the same for a live answer and its record. */
function faultKind(status: number | undefined, code: string): FaultKind {
  if (/NonPremium|Licen[cs]e/i.test(code)) return "unlicensed";
  if (/AccessDenied|Unauthorized|Forbidden|PERMISSION_DENIED|AuthorizationError/i.test(code)) return "denied";
  if (status === 401 || status === 403) return "denied";
  return status === 404 || /NoSuch|NotFound/.test(code) ? "absent" : "failed";
}

/** Coverage of a data set whose answer ended in a fault; `read` says whether something came before it. */
export function toCoverage(dataSet: string, fault: AnswerFault, read: boolean): Coverage {
  const state = fault.kind === "denied" || fault.kind === "unlicensed" ? fault.kind : "failed";
  return {
    dataSet,
    state: read ? "partial" : state,
    code: fault.code,
    message: fault.message,
    ...(fault.permission === undefined ? {} : { permission: fault.permission }),
  };
}

/**
 * What closes a data set after a fault: its coverage, and for an answer that breaks off a gap of `subject` too.
 * What is no fault of an answer is thrown on.
 */
export function endAfter(
  dataSet: string,
  subject: string,
  fault: unknown,
  read: boolean,
): { readonly coverage: Coverage; readonly gaps: readonly Gap[] } {
  if (!(fault instanceof AnswerFault)) throw fault;
  const gaps = fault.kind === "broken" ? [{ dataSet, subject, message: fault.message }] : [];
  return { coverage: toCoverage(dataSet, fault, read), gaps };
}

/** The whole answer as one page: for answers that are known to be small. */
export async function wholeOf(pages: AsyncIterable<Page>): Promise<Page> {
  const whole = new Map<string, unknown>();
  for await (const page of pages) {
    for (const [key, value] of Object.entries(page)) {
      const before = whole.get(key);
      whole.set(key, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value);
    }
  }
  return Object.fromEntries(whole);
}

/** A whole answer, or the fault that stands for it. What is no fault of an answer is thrown on. */
export async function wholeOrFault(pages: AsyncIterable<Page>): Promise<Page | AnswerFault> {
  try {
    return await wholeOf(pages);
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

/** One printable line of a text from outside, at most `length` characters. */
export function toLine(text: string, length = 300): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}
