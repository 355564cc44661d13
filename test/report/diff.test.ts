// What was not compared, for people: by scope and reason, whole where it is asked for and for programs.
import { expect, it } from "vitest";
import type { DiffSource } from "../../src/model/change.js";
import { writeDiff } from "../../src/report/diff.js";
import type { DiffFormat } from "../../src/report/diff-formats.js";

const SETS = ["ec2:instances", "iam:roles", "kms:keys", "s3:buckets", "sns:topics"];
const source: DiffSource = {
  before: { at: "2026-11-01T00:00:00Z", runs: [1] },
  after: { at: "2026-11-08T00:00:00Z", runs: [2] },
  changes: [],
  notCompared: [
    ...SETS.map((name) => ({ scope: "aws:1", dataSet: `aws/${name}`, reason: "not readable both times" })),
    { scope: "aws:1", dataSet: "aws/sqs:queues", reason: "not readable now" },
    { scope: "aws:2", reason: "not readable both times" },
    { reason: "another version of nhi" },
  ],
};

async function written(format: DiffFormat, full = false): Promise<string> {
  const chunks: string[] = [];
  const out = {
    color: false,
    write: (chunk: string) => {
      chunks.push(chunk);
    },
  };
  await writeDiff(source, format, out, { width: 120, full });
  return chunks.join("");
}

it("is a line for each scope and reason, with the number of those that it does not name", async () => {
  const [, list] = (await written("pretty")).split("Not compared  8\n");
  expect(list).toBe(
    `${[
      "  aws:1 aws/ec2:instances, aws/iam:roles, aws/kms:keys and 2 more (--verbose): not readable both times",
      "  aws:1 aws/sqs:queues: not readable now",
      "  aws:2: not readable both times",
      "  another version of nhi",
    ].join("\n")}\n`,
  );
});

it("names every one when asked, and always where programs read", async () => {
  for (const text of [await written("pretty", true), await written("json"), await written("csv")]) {
    for (const name of SETS) expect(text).toContain(`aws/${name}`);
  }
});
