// The side of the rule process: judges rows by rules of others. Pure; the process around it is in app.
import { USER_LIMITS } from "./cel/environment.js";
import { makeRegexReady } from "./cel/regex.js";
import { judgesByType, type Pass, toPasses, withoutStacks } from "./evaluate.js";
import type { Judge, Verdict } from "./judge.js";
import type { Row } from "./row.js";
import type { WorkerAnswer, WorkerRequest } from "./worker-protocol.js";

/**
 * Answers requests in order. `isLate` is asked between rows whether the time for the current question is over.
 * A request that cannot be answered is a `fault`, never a throw.
 */
export function toWorkerLogic(isLate: () => boolean): (request: WorkerRequest) => WorkerAnswer {
  makeRegexReady();
  let pass: Pass | undefined;
  let now = new Date(0);
  let rows: readonly Row[] = [];
  return (request) => {
    try {
      switch (request.kind) {
        case "start":
          [pass] = toPasses(request.rules, USER_LIMITS);
          now = new Date(request.now);
          return { kind: "done" };
        case "rows":
          rows = request.rows;
          return { kind: "done" };
        case "judge": {
          const judge = pass?.judges.find(({ rule }) => rule.id === request.rule);
          if (pass === undefined || judge === undefined) return { kind: "fault", message: "no such rule" };
          return judgeAll(pass, judge, rows, now, isLate);
        }
      }
    } catch (error) {
      return { kind: "fault", message: error instanceof Error ? error.message : "fault" };
    }
  };
}

function judgeAll(pass: Pass, judge: Judge, rows: readonly Row[], now: Date, isLate: () => boolean): WorkerAnswer {
  const forType = judgesByType([judge]);
  const verdicts: (Verdict | null)[] = [];
  return withoutStacks(() => {
    for (const row of rows) {
      if (isLate()) return { kind: "late" };
      const looks = forType(String(row["type"] ?? "")).length > 0;
      verdicts.push(looks ? judge.judge(new pass.shared.rowClass(row, now.getTime()), now) : null);
    }
    return { kind: "verdicts", verdicts };
  });
}
