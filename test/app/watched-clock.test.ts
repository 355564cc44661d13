import { expect, it } from "vitest";
import { WatchedClock } from "../../src/app/watched-clock.js";

const TIME = new Date("2026-11-01T00:00:00Z");

it.each<[string, (clock: Date) => unknown, unknown]>([
  ["its milliseconds", (clock) => clock.getTime(), TIME.getTime()],
  ["its text", (clock) => clock.toISOString(), TIME.toISOString()],
  ["a difference", (clock) => Number(clock) - 1, TIME.getTime() - 1],
  ["a comparison", (clock) => clock < TIME, false],
  ["JSON", (clock) => JSON.stringify(clock), JSON.stringify(TIME)],
])("looking at %s is noted", (_, look, answer) => {
  const clock = new WatchedClock(TIME);
  expect(look(clock)).toBe(answer);
  expect(clock.wasRead).toBe(true);
});

it("passing it on is not", () => {
  const clock = new WatchedClock(TIME);
  expect({ now: clock }.now).toBe(clock);
  expect(clock.wasRead).toBe(false);
});
