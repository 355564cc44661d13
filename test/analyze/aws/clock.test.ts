// Conditions on the clock hold as long as they say: at all times of the span the answer is the same.
import { expect, test } from "vitest";
import { evaluateCondition, keysOf, toEntries } from "../../../src/analyze/aws/condition/condition.js";
import { clockKey, type KeyLookup } from "../../../src/analyze/aws/condition/key-state.js";
import type { Truth } from "../../../src/analyze/aws/condition/truth.js";
import { WatchedClock } from "../../../src/model/clock.js";

const LIMIT = "2027-03-01T12:00:00Z";
const AT = Date.parse(LIMIT);
const SECONDS = String(AT / 1000);
const KEYS: { readonly [key: string]: boolean } = { "aws:currenttime": false, "aws:epochtime": true };

function answer(block: object, clock: Date): Truth {
  const entries = toEntries({ ...block }, true, []);
  const lookup: KeyLookup = { state: (key) => clockKey(clock, KEYS[key]) };
  return evaluateCondition({ id: 0, entries, keys: keysOf(entries) }, lookup);
}

const ORDERS = ["LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals", "Equals", "NotEquals"];
const AROUND = [-86_400_000, -1001, -1000, -999, -1, 0, 1, 500, 999, 1000, 1001, 86_400_000];
// halves of seconds: whole seconds are reached later, or sooner
const CASES = [
  ...ORDERS.map((order) => ({ [`Date${order}`]: { "aws:CurrentTime": LIMIT } })),
  ...ORDERS.map((order) => ({ [`Date${order}`]: { "aws:CurrentTime": ["2027-03-01T12:00:00.500Z", "2027-03-02"] } })),
  ...ORDERS.slice(0, 4).map((order) => ({ [`Date${order}IfExists`]: { "aws:EpochTime": "2027-03-01T12:00:00.500Z" } })),
  ...ORDERS.map((order) => ({ [`Date${order}`]: { "aws:EpochTime": SECONDS } })),
  ...ORDERS.map((order) => ({ [`Numeric${order}`]: { "aws:EpochTime": SECONDS } })),
  { DateGreaterThan: { "aws:CurrentTime": LIMIT }, DateLessThan: { "aws:CurrentTime": "2027-03-01T12:00:01Z" } },
];

test.each(CASES)("%j", (block) => {
  const answers = new Set<Truth>();
  let spans = 0;
  for (const from of AROUND) {
    const clock = new WatchedClock(AT + from);
    const said = answer(block, clock);
    answers.add(said);
    const { span } = clock;
    if (span === undefined) continue;
    spans += 1;
    for (const to of AROUND) {
      const time = AT + to;
      const isInside = (span.after === null || span.after < time) && (span.before === null || time < span.before);
      if (isInside) expect([from, to, answer(block, new Date(time))]).toEqual([from, to, said]);
    }
  }
  expect(answers.size).toBe(2);
  expect(spans).toBeGreaterThan(AROUND.length / 2);
});

test.each([
  ["a text", { StringLike: { "aws:CurrentTime": "2027-*" } }],
  ["what is no date", { DateLessThan: { "aws:CurrentTime": "soon" } }],
  ["a policy variable", { DateLessThan: { "aws:CurrentTime": "${aws:EpochTime}" } }],
])("compared with %s the clock was looked at", (_, block) => {
  const clock = new WatchedClock(AT);
  answer(block, clock);
  expect(clock.span).toBeUndefined();
});

test("whether there is a clock does not depend on it", () => {
  const clock = new WatchedClock(AT);
  answer({ Null: { "aws:CurrentTime": "true" } }, clock);
  expect(clock.span).toEqual({ after: null, before: null });
});
