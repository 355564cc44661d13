// A SARIF file of more scopes than it has runs: written all the same, and what of it is to be known is said.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeReport } from "../../src/app/output.js";
import { mergeAhead, mergeNote } from "../../src/app/sarif-merging.js";
import { uploadWarning } from "../../src/app/upload-warning.js";
import type { ReportScope } from "../../src/model/report.js";
import { freshFolder } from "../fresh-folder.js";
import { quietTerminal } from "../quiet-terminal.js";
import { manyFindings, source } from "../report/fixture.js";

const scopes = (count: number, state: "complete" | "failed" = "complete"): ReportScope[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `aws:${String(at).padStart(12, "0")}`,
    type: "aws.account",
    name: `account ${at}`,
    coverage: [{ dataSet: "aws/iam:users", state }],
    gaps: [],
    identities: 1,
  }));
const reportOf = (count: number, findings: number) => {
  const all = scopes(count);
  const ids = all.map(({ id }) => id);
  return source({ scopes: all, findings: manyFindings(findings, ids), notEvaluated: [] });
};
const to = (...files: string[]) => ({ format: undefined, outputs: files.map((file) => ({ format: "sarif", file })) });

it("beforehand where so many are known or come, of a file and of stdout", async () => {
  expect(await mergeAhead(to("nhi.sarif"), () => scopes(21), 0)).toContain(
    "21 accounts, tenants or organisations are more",
  );
  expect(await mergeAhead({ format: "sarif", outputs: [] }, () => [], 21)).toContain("21 sources may be more");
});

it("not of 20, of a folder, and of another format", async () => {
  const other = { format: undefined, outputs: [{ format: "csv", file: "nhi.csv" }] };
  expect(await mergeAhead(to("nhi.sarif"), () => scopes(20), 20)).toBeUndefined();
  expect(await mergeNote(reportOf(20, 0), to("nhi.sarif"))).toBeUndefined();
  for (const options of [to("logs/"), other]) {
    expect(await mergeAhead(options, () => scopes(21), 21)).toBeUndefined();
    expect(await mergeNote(reportOf(21, 0), options)).toBeUndefined();
  }
});

it("beside the report with the categories", async () => {
  expect(await mergeNote(reportOf(21, 0), to("nhi.sarif"))).toContain("share 1 run of the file (nhi/merged/aws/)");
});

it("what does not fit into the file is in a folder beside it, which is said", async () => {
  const folder = freshFolder();
  const file = join(folder, "nhi.sarif");
  // taken: the folder gets another name
  writeFileSync(join(folder, "nhi-sarif"), "");
  const said: string[] = [];
  await writeReport(reportOf(30, 120_000), to(file), quietTerminal([], said));
  expect(JSON.parse(readFileSync(file, "utf8")).runs.length).toBeLessThanOrEqual(20);
  expect(said.join("\n")).toMatch(
    /findings of scopes that share runs do not fit into .*; all are in .*nhi-sarif-sarif\//,
  );
  const parts = readdirSync(join(folder, "nhi-sarif-sarif"));
  expect(parts).toHaveLength(30);
  const results = parts.map((name) => {
    const { runs } = JSON.parse(readFileSync(join(folder, "nhi-sarif-sarif", name), "utf8"));
    return runs[0].results.length;
  });
  expect(results.reduce((sum, one) => sum + one, 0)).toBe(120_000);
});

it("no folder where everything fits, nor beside a device", async () => {
  const folder = freshFolder();
  await writeReport(reportOf(30, 300), to(join(folder, "nhi.sarif")), quietTerminal([]));
  await writeReport(reportOf(30, 120_000), to("/dev/null"), quietTerminal([]));
  expect(readdirSync(folder)).toEqual(["nhi.sarif"]);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

it("an upload of shared runs may close alerts of a scope that was not read; one of separate runs does not", () => {
  const judged = {
    scopes: scopes(1, "failed"),
    notEvaluated: [{ rule: "AWS-001", scope: "aws:000000000000", reason: "not read" }],
  };
  const database = { db: "nhi.db" };
  expect(uploadWarning(judged, true, to("nhi.sarif"), database, true)).toContain("this closes alerts");
  expect(uploadWarning(judged, true, to("nhi.sarif"), database, false)).toBeUndefined();
});
