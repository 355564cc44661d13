// An analysis says by the clock when it holds: in that time another one comes to the same, after it to something else.
import { expect, it } from "vitest";
import { analyze } from "../../src/analyze/index.js";
import { rulesInForce } from "../../src/app/catalog.js";
import { openEstate } from "../../src/app/estate.js";
import { resolveSettings } from "../../src/app/settings.js";
import { WatchedClock } from "../../src/model/clock.js";
import { quietTerminal } from "../quiet-terminal.js";

it("of the made-up company: as long as it says", async () => {
  const settings = await resolveSettings({ bundle: ["fixtures/acme"], config: undefined }, [], {});
  const { store } = await openEstate(settings, quietTerminal([]));
  const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
  const at = (time: number) => {
    const clock = new WatchedClock(time);
    const { facts, nodes, edges, gaps, paths } = analyze(store.analysisInput(settings.estate, tables, clock));
    return {
      span: clock.span,
      said: JSON.stringify([[...facts], [...nodes], [...edges], [...gaps], [...(paths ?? [])]]),
    };
  };
  const first = at(Date.parse("2026-12-01T00:00:00Z"));
  const { after, before } = first.span ?? {};
  if (typeof after !== "number" || typeof before !== "number") throw new Error("acme has limits on both sides");
  for (const inside of [after + 1, before - 1]) {
    const other = at(inside);
    expect(other.span).toEqual(first.span);
    expect(other.said).toBe(first.said);
  }
  expect(at(before + 1).said).not.toBe(first.said);
});
