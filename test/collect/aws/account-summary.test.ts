// What the root user holds, by the counts of the account summary: a count that is none tells nothing, and is a gap.
import { expect, test } from "vitest";
import { gatherBundle } from "../support.js";

const read = (counts: { readonly [key: string]: unknown }) =>
  gatherBundle({ "aws/111122223333/iam/get-account-summary.json": { SummaryMap: { Users: 1, ...counts } } });

test.each([
  ["one key", { AccountAccessKeysPresent: 1 }, true],
  ["two keys", { AccountAccessKeysPresent: 2 }, true],
  ["none", { AccountAccessKeysPresent: 0 }, false],
  ["no word of it", {}, undefined],
])("%s is read as it is", async (_, counts, expected) => {
  const graph = await read(counts);
  expect(graph.facts("aws:111122223333")["root_keys_present"]).toBe(expected);
  expect(graph.coverageOf("aws/iam:account-summary")?.state).toBe("complete");
});

test.each([
  ["below zero", -1],
  ["a fraction", 0.5],
  ["nothing", null],
])("a count that is %s is a gap, and no answer", async (_, count) => {
  const graph = await read({ AccountAccessKeysPresent: count, AccountMFAEnabled: 1 });
  const facts = graph.facts("aws:111122223333");
  expect(facts).not.toHaveProperty("root_keys_present");
  expect(facts["root_mfa_enabled"]).toBe(true);
  expect(graph.coverageOf("aws/iam:account-summary")).toMatchObject({
    state: "partial",
    message: "iam:GetAccountSummary: no count in AccountAccessKeysPresent",
  });
});
