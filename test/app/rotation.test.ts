// Every kind of credential that nhi reads can be replaced by steps that it knows, and what it does not know it says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rotationLines, rotationOf } from "../../src/app/rotation.js";
import { shippedTables } from "../shipped.js";

const { rotations = [] } = await shippedTables();

/** Types of nodes that the source writes out; of one kind, or of all. */
function typesOf(folder: string, kind = "\\w+"): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return typesOf(path, kind);
    if (!entry.name.endsWith(".ts")) return [];
    const written = new RegExp(`kind: "${kind}",\\s+type: "([^"]+)"`, "g");
    return [...readFileSync(path, "utf8").matchAll(written)].map((found) => found[1] ?? "");
  });
}

it("every type of credential that a collector writes has steps, each table row is of use", () => {
  const types = [...new Set(typesOf("src/collect", "credential"))].sort();
  expect(types.length).toBeGreaterThan(10);
  expect(types.filter((type) => !rotations.some((row) => row.type === type))).toEqual([]);
});

it("names are filled in and quoted for a shell, what is not known stays in capitals", () => {
  const row = { type: "x.key", name: "a b", id: "k-1" };
  const table = [
    { type: "x.key", steps: ["end {id} of {principal_name}", "tell {name}"], source: "https://x.example" },
  ];
  expect(rotationOf("credential", row, table)?.steps).toEqual(["end k-1 of PRINCIPAL_NAME", "tell 'a b'"]);
});

it("a credential of a type without steps says so; what is no credential says nothing", () => {
  const unknown = rotationOf("credential", { type: "x.other" }, []);
  expect(unknown && rotationLines(unknown, "x.other")).toEqual([
    "no steps are known for x.other: its vendor says how it is replaced and ended",
  ]);
  expect(rotationOf("principal", { type: "aws.iam-role" }, rotations)).toBeUndefined();
});

it("what holds a secret that no API tells of has steps too: consents, Apps, webhooks, runners", () => {
  const sources = typesOf("src/collect");
  for (const type of [
    "entra.delegated-grant",
    "workspace.consent",
    "github.app-installation",
    "github.webhook",
    "github.runner",
    "gitlab.webhook",
    "gitlab.runner",
  ]) {
    expect(sources, type).toContain(type);
    const rotation = rotationOf("resource", { type, name: "x" }, rotations);
    expect(rotation?.steps.length, type).toBeGreaterThanOrEqual(3);
    expect(rotation?.source, type).toMatch(
      /^https:\/\/(?:docs\.github\.com|docs\.gitlab\.com|learn\.microsoft\.com|developers\.google\.com)\//,
    );
  }
});
