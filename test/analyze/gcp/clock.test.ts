// Conditions on the time of a request hold as long as they say; times of the day are nobody's to wait for.
import { expect, test } from "vitest";
import { evaluateCondition } from "../../../src/analyze/gcp/condition.js";
import { WatchedClock } from "../../../src/model/clock.js";

const AT = Date.parse("2027-03-01T12:00:00Z");
const AROUND = [-86_400_000, -1, 0, 1, 86_400_000];
const answer = (text: string, clock: Date) => evaluateCondition(text, {}, clock).truth;

test.each([
  'request.time < timestamp("2027-03-01T12:00:00Z")',
  'request.time <= timestamp("2027-03-01T12:00:00Z")',
  'timestamp("2027-03-01T12:00:00Z") < request.time',
  'request.time >= timestamp("2027-03-01T12:00:00Z") && request.time < timestamp("2027-03-01T12:00:00.001Z")',
])("%s", (text) => {
  const answers = new Set<unknown>();
  for (const from of AROUND) {
    const clock = new WatchedClock(AT + from);
    const said = answer(text, clock);
    answers.add(said);
    const { span } = clock;
    expect(span === undefined, String(from)).toBe(from === 0 || (from === 1 && text.includes(".001")));
    if (span === undefined) continue;
    for (const to of AROUND) {
      const time = AT + to;
      const isInside = (span.after === null || span.after < time) && (span.before === null || time < span.before);
      if (isInside) expect([from, to, answer(text, new Date(time))]).toEqual([from, to, said]);
    }
  }
  expect(answers.size).toBe(2);
});

test.each([
  ["request.time.getFullYear() < 2028", false],
  ["request.time.getHours() < 17", true],
])("%s looks at the clock, or at what comes round anyway", (text, holdsAlways) => {
  const clock = new WatchedClock(AT);
  answer(text, clock);
  expect(clock.span).toEqual(holdsAlways ? { after: null, before: null } : undefined);
});
