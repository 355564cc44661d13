// Every variable that nhi reads is among those that it documents and checks for typing errors.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { VARIABLES } from "../../src/app/config/variables.js";

it("names each of its variables in one list", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const named = files.flatMap((name) => readFileSync(join("src", name), "utf8").match(/"NHI_[A-Z_]+"/g) ?? []);
  const used = new Set(named.map((text) => text.slice(1, -1)));
  // The first part of the names of a GitHub App's variables.
  used.delete("NHI_GITHUB_APP");
  expect(used.size).toBeGreaterThan(30);
  expect([...used].filter((name) => !Object.hasOwn(VARIABLES, name))).toEqual([]);
});
