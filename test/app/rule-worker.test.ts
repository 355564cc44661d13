// The real process: it judges, and it does not outlive a rule that never ends or eats all memory.
import { expect, it } from "vitest";
import { startRuleWorker } from "../../src/app/rule-worker/start.js";
import { evaluateRules } from "../../src/evaluate/evaluate.js";
import { evaluateUserRules } from "../../src/evaluate/evaluate-user.js";
import { ago, DAY, NOW, READ, rowsOf, toKey, toRule } from "../evaluate/fixture.js";

const good = toRule({ id: "USR-001", source: "user", when: "credential.age > days(90)" });
const tags = JSON.stringify(Object.fromEntries(Array.from({ length: 9000 }, (_, n) => [`key${n}`, n])));
const rows = rowsOf([
  toKey({ id: "A", created_at: ago(91 * DAY), principal_tags: tags }),
  toKey({ id: "B", created_at: ago(DAY) }),
]);

it("judges in a process of its own", async () => {
  const input = { rules: [good], rows, scopes: [READ], now: NOW };
  const { evaluation, errors } = await evaluateUserRules(input, startRuleWorker);
  expect(errors).toEqual([]);
  expect(evaluation).toEqual(evaluateRules(input));
});

it("a rule that would run for hours, or fill the memory, is ended; the good one is not", async () => {
  const loop = "credential.principal_tags";
  const endless = toRule({
    id: "USR-002",
    source: "user",
    when: `${loop}.all(a, ${loop}.all(b, (a + b).matches("(x+x+)+y") || true))`,
  });
  const hungry = toRule({
    id: "USR-003",
    source: "user",
    when: `${loop}.map(a, ${loop}.map(b, a + b)).size() > 0`,
  });
  const input = { rules: [good, endless, hungry], rows, scopes: [READ], now: NOW };
  const { evaluation, errors } = await evaluateUserRules(input, () => startRuleWorker(2));
  expect(errors.map(({ ruleId }) => ruleId)).toEqual(["USR-002", "USR-003"]);
  expect(evaluation.findings.map(({ rule, subject }) => `${rule} ${subject.id}`)).toEqual(["USR-001 A"]);
});

it("a question to a process that has ended is a fault, not a wait", async () => {
  const worker = startRuleWorker();
  worker.stop();
  await expect(worker.ask({ kind: "rows", rows: [] })).rejects.toThrow("crashed");
  worker.stop();
});
