// What was judged is taken over at another time with what the clock changed in it: the same as judging all rows at that time.
import { expect, it } from "vitest";
import { rulesInForce } from "../../src/app/catalog.js";
import { openEstate } from "../../src/app/estate.js";
import { evaluateStore } from "../../src/app/evaluate-store.js";
import { type JudgeOptions, judge } from "../../src/app/judge.js";
import { resolveSettings } from "../../src/app/settings.js";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import { quietTerminal } from "../quiet-terminal.js";

const settings = await resolveSettings({ bundle: ["fixtures/acme"], config: undefined }, [], {});
const { store } = await openEstate(settings, quietTerminal([]));
const { rules } = await rulesInForce({ rulesDirs: [], params: {} });
const NO_DRIFT = { since: undefined, changes: [], notCompared: [] };
// Drift looks back for some days, and in those there is nothing else to compare with.
const options = { rules, driftDays: 7, includePassed: false, crawled: undefined };
const at = (now: string, more: Partial<JudgeOptions> = {}) => {
  const clock = new Date(now);
  const run = store.beginRun({ command: "judge", version: "0", now: clock });
  return judge(store, { ...options, run, now: clock, ...more }, "build");
};

function told({ findings, notEvaluated, counts }: Evaluation) {
  const without = findings.map(({ firstSeen: _, path: _path, ...finding }) => finding);
  return { findings: without, notEvaluated, counts };
}

it("a moment, a day, a season later and earlier again: the same as if nothing had been judged before", async () => {
  const first = await at("2026-11-01T08:00:00Z");
  expect(store.judgedLast()).not.toHaveProperty("isAged");
  const sizes = new Set([first.evaluation.findings.length]);
  for (const now of ["2026-11-01T08:00:01Z", "2026-11-02T01:00:00Z", "2027-02-01T00:00:00Z", "2026-11-20T00:00:00Z"]) {
    const { evaluation } = await at(now);
    const anew = await evaluateStore(store, {
      ...options,
      now: new Date(now),
      drift: NO_DRIFT,
    });
    expect(told(evaluation), now).toEqual(told(anew.evaluation));
    expect(store.judgedLast(), now).toMatchObject({ at: new Date(now).toISOString(), isAged: true });
    sizes.add(evaluation.findings.length);
  }
  // Time has to change something, else all of this says nothing.
  expect(sizes.size).toBeGreaterThan(2);
});

it("what is found again after a while is as it was seen first; what was found between is new from then on", async () => {
  await at("2026-11-01T08:00:00Z");
  const later = await at("2027-02-01T00:00:00Z");
  const seen = new Set(later.evaluation.findings.map(({ firstSeen }) => firstSeen.slice(0, 10)));
  expect(seen.has("2027-02-01")).toBe(true);
  expect(seen.size).toBeGreaterThan(1);
});

it("where rows do not say it, all are judged, although some were read for it", async () => {
  const shared = rules.map((rule) => (rule.id === "AWS-001" ? { ...rule, identity: ["scope"] } : rule));
  await at("2026-11-01T08:00:00Z", { rules: shared });
  const now = "2027-02-01T00:00:00Z";
  const { evaluation } = await at(now, { rules: shared });
  const anew = await evaluateStore(store, { ...options, rules: shared, now: new Date(now), drift: NO_DRIFT });
  expect(told(evaluation)).toEqual(told(anew.evaluation));
});

it("other rules are judged anew, and findings of those that were left out stay, so that it is not kept", async () => {
  await at("2026-11-01T08:00:00Z");
  const { evaluation } = await at("2026-11-01T09:00:00Z", { rules: rules.filter(({ id }) => id === "AWS-001") });
  expect(store.judgedLast()).toBeUndefined();
  expect(new Set(evaluation.counts.map(({ rule }) => rule))).toEqual(new Set(["AWS-001"]));
});
