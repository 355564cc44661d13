// Mistakes that others publish, each beside a form that is safe: who gets into the job, and what somebody has to do first.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { BUILDS } from "./published-builds.js";
import { CHECKS } from "./published-checks.js";
import { PAIRS, type Scene, TEXTS } from "./published-patterns.js";
import { jobIn, read } from "./read.js";

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, " ".repeat(by));

function judged({ on, steps, job = "", top = "", before = "", files = {} }: Scene): string {
  const body = `${indented(`runs-on: ubuntu-latest\n${job}`, 4)}\n    steps:\n${indented(steps, 6)}\n`;
  const text = `on: ${on}\n${top}jobs:\n${before}  it:\n${body}`;
  const part = read({ ...files, "w.yml": text });
  expect(part.gaps ?? []).toEqual([]);
  return verdict(jobIn(part, "acme/site/w.yml#it"));
}

function verdict({ way_in: way, gate, outside_events: events }: JsonRecord): string {
  const gates = gate as readonly string[];
  if (typeof way !== "string" || (events as readonly string[]).length === 0) return "closed";
  return `${gates.length === 0 ? "open" : gates.join(",")} ${way}`;
}

describe.each([
  ["ways into a job", PAIRS],
  ["images", BUILDS],
  ["texts of others", TEXTS],
  ["what is asked of who acts", CHECKS],
])("%s", (_, pairs) => {
  it.each(pairs.map(({ name, of, bad, good }) => [name, of, bad, good] as const))(
    "%s (%s)",
    (_name, _of, bad, good) => {
      expect([judged(bad), judged(good)]).toEqual([bad.is, good.is]);
    },
  );
});
