// Why there is no answer of an API, or no more of it.

/**
 * Why there is no answer, or no more of it. `absent`: asked, and the thing is not there (404); `unrecorded`: the bundle has
 * no such file; `broken`: the file cannot be used.
 */
export type FaultKind = "denied" | "unlicensed" | "absent" | "failed" | "unrecorded" | "broken";
export class AnswerFault extends Error {
  readonly kind: FaultKind;
  /** Vendor's code: AccessDenied, NoSuchEntity. */
  readonly code: string;
  readonly status: number | undefined;
  /** Permission that would open it, when it was denied. */
  readonly permission: string | undefined;
  constructor(kind: FaultKind, code: string, message: string, more: { status?: number; permission?: string } = {}) {
    // an answer that is not there is no mistake of the program: where it was found out is of no interest, and costs
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "AnswerFault";
    this.kind = kind;
    this.code = code;
    this.status = more.status;
    this.permission = kind === "denied" ? more.permission : undefined;
  }
}

/** What is said of things of which not all are known. */
export function notAllOf(dataSet: string): string {
  return `not all of ${dataSet} could be read`;
}
