import { expect, it } from "vitest";
import { hasReached, WatchedClock } from "../../src/model/clock.js";

const TIME = new Date("2026-11-01T00:00:00Z");

it.each<[string, (clock: Date) => unknown, unknown]>([
  ["its milliseconds", (clock) => clock.getTime(), TIME.getTime()],
  ["its text", (clock) => clock.toISOString(), TIME.toISOString()],
  ["a difference", (clock) => Number(clock) - 1, TIME.getTime() - 1],
  ["a comparison", (clock) => clock < TIME, false],
  ["its year", (clock) => clock.getUTCFullYear(), TIME.getUTCFullYear()],
  ["JSON", (clock) => JSON.stringify(clock), JSON.stringify(TIME)],
])("looking at %s is noted", (_, look, answer) => {
  const clock = new WatchedClock(TIME);
  expect(look(clock)).toBe(answer);
  expect(clock.wasRead).toBe(true);
  expect(clock.span).toBeUndefined();
});

it("passing it on is not", () => {
  const clock = new WatchedClock(TIME);
  expect({ now: clock }.now).toBe(clock);
  expect(clock.span).toEqual({ after: null, before: null });
});

it("compared with times it says between which of them nothing changes", () => {
  const clock = new WatchedClock(TIME);
  const now = TIME.getTime();
  const answers = [-9, -3, 5, 2, 8].map((more) => hasReached(clock, now + more));
  expect(answers).toEqual([true, true, false, false, false]);
  expect(clock.span).toEqual({ after: now - 3, before: now + 2 });
});

it.each<[string, number]>([
  ["the very time", TIME.getTime()],
  ["what is no time", Number.NaN],
])("compared with %s it holds at this moment only", (_, time) => {
  const clock = new WatchedClock(TIME);
  expect(hasReached(clock, time)).toBe(!Number.isNaN(time));
  expect(clock.span).toBeUndefined();
});

it("another clock is compared likewise", () => {
  expect([0, 1].map((more) => hasReached(TIME, TIME.getTime() + more))).toEqual([true, false]);
});
