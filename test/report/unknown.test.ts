// Rules that could not be judged, by cause: one cause in several places is one group, and what differs in one thing is another.
import { describe, expect, it } from "vitest";
import type { NotEvaluated } from "../../src/model/finding.js";
import { notEvaluatedGroups } from "../../src/report/unknown.js";

const HERE = "aws:111122223333";
const row = (rule: string, id: string, reason: string, more: Partial<NotEvaluated> = {}): NotEvaluated => ({
  rule,
  scope: HERE,
  subject: { id, type: "aws.iam-role", name: id },
  reason,
  ...more,
});
const groups = (...notEvaluated: NotEvaluated[]) =>
  notEvaluatedGroups({ notEvaluated }).map(({ rules, rows, reason, subjects }) => [
    reason,
    rules.join(" "),
    rows,
    subjects.map(({ id }) => id).join(" "),
  ]);

describe("rules not evaluated", () => {
  it("are one group a cause, also where causes take turns from row to row and from rule to rule", () => {
    expect(
      groups(
        row("R2", "a", "owner unknown"),
        row("R1", "a", "owner unknown"),
        row("R1", "b", "reach unknown"),
        row("R1", "c", "owner unknown"),
        row("R1", "d", "reach unknown"),
      ),
    ).toEqual([
      ["owner unknown", "R1 R2", 3, "a c"],
      ["reach unknown", "R1", 2, "b d"],
    ]);
  });

  it.each<[string, Partial<NotEvaluated>]>([
    ["the scope", { scope: "aws:444455556666" }],
    ["the data set", { dataSet: "aws/iam:access-keys" }],
    ["the permission", { permission: "iam:ListAccessKeys" }],
    ["whether it is accepted", { accepted: "by us" }],
    ["that it is the whole scope", { subject: undefined as never }],
  ])("are two groups where one thing differs: %s", (_, more) => {
    const [first, second] = [row("R1", "a", "unknown"), row("R1", "b", "unknown")];
    expect(groups(first, second)).toHaveLength(1);
    expect(groups(first, { ...second, ...more })).toHaveLength(2);
  });
});
