// A privilege is used when all services that its way begins with were called; of an administrator one of administration's is enough.
import { describe, expect, it } from "vitest";
import { privilegeUse } from "../../../src/analyze/reach/privilege-use.js";
import type { PathHop } from "../../../src/model/finding.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node, role, toInput } from "../estate.js";

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
  return [...privilegeUse(input, { isAdmin: () => isAdmin, stepsOf: () => steps })].map(({ columns }) => {
    const { privilege, privilege_last_used_at } = columns;
    return { ...(privilege && { privilege }), ...(privilege_last_used_at && { privilege_last_used_at }) };
  });
}

const [EARLY, LATE] = ["2026-01-01T00:00:00Z", "2026-05-01T00:00:00Z"];
const SECRET = hop("permits", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders");

describe("privilege_last_used_at", () => {
  it("of a technique is that of the service used longest ago; passing a role leaves no trace", () => {
    const steps = [hop("escalates_to", "role", "aws-lambda")];
    expect(columnsOf({ lambda: LATE, events: EARLY, s3: LATE }, steps)).toEqual([
      { privilege: ["events", "lambda"], privilege_last_used_at: EARLY },
    ]);
    expect(columnsOf({ lambda: LATE, iam: LATE }, steps)).toEqual([{ privilege: ["events", "lambda"] }]);
  });

  it("of an administrator is the newest of administration", () => {
    expect(columnsOf({ iam: EARLY, organizations: LATE }, [], true)).toEqual([
      { privilege: ["iam", "organizations"], privilege_last_used_at: LATE },
    ]);
    expect(columnsOf({ s3: LATE }, [], true)).toEqual([{ privilege: ["iam", "organizations"] }]);
  });

  it("of data is its service's, also where a group comes first; of a role it is sts", () => {
    expect(columnsOf({ secretsmanager: LATE }, [hop("member_of", "group"), SECRET])).toEqual([
      { privilege: ["secretsmanager"], privilege_last_used_at: LATE },
    ]);
    expect(columnsOf({ sts: EARLY }, [hop("can_assume", "role"), SECRET])).toEqual([
      { privilege: ["sts"], privilege_last_used_at: EARLY },
    ]);
  });

  it("is not told where AWS was not asked, nothing is reached, or the first step is no call of its own", () => {
    expect(columnsOf(undefined, [SECRET])).toEqual([]);
    expect(columnsOf({ s3: LATE }, [])).toEqual([{}]);
    expect(columnsOf({ s3: LATE }, [hop("runs_as", "role"), SECRET])).toEqual([{}]);
  });
});

describe("by exported logs", () => {
  const SPAN = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"];
  const ALL = ["read", "write", "region us-east-1", "region eu-west-1"];
  const BUCKET = "arn:aws:s3:::orders";

  function logged(calls: JsonRecord, steps: readonly PathHop[], more: { seen?: string[]; isAdmin?: boolean } = {}) {
    const spans = { CloudTrail: SPAN };
    const account = node("aws:111122223333", "aws.account", {
      kind: "scope",
      supplements: { "aws/logs:calls": { spans, seen: more.seen ?? ALL } },
    });
    const one = role("one", { supplements: { "aws/logs:calls": { calls, first: EARLY } } });
    const input = { ...toInput({ nodes: [account, one] }), tables };
    const frame = { isAdmin: () => more.isAdmin ?? false, stepsOf: () => steps };
    const [fact] = [...privilegeUse(input, frame)];
    const { privilege, privilege_last_used_at: last, privilege_use_gap: gap } = fact?.columns ?? {};
    return { privilege, last, gap };
  }

  it("a technique was used when all of its actions were; one that was not is enough", () => {
    const steps = [hop("escalates_to", "role", "aws-lambda")];
    const both = { "lambda:CreateFunction": LATE, "events:PutRule": EARLY };
    expect(logged(both, steps)).toEqual({ privilege: ["lambda:CreateFunction", "events:PutRule"], last: EARLY });
    expect(logged({ "lambda:CreateFunction": LATE, "events:ListRules": LATE }, steps).last).toBeUndefined();
  });

  it("an event that no action is known for may be any action of its service, and none of another's", () => {
    const steps = [hop("escalates_to", "role", "aws-lambda")];
    const calls = { "lambda:CreateFunction": LATE };
    expect(logged({ ...calls, "events:SomethingNew": EARLY }, steps).last).toBe(EARLY);
    expect(logged({ ...calls, "kms:SomethingNew": EARLY }, steps).last).toBeUndefined();
  });

  it("an administrator that lists users administers nothing, and one that makes a role does", () => {
    expect(logged({ "iam:ListUsers": LATE }, [], { isAdmin: true }).last).toBeUndefined();
    expect(logged({ "iam:ListUsers": LATE, "iam:CreateRole": EARLY }, [], { isAdmin: true }).last).toBe(EARLY);
  });

  it("becoming a role counts for that role alone", () => {
    const [to, other] = ["arn:aws:iam::111122223333:role/prod", "arn:aws:iam::111122223333:role/dev"];
    const calls = (role: string) => ({ "sts:AssumeRole": LATE, [`sts:AssumeRole ${role}`]: LATE });
    expect(logged(calls(to), [hop("can_assume", to)]).last).toBe(LATE);
    expect(logged(calls(other), [hop("can_assume", to)])).toEqual({ privilege: [`sts:AssumeRole of ${to}`] });
  });

  it("data of a bucket: only where events about reading it are recorded", () => {
    const steps = [hop("permits", BUCKET)];
    const listed = { "s3:ListAllMyBuckets": LATE };
    expect(logged(listed, steps).gap).toContain(`reading data of s3 in ${BUCKET}`);
    expect(logged(listed, steps, { seen: [...ALL, "write data arn:aws:s3:::orders"] }).gap).toBeDefined();
    expect(logged(listed, steps, { seen: [...ALL, `read data ${BUCKET}-other`] }).gap).toBeDefined();
    const watched = { seen: [...ALL, `read data ${BUCKET}`] };
    expect(logged(listed, steps, watched)).toEqual({ privilege: ["objects of S3"] });
    expect(logged({ "s3:GetObject": EARLY }, steps, watched).last).toBe(EARLY);
  });

  it("values of secrets are in management events that read, of the region of the secret", () => {
    const steps = [SECRET];
    expect(logged({ "secretsmanager:DescribeSecret": LATE }, steps)).toEqual({
      privilege: ["values of Secrets Manager"],
    });
    expect(logged({ "secretsmanager:GetSecretValue": LATE }, steps).last).toBe(LATE);
    expect(logged({}, steps, { seen: ["write", "region eu-west-1"] }).gap).toContain("no management events that read");
    expect(logged({}, steps, { seen: ["read", "region us-east-1"] }).gap).toContain("no events of eu-west-1");
  });
});
