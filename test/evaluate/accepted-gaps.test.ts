// Gaps accepted by name: marked where every part of an entry fits, and only as long as the entry holds.
import { describe, expect, it } from "vitest";
import { type AcceptedGap, acceptGaps } from "../../src/evaluate/accepted-gaps.js";
import type { NotEvaluated } from "../../src/model/finding.js";
import type { ReportScope } from "../../src/model/report.js";

const NOW = new Date("2026-11-01T12:00:00Z");
const PROD = "aws:111122223333";
const REPORT = "aws/iam:credential-report";
const KEYS = "aws/iam:access-keys";

const scope: ReportScope = {
  id: PROD,
  type: "aws.account",
  name: "prod",
  coverage: [
    { dataSet: REPORT, state: "denied", code: "AccessDenied" },
    { dataSet: KEYS, state: "complete" },
  ],
  gaps: [{ dataSet: KEYS, subject: "user/x", message: "refused" }],
  identities: 1,
};
const row = (more: Partial<NotEvaluated>): NotEvaluated => ({
  rule: "AWS-001",
  scope: PROD,
  dataSet: REPORT,
  reason: "denied",
  ...more,
});
const loss = { scope: PROD, dataSet: REPORT, was: "complete", is: "denied", message: "worse" };
const entry = (more: Partial<AcceptedGap>): AcceptedGap => ({
  scope: PROD,
  data_set: REPORT,
  reason: "read elsewhere",
  owner: "audit@acme.example",
  ...more,
});
const accept = (accepted: AcceptedGap, rows: readonly NotEvaluated[] = [row({})]) =>
  acceptGaps({ scopes: [scope], notEvaluated: rows, losses: [loss] }, [accepted], NOW);

describe("an accepted gap", () => {
  it.each<[why: string, entry: AcceptedGap, row: NotEvaluated, accepted: boolean]>([
    ["scope and data set fit", entry({}), row({}), true],
    ["globs fit", entry({ scope: "aws:*", data_set: "aws/iam:*" }), row({}), true],
    ["either data set would do", entry({}), row({ dataSet: `${REPORT} | ${KEYS}` }), true],
    ["another account", entry({ scope: "aws:444455556666" }), row({}), false],
    ["another data set", entry({ data_set: KEYS }), row({}), false],
    ["a row of which no data set is told", entry({}), { ...row({}), dataSet: undefined } as never, false],
    ["by rule", entry({ data_set: undefined, rule: "AWS-001" }), row({}), true],
    ["by every rule", entry({ data_set: undefined, rule: "*" }), row({}), true],
    ["another rule", entry({ data_set: undefined, rule: "AWS-002" }), row({}), false],
    ["rule and data set, both fit", entry({ rule: "AWS-001" }), row({}), true],
    ["rule fits, data set does not", entry({ rule: "AWS-001", data_set: KEYS }), row({}), false],
    ["the last day", entry({ expires: "2026-11-01" }), row({}), true],
    ["the day after", entry({ expires: "2026-10-31" }), row({}), false],
  ])("%s", (_, accepted, unjudged, expected) => {
    const [marked] = accept(accepted, [unjudged]).notEvaluated;
    expect(marked?.accepted !== undefined).toBe(expected);
  });

  it("says why, by whom and until when", () => {
    const [marked] = accept(entry({ expires: "2027-01-31" })).notEvaluated;
    expect(marked?.accepted).toBe("read elsewhere · audit@acme.example · until 2027-01-31");
  });

  it("marks the data set itself, and its faults, and takes it out of what is worse than the baseline", () => {
    const { scopes, losses, notes } = accept(entry({ data_set: "aws/iam:*" }));
    expect(scopes[0]?.coverage.map(({ accepted }) => accepted !== undefined)).toEqual([true, false]);
    expect(scopes[0]?.gaps[0]?.accepted).toBeDefined();
    expect(losses).toEqual([]);
    expect(notes).toEqual([]);
  });

  it("of one rule says nothing of the data set for the other rules", () => {
    const { scopes, losses } = accept(entry({ rule: "AWS-001" }));
    expect(scopes[0]?.coverage[0]?.accepted).toBeUndefined();
    expect(losses).toEqual([loss]);
  });

  it("that fits nothing is said, so that the list does not rot", () => {
    expect(accept(entry({ data_set: "aws/iam:groups" })).notes).toEqual([
      expect.stringMatching(
        /^accepted gap aws:.* aws\/iam:groups fits nothing any more; remove it \(read elsewhere\)$/,
      ),
    ]);
    // it may be for an account that another scan reads
    const nowhere = entry({ rule: "AWS-0001" });
    expect(acceptGaps({ scopes: [scope], notEvaluated: [], losses: [] }, [nowhere], NOW, ["AWS-001"]).notes).toEqual([
      expect.stringMatching(/: there is no rule AWS-0001, did you mean "AWS-001"\? \(read elsewhere\)$/),
    ]);
    expect(accept(entry({ data_set: KEYS, scope: "aws:999" })).notes).toEqual([
      "accepted gap aws:999 aws/iam:access-keys fits no scope that was read; remove it if that is gone (read elsewhere)",
    ]);
  });

  it("that has ended counts again, and is said", () => {
    const { notEvaluated, losses, notes } = accept(entry({ expires: "2026-10-31" }));
    expect(notEvaluated[0]?.accepted).toBeUndefined();
    expect(losses).toEqual([loss]);
    expect(notes[0]).toMatch(/ended on 2026-10-31: it counts again/);
  });
});
