// Control policies of an organisation that were not read: which steps of a path they may stop, and whose account they bind.
import { expect, it } from "vitest";
import { createUnreadControls } from "../../../src/analyze/aws/unread-controls.js";
import { ACCOUNT, allow, arn, OTHER, Scene } from "./edges/scene.js";

/** Management account that was not read. */
const FAR = "777766665555";
const BUCKET = "arn:aws:s3:::plans";
const CALLER = arn("user/caller");

interface Organization {
  readonly management?: string;
  /** Whether its policies were read whole, and that there are none. */
  readonly isRead?: boolean;
  /** A service control policy on its root, that was read. */
  readonly hasControl?: boolean;
}

type Steps = readonly (readonly [from: string, edge: string, to: string])[];

function unread(steps: Steps, organization: Organization = {}): readonly string[] {
  const scene = new Scene().account().account(OTHER);

  const { management = FAR, isRead = false, hasControl = false } = organization;
  scene.scopes.set("o-acme", {
    id: "aws:o-acme",
    type: "aws.organization",
    name: "acme",
    parent: undefined,
    properties: { management_account: management },
    coverage: [{ dataSet: "aws/organizations:policies", state: isRead ? "complete" : "denied" }],
  });
  scene.node("scope", "aws.organization-root", "r-root", { account: "o-acme" });
  for (const account of [ACCOUNT, OTHER]) scene.edge("contains", "r-root", `aws:${account}`);
  if (hasControl) {
    const policy = `arn:aws:organizations::${management}:policy/o-acme/service_control_policy/p-one`;
    scene.node("grant", "aws.scp", policy, { document: [allow("*")], account: "o-acme" });
    scene.edge("references", policy, "r-root");
  }
  const scopeOf = (id: string) => (id === BUCKET ? `aws:${OTHER}` : undefined);
  return createUnreadControls(scene.input(), scopeOf)(steps.map(([from, edge, to]) => ({ from, edge, to })));
}

const text = (kinds: string, accounts: string) =>
  `the ${kinds} control policies of o-acme were not read (account${accounts.includes(",") ? "s" : ""} ${accounts})`;

it.each<[string, Steps, readonly string[]]>([
  ["a caller's rights", [[CALLER, "escalates_to", arn("role/boss")]], [text("service", ACCOUNT)]],
  ["a role, which is STS's", [["any:internet", "can_assume", arn("role/boss")]], [text("resource", ACCOUNT)]],
  ["a bucket, whose ARN has no account", [["any:internet", "permits", BUCKET]], [text("resource", OTHER)]],
  [
    "all of a path in one",
    [
      [CALLER, "can_assume", arn("role/boss", OTHER)],
      [arn("role/boss", OTHER), "permits", `aws:${OTHER}`],
    ],
    [text("service and resource", `${ACCOUNT}, ${OTHER}`)],
  ],
  ["a service that no resource control policy holds", [["any:internet", "permits", "arn:aws:sns:us-east-1:1:t"]], []],
  ["the root user", [[arn("root"), "permits", `aws:${ACCOUNT}`]], []],
  ["a service-linked role", [[arn("role/aws-service-role/x.amazonaws.com/y"), "permits", `aws:${ACCOUNT}`]], []],
  ["what nobody asks AWS for", [[CALLER, "member_of", arn("group/all")]], []],
  ["an account that was not read", [[arn("user/x", "999988887777"), "permits", "aws:999988887777"]], []],
])("%s", (_, steps, expected) => {
  expect(unread(steps)).toEqual(expected);
});

it.each<[string, Organization, readonly string[]]>([
  ["they were read, and there are none", { isRead: true }, []],
  ["some of the kind were read", { hasControl: true }, []],
  ["the account runs the organisation, and none binds it", { management: ACCOUNT }, []],
  ["they were not", {}, [text("service", ACCOUNT)]],
])("nothing is said but where they were not read: %s", (_, organization, expected) => {
  expect(unread([[CALLER, "permits", `aws:${ACCOUNT}`]], organization)).toEqual(expected);
});
