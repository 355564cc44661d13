// When a condition may change by the clock alone. Too few limits would leave stale verdicts; "any" only costs time.
import { expect, it } from "vitest";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { BUILT_IN_LIMITS, toViewEnvironment } from "../../src/evaluate/cel/environment.js";
import { clockRead, compileExpressions } from "../../src/evaluate/cel/expression.js";
import { prepareRule } from "../../src/evaluate/prepare-rule.js";
import { viewNamed } from "../../src/model/views/index.js";
import { DAY, toRule } from "./fixture.js";

const HOUR = 3_600_000;
const PARAMS = {
  max: { kind: "duration", milliseconds: 90 * DAY, text: "90d" },
  grace: { kind: "duration", milliseconds: 12 * HOUR, text: "12h" },
  least: { kind: "value", value: 3 },
} as const;

function clockOf(when: string, more: { unless?: string; severity_when?: { high: string } } = {}, from = "credential") {
  const view = viewNamed(from);
  if (view === undefined) throw new Error(from);
  const compiled = compileExpressions(
    toRule({ from, when, params: PARAMS, ...more }),
    toViewEnvironment(view, BUILT_IN_LIMITS),
  );
  expect(compiled.problems).toEqual([]);
  return clockRead(compiled);
}

const created = (after: number | null) => [{ column: "created_at", after }];

it.each([
  ['credential.status == "active"', []],
  ["credential.expires_at - credential.created_at > params.max", []],
  ["credential.age > params.max", created(90 * DAY)],
  ["params.max < credential.age", created(90 * DAY)],
  ["credential.age > params.max + params.grace", created(90 * DAY + 12 * HOUR)],
  ["credential.age - params.grace > params.max", created(90 * DAY + 12 * HOUR)],
  ["now - credential.created_at >= params.max", created(90 * DAY)],
  ["credential.created_at + params.max < now", created(90 * DAY)],
  ["credential.expires_in < params.max", [{ column: "expires_at", after: -90 * DAY }]],
  ["credential.expires_at < now", [{ column: "expires_at", after: 0 }]],
  ["credential.age > days(7)", created(null)],
  [
    "(has(credential.last_used_at) ? credential.last_used_age : credential.age) > params.max",
    [
      { column: "last_used_at", after: 90 * DAY },
      { column: "created_at", after: 90 * DAY },
    ],
  ],
  [
    "(has(credential.expires_at) ? credential.expires_at : now) - credential.created_at > params.max",
    created(90 * DAY),
  ],
  ["!(credential.age > params.max) || credential.age > params.max", created(90 * DAY)],
])("%s", (when, limits) => {
  expect(clockOf(when)).toEqual(limits);
});

it.each([
  "credential.age > credential.expires_at - credential.created_at",
  "credential.age + credential.age > params.max",
  "now.getHours() == 3",
  "credential.age.getHours() > 3",
  "now > timestamp('2026-01-01T00:00:00Z')",
  "string(now) == 'x'",
])("not one time and a length: %s", (when) => {
  expect(clockOf(when)).toBe("any");
});

it("times in a map are limits of its column, also where they are counted", () => {
  const used = "identity.services_used.filter(s, now - timestamp(identity.services_used[s]) <= params.max)";
  expect(clockOf(`size(${used}) < params.least`, {}, "identity")).toEqual([
    { column: "services_used", after: 90 * DAY },
  ]);
});

it("what exempts a row and what makes it worse count as well", () => {
  const more = {
    unless: "credential.last_used_age < params.max",
    severity_when: { high: "credential.expires_at < now" },
  };
  expect(clockOf('credential.status == "active"', more)).toEqual([
    { column: "last_used_at", after: 90 * DAY },
    { column: "expires_at", after: 0 },
  ]);
});

it("of every rule of the catalogue it is known", async () => {
  const { rules } = await loadCatalog();
  const clocks = rules.map((rule) => ({ id: rule.id, clock: prepareRule(rule)?.clock }));
  expect(clocks.filter(({ clock }) => clock === "any")).toEqual([]);
  // A text that names an age or now has a limit, and only such a text.
  const looks = ({ when, unless, severity_when }: (typeof rules)[number]): boolean =>
    /\b(now|age|\w+_age)\b/.test(
      [when, unless ?? "", ...Object.values(severity_when)].join(" ").replaceAll(/"[^"]*"/g, ""),
    );
  const expected = rules.filter((rule) => rule.path === undefined && looks(rule)).map(({ id }) => id);
  expect(clocks.filter(({ clock }) => (clock?.length ?? 0) > 0).map(({ id }) => id)).toEqual(expected);
});
