// What goes to and comes from the process that judges rules of others. All of it is plain JSON.
import type { Rule } from "../model/rule.js";
import type { Verdict } from "./judge.js";
import type { Row } from "./row.js";

export type WorkerRequest =
  /** Rules of one view, and the clock; replaces what was there. */
  | { readonly kind: "start"; readonly rules: readonly Rule[]; readonly now: string }
  /** The rows that the next questions are about. */
  | { readonly kind: "rows"; readonly rows: readonly Row[] }
  /** Judge these rows by one rule. */
  | { readonly kind: "judge"; readonly rule: string };

export type WorkerAnswer =
  | { readonly kind: "done" }
  /** One verdict a row, in order; null for a row of a type that the rule does not look at. */
  | { readonly kind: "verdicts"; readonly verdicts: readonly (Verdict | null)[] }
  /** The time for one question ran out between two rows. */
  | { readonly kind: "late" }
  | { readonly kind: "fault"; readonly message: string };

/** The process, as evaluation sees it. App starts it; tests have one that runs in place. */
export interface RuleWorker {
  /** Rejects with WorkerFault when the answer does not come in time or the process ends; it is then of no use any more. */
  ask(request: WorkerRequest): Promise<WorkerAnswer>;
  /** Ends the process; safe to call twice. */
  stop(): void;
}

/** Why a worker gave no answer. */
export class WorkerFault extends Error {
  readonly reason: "late" | "ended";
  constructor(reason: WorkerFault["reason"]) {
    super(reason === "late" ? "took too long" : "used too much memory, or crashed");
    this.reason = reason;
  }
}
