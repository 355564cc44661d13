// When nothing needs to take the place of a secret: what nobody used for long, and not what is only new.
import { expect, test } from "vitest";
import { planFor } from "../../src/plan/index.js";
import type { StaticSecret } from "../../src/plan/replacement.js";

const KEY: StaticSecret = {
  id: "AKIAIOSFODNN7EXAMPLE",
  type: "aws.access-key",
  name: "AKIAIOSFODNN7EXAMPLE",
  scope: "aws:111122223333",
  isActive: true,
  properties: {},
  uses: [],
  covers: [],
  reach: { cut: 0 },
  issuers: [],
};
const kinds = (more: Partial<StaticSecret>) => planFor({ ...KEY, ...more }).map(({ kind }) => kind);

test.each<[string, Partial<StaticSecret>, boolean]>([
  ["never used, and made long ago", { idleDays: null, ageDays: 400 }, true],
  ["never used, and nobody knows how old it is", { idleDays: null }, true],
  ["not used for long", { idleDays: 200, ageDays: 400 }, true],
  ["never used, and made today", { idleDays: null, ageDays: 0 }, false],
  ["used this week", { idleDays: 3, ageDays: 400 }, false],
  ["nothing is known of its use", { ageDays: 400 }, false],
])("%s: %j", (_, secret, isRemoved) => {
  expect(kinds(secret).includes("remove")).toBe(isRemoved);
});
