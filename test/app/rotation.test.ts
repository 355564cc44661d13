// Every kind of credential that nhi reads can be replaced by steps that it knows, and what it does not know it says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rotationLines, rotationOf } from "../../src/app/rotation.js";
import { loadTables } from "../../src/catalog/tables.js";

const { rotations = [] } = await loadTables("rules/tables");

/** Types in the source of nodes that are credentials, where they are written out. */
function typesInSource(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return typesInSource(path);
    if (!entry.name.endsWith(".ts")) return [];
    return [...readFileSync(path, "utf8").matchAll(/kind: "credential",\s+type: "([^"]+)"/g)].map(
      (found) => found[1] ?? "",
    );
  });
}

it("every type of credential that a collector writes has steps, each table row is of use", () => {
  const types = [...new Set(typesInSource("src/collect"))].sort();
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
