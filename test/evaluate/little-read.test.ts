// When of a scope so little was read that a report without findings says nothing of it.
import { describe, expect, it } from "vitest";
import { markLittleRead } from "../../src/evaluate/little-read.js";
import type { ReportCoverage, ReportScope } from "../../src/model/report.js";
import { ACCOUNT, toRule, toScope } from "./fixture.js";

const SETS = ["aws/iam:a", "aws/iam:b", "aws/iam:c"];
/** A rule for each data set, and one that asks for none: that needs no answer to say nothing. */
const RULES = [
  ...SETS.map((dataSet, at) => toRule({ id: `TST-00${at + 1}`, requires: [dataSet] })),
  toRule({ id: "TST-009", requires: [] }),
];
const [READ, ...REST] = SETS.map((dataSet): ReportCoverage => ({ dataSet, state: "complete" }));

function marked(coverage: readonly (ReportCoverage | undefined)[], parts: Partial<ReportScope> = {}, rules = RULES) {
  const scope = toScope(
    coverage.flatMap((row) => row ?? []),
    parts,
  );
  return markLittleRead([scope], rules, [])[0]?.littleRead;
}

const refused = REST.map((row): ReportCoverage => ({ ...row, state: "denied", code: "AccessDenied" }));

describe("a scope is little read", () => {
  it("where one trivial answer came and the others were refused", () => {
    expect(marked([READ, ...refused])).toEqual({ judged: 1, blind: 2 });
  });

  it("where they failed in another way", () => {
    const failed = refused.map((row): ReportCoverage => ({ ...row, state: "failed", code: "ServiceUnavailable" }));
    expect(marked([READ, ...failed])).toEqual({ judged: 1, blind: 2 });
  });

  it("where a second way to know was refused, too", () => {
    const either = toRule({ id: "TST-010", requires: ["aws/iam:b | aws/iam:c"] });
    expect(marked([READ, ...refused], {}, [either])).toEqual({ judged: 0, blind: 1 });
  });

  it("where files alone came, however many rules about agents in them there are", () => {
    const agents = SETS.map((_, at) => toRule({ id: `TST-11${at}`, types: ["mcp.server"], requires: ["aws/iam:a"] }));
    expect(marked([READ, ...refused], {}, [...RULES.slice(1), ...agents])).toEqual({ judged: 0, blind: 2 });
    // of the provider they would be what most of it is
    const own = agents.map((rule) => ({ ...rule, types: ["mcp.server", "aws.role"] }));
    expect(marked([READ, ...refused], {}, [...RULES.slice(1), ...own])).toBeUndefined();
  });

  it("where no rule is about a type of the provider", () => {
    const others = RULES.map((rule) => ({ ...rule, types: ["mcp.server"] }));
    expect(marked([READ, ...refused], {}, others)).toEqual({ judged: 1, blind: 2 });
  });
});

describe("it is not", () => {
  it("where few were refused: that is least privilege", () => {
    expect(marked([READ, REST[0], refused[1]])).toBeUndefined();
    expect(marked([READ, refused[0]])).toBeUndefined();
  });

  it("where a region was refused and the others answered", () => {
    const regions = refused.flatMap((row): ReportCoverage[] => [
      { ...row, region: "eu-west-1" },
      { dataSet: row.dataSet, region: "us-east-1", state: "complete" },
    ]);
    expect(marked([READ, ...regions])).toBeUndefined();
  });

  it("where the one that was refused has another way to know beside it", () => {
    const either = toRule({ id: "TST-010", requires: ["aws/iam:a | aws/iam:b"] });
    expect(marked([READ, ...refused], {}, [either])).toBeUndefined();
  });

  it("where a licence is missing, or a recording lacks the files", () => {
    const of = (parts: Partial<ReportCoverage>) => [READ, ...refused.map((row) => ({ ...row, ...parts }))];
    expect(marked(of({ state: "unlicensed", code: "403" }))).toBeUndefined();
    expect(marked(of({ state: "failed", code: "NotRecorded" }))).toBeUndefined();
  });

  it("where what a recording lacks is what others would be about", () => {
    const about: ReportCoverage = { dataSet: "aws/iam:c", state: "failed", message: "users were not read" };
    const lacking: ReportCoverage = { dataSet: "aws/iam:b", state: "failed", code: "NotRecorded" };
    for (const other of [about, { ...about, code: "NoUsers" }]) {
      expect(marked([READ, lacking, other])).toBeUndefined();
      expect(marked([READ, refused[0], other])).toEqual({ judged: 1, blind: 2 });
    }
  });

  it("where the gaps, or the rules, are accepted", () => {
    expect(marked([READ, ...refused.map((row) => ({ ...row, accepted: "by design" }))])).toBeUndefined();
    const rows = ["TST-002", "TST-003"].map((rule) => ({ rule, scope: ACCOUNT, reason: "refused", accepted: "known" }));
    expect(
      markLittleRead([toScope([READ, ...refused].flatMap((row) => row ?? []))], RULES, rows)[0],
    ).not.toHaveProperty("littleRead");
  });

  it("where rules are about another provider", () => {
    const other = SETS.map((_, at) =>
      toRule({ id: `TST-10${at}`, requires: [`github/org:${at}`], types: ["github.x"] }),
    );
    expect(marked([READ, ...refused], {}, other)).toBeUndefined();
  });
});
