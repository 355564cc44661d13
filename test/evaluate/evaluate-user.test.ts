// Rules of others: the same verdicts as in place, and what a fault of the process costs. The process is played here;
// test/app/rule-worker.test.ts has the real one.
import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../src/evaluate/evaluate.js";
import { evaluateUserRules } from "../../src/evaluate/evaluate-user.js";
import { toWorkerLogic } from "../../src/evaluate/worker-logic.js";
import { type RuleWorker, WorkerFault, type WorkerRequest } from "../../src/evaluate/worker-protocol.js";
import { ago, DAY, NOW, READ, rowsOf, toKey, toRule } from "./fixture.js";

type Fault = (request: WorkerRequest) => "late" | "ended" | undefined;

/** Starts workers that run in place, over JSON as the real channel does; counts them. */
function workers(fault: Fault = () => undefined) {
  const state = { started: 0, running: 0 };
  const start = (): RuleWorker => {
    state.started += 1;
    state.running += 1;
    const answer = toWorkerLogic(() => false);
    let alive = true;
    return {
      ask: async (request) => {
        const reason = alive ? fault(request) : "ended";
        if (reason !== undefined) throw new WorkerFault(reason);
        return JSON.parse(JSON.stringify(answer(JSON.parse(JSON.stringify(request)))));
      },
      stop: () => {
        if (alive) state.running -= 1;
        alive = false;
      },
    };
  };
  return { start, state };
}

const rules = [
  toRule({ id: "USR-001", source: "user", when: "credential.age > days(90)" }),
  toRule({ id: "USR-002", source: "user", when: "credential.static" }),
  toRule({ id: "USR-003", source: "user", from: "identity", types: [], when: "identity.is_root" }),
];
const rows = Array.from({ length: 1200 }, (_, n) =>
  toKey({ id: `K${n}`, created_at: n % 7 === 0 ? null : ago((n % 200) * DAY), static: n % 2 }),
);
const input = { rules, rows: rowsOf(rows), scopes: [READ], now: NOW, includePassed: true };

it("judges as in place", async () => {
  const { start, state } = workers();
  const { evaluation, errors } = await evaluateUserRules(input, start);
  expect(errors).toEqual([]);
  expect(evaluation).toEqual(evaluateRules(input));
  expect(state.running).toBe(0);
});

describe("a rule that faults", () => {
  it.each([
    ["late", "took too long"],
    ["ended", "used too much memory, or crashed"],
  ] as const)("%s: is given up, the others go on in a new process", async (reason, words) => {
    const { start, state } = workers((request) =>
      request.kind === "judge" && request.rule === "USR-001" ? reason : undefined,
    );
    const { evaluation, errors } = await evaluateUserRules(input, start);
    expect(errors.map(({ ruleId, message }) => [ruleId, message])).toEqual([
      ["USR-001", `rule USR-001 was given up: ${words}; its rows are not evaluated`],
    ]);
    expect(evaluation.findings.filter(({ rule }) => rule === "USR-001")).toEqual([]);
    expect(evaluation.notEvaluated.filter(({ rule }) => rule === "USR-001")).toHaveLength(1);
    const others = evaluateRules({ ...input, rules: rules.slice(1) });
    expect(evaluation.findings).toEqual(others.findings);
    expect(state).toEqual({ started: 3, running: 0 });
  });

  it("half-way keeps what it found and is not evaluated for the rest", async () => {
    let asked = 0;
    const { start } = workers((request) => {
      if (request.kind !== "judge" || request.rule !== "USR-001") return undefined;
      asked += 1;
      return asked === 2 ? "ended" : undefined;
    });
    const { evaluation } = await evaluateUserRules(input, start);
    const found = evaluation.findings.filter(({ rule }) => rule === "USR-001").length;
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(evaluateRules(input).findings.filter(({ rule }) => rule === "USR-001").length);
    expect(evaluation.notEvaluated.some(({ rule, subject }) => rule === "USR-001" && subject === undefined)).toBe(true);
  });

  it("a process that ends between two rules costs none of them", async () => {
    let loads = 0;
    const { start } = workers((request) => {
      if (request.kind === "rows") loads += 1;
      return request.kind === "rows" && loads === 2 ? "ended" : undefined;
    });
    const { evaluation, errors } = await evaluateUserRules(input, start);
    expect(errors).toEqual([]);
    expect(evaluation.findings).toEqual(evaluateRules(input).findings);
  });

  it("no process can be started: every rule is given up, none passes", async () => {
    const { start } = workers(() => "ended");
    const { evaluation, errors } = await evaluateUserRules(input, start);
    expect(errors.map(({ ruleId }) => ruleId)).toEqual(["USR-001", "USR-002", "USR-003"]);
    expect([evaluation.findings, evaluation.counts]).toEqual([[], []]);
  });
});

describe("limits in the process", () => {
  it("time over between two rows ends the question", () => {
    let asked = 0;
    const answer = toWorkerLogic(() => ++asked > 10);
    answer({ kind: "start", rules: rules.slice(0, 1), now: NOW.toISOString() });
    answer({ kind: "rows", rows });
    expect(answer({ kind: "judge", rule: "USR-001" })).toEqual({ kind: "late" });
  });

  it("a list of more than 10,000 elements is not judged", async () => {
    const when = "has(credential.principal_tags.x)";
    const tags = (count: number): string =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [n === 0 ? "x" : `k${n}`, 1])));
    const many = [toKey({ id: "A", principal_tags: tags(10_000) }), toKey({ id: "B", principal_tags: tags(10_001) })];
    const one = { ...input, rules: [toRule({ source: "user", when })], rows: rowsOf(many) };
    const { evaluation } = await evaluateUserRules(one, workers().start);
    expect(evaluation.findings.map(({ subject }) => subject.id)).toEqual(["A"]);
    expect(evaluation.notEvaluated.map(({ subject, reason }) => [subject?.id, reason])).toEqual([
      ["B", "when: column principal_tags is too large to judge"],
    ]);
    expect(evaluateRules(one).findings).toHaveLength(2);
  });

  it("requests that make no sense are answered as faults", () => {
    const answer = toWorkerLogic(() => false);
    expect(answer({ kind: "judge", rule: "X" })).toEqual({ kind: "fault", message: "no such rule" });
    expect(answer({ kind: "start", rules: [toRule({ when: "nonsense" })], now: NOW.toISOString() }).kind).toBe("fault");
  });
});
