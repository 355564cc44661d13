// What does not fit into a run of code scanning is said beside the report.
import { expect, it } from "vitest";
import { limitWarning } from "../../src/app/limit-warning.js";
import { DEV, manyFindings, PROD, source } from "../report/fixture.js";

const SARIF = { format: "sarif", outputs: [] };

it("how many findings are left out of which account, and where all are", async () => {
  const said = await limitWarning(source({ findings: manyFindings(5003) }), SARIF);
  expect(said).toContain(`3 of 5,003 findings of ${PROD} are left out`);
  expect(said).toContain("All are in --output csv=FILE or json=FILE");
});

it("of each account that has too many, and of no other", async () => {
  const both = await limitWarning(source({ findings: manyFindings(10_004, [PROD, DEV]) }), SARIF);
  expect(both).toContain("4 of 10,004 findings of");
  const fitting = manyFindings(9_000, [PROD, DEV]);
  expect(await limitWarning(source({ findings: fitting }), SARIF)).toBeUndefined();
});

it("nothing where all fit, and nothing beside other formats", async () => {
  expect(await limitWarning(source({ findings: manyFindings(5000) }), SARIF)).toBeUndefined();
  const outputs = [{ format: "csv", file: "findings.csv" }];
  expect(await limitWarning(source({ findings: manyFindings(5003) }), { format: undefined, outputs })).toBeUndefined();
});
