// What was judged today stands for who only looks: other rules, another day and other rows are judged anew.
import { expect, test } from "vitest";
import { analysisStands } from "../../src/app/analyze.js";
import { rulesInForce } from "../../src/app/catalog.js";
import { openEstate } from "../../src/app/estate.js";
import { judge } from "../../src/app/judge.js";
import { judgedToday } from "../../src/app/judged-earlier.js";
import { resolveSettings } from "../../src/app/settings.js";
import { quietTerminal } from "../quiet-terminal.js";

const settings = await resolveSettings({ bundle: ["fixtures/acme"], config: undefined }, [], {});
const { store } = await openEstate(settings, quietTerminal([]));
const { rules, tables } = await rulesInForce({ rulesDirs: [], params: {} });
const morning = new Date("2026-11-01T08:00:00Z");
const evening = new Date("2026-11-01T20:00:00Z");
const tomorrow = new Date("2026-11-02T00:00:00Z");
const run = store.beginRun({ command: "judge", version: "0", now: morning });
const common = { rules, driftDays: 7 };
const { evaluation } = await judge(
  store,
  { ...common, run, now: morning, includePassed: false, crawled: undefined },
  "build",
);

test("by the same rules and build on the same day it stands, with what could not be judged", () => {
  const rest = judgedToday(store, { ...common, now: evening }, "build");
  expect(rest?.notEvaluated).toEqual(evaluation.notEvaluated);
  expect(rest?.at).toBe(morning.toISOString());
});

test("on another day, by other rules or another build, it does not", () => {
  expect(judgedToday(store, { ...common, now: tomorrow }, "build")).toBeUndefined();
  expect(judgedToday(store, { ...common, rules: rules.slice(1), now: evening }, "build")).toBeUndefined();
  expect(judgedToday(store, { ...common, now: evening }, "other")).toBeUndefined();
  expect(judgedToday(store, { ...common, now: evening }, undefined)).toBeUndefined();
});

test("an analysis that another build made does not stand", () => {
  expect(analysisStands(store, settings, tables, evening, "other")).toBe(false);
  expect(analysisStands(store, settings, tables, evening, undefined)).toBe(false);
});
