// A privilege is used when all services that its way begins with were called; of an administrator one of administration's is enough.
import { describe, expect, it } from "vitest";
import { privilegeUse } from "../../../src/analyze/reach/privilege-use.js";
import type { PathHop } from "../../../src/model/finding.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { role, toInput } from "../estate.js";

const tables = {
  issuers: [],
  vendorAccounts: [],
  techniques: [{ id: "aws-lambda", actions: ["iam:PassRole", "lambda:CreateFunction", "events:PutRule"] }].map(
    ({ id, actions }) => ({ id, actions: actions.map((action) => ({ action, on: "any" })) }) as never,
  ),
};
const hop = (edge: string, to: string, technique?: string): PathHop => ({
  from: "x",
  to,
  edge,
  state: "met",
  confidence: 1,
  evidence: [],
  ...(technique !== undefined && { technique }),
});

function columnsOf(used: JsonRecord | undefined, steps: readonly PathHop[], isAdmin = false) {
  const supplements: { [dataSet: string]: JsonRecord } =
    used === undefined ? {} : { "aws/iam:service-last-accessed": { services_used: used } };
  const input = { ...toInput({ nodes: [role("one", { supplements })] }), tables };
  return [...privilegeUse(input, { isAdmin: () => isAdmin, stepsOf: () => steps })].map(({ columns }) => columns);
}

const [EARLY, LATE] = ["2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z"];
const SECRET = hop("permits", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders");

describe("privilege_last_used_at", () => {
  it("of a technique is that of the service used longest ago; passing a role leaves no trace", () => {
    const steps = [hop("escalates_to", "role", "aws-lambda")];
    expect(columnsOf({ lambda: LATE, events: EARLY, s3: LATE }, steps)).toEqual([
      { privilege_services: ["events", "lambda"], privilege_last_used_at: EARLY },
    ]);
    expect(columnsOf({ lambda: LATE, iam: LATE }, steps)).toEqual([{ privilege_services: ["events", "lambda"] }]);
  });

  it("of an administrator is the newest of administration", () => {
    expect(columnsOf({ iam: EARLY, organizations: LATE }, [], true)).toEqual([
      { privilege_services: ["iam", "organizations"], privilege_last_used_at: LATE },
    ]);
    expect(columnsOf({ s3: LATE }, [], true)).toEqual([{ privilege_services: ["iam", "organizations"] }]);
  });

  it("of data is its service's, also where a group comes first; of a role it is sts", () => {
    expect(columnsOf({ secretsmanager: LATE }, [hop("member_of", "group"), SECRET])).toEqual([
      { privilege_services: ["secretsmanager"], privilege_last_used_at: LATE },
    ]);
    expect(columnsOf({ sts: EARLY }, [hop("can_assume", "role"), SECRET])).toEqual([
      { privilege_services: ["sts"], privilege_last_used_at: EARLY },
    ]);
  });

  it("is not told where AWS was not asked, nothing is reached, or the first step is no call of its own", () => {
    expect(columnsOf(undefined, [SECRET])).toEqual([]);
    expect(columnsOf({ s3: LATE }, [])).toEqual([]);
    expect(columnsOf({ s3: LATE }, [hop("runs_as", "role"), SECRET])).toEqual([]);
  });
});
