// What an edge rests on that somebody can change: the statement, the trust, the binding; of what a provider keeps, that it is held.
import { expect, it } from "vitest";
import { fixesOf, toFixes } from "../../src/graph/fixes.js";
import type { PathEdge } from "../../src/model/analysis.js";

const edge = (kind: PathEdge["kind"], from: string, to: string, because: readonly string[] = []): PathEdge => ({
  kind,
  from,
  to,
  state: "none",
  confidence: 1,
  because,
});

const arn = (rest: string) => `arn:aws:iam::111122223333:${rest}`;
const AWS = (name: string) => `arn:aws:iam::aws:policy/${name}`;
const CALLER = arn("user/caller");
const BOSS = arn("role/boss");
const LINKED = arn("role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM");
const RESERVED = arn("role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef");
const SP = "entra:t/servicePrincipals/one";
const ENTRA_ROLE = "entra:t/role/62e90394-69f5-4237-9190-012177145e10";
const ACCOUNT = "aws:111122223333";

it.each<[string, PathEdge, readonly string[]]>([
  [
    "a statement, and whom it goes through",
    edge("escalates_to", CALLER, BOSS, [`${CALLER}/inline/own#0`, BOSS]),
    [`${CALLER}/inline/own#0`],
  ],
  [
    "two statements, either of which ends it",
    edge("escalates_to", CALLER, BOSS, [`${arn("policy/p")}#0`, `${arn("policy/p")}#2`]),
    [`${arn("policy/p")}#0`, `${arn("policy/p")}#2`],
  ],
  [
    "permissions and a trust",
    edge("can_assume", CALLER, BOSS, [`${CALLER}#permissions`, `${BOSS}#trust`]),
    [`${CALLER}#permissions`, `${BOSS}#trust`],
  ],
  // AWS alone changes its policies, and anybody detaches them: IAM User Guide, "Managed policies and inline policies"
  [
    "a policy of AWS that a user holds",
    edge("escalates_to", CALLER, BOSS, [`${AWS("IAMFullAccess")}#0`]),
    [`${CALLER} has_grant ${AWS("IAMFullAccess")}`],
  ],
  [
    "one of a path, that a role holds",
    edge("permits", BOSS, ACCOUNT, [`${AWS("job-function/Billing")}#1`]),
    [`${BOSS} has_grant ${AWS("job-function/Billing")}`],
  ],
  [
    "one of AWS and one of the account",
    edge("can_assume", CALLER, BOSS, [`${AWS("P")}#0`, `${BOSS}#trust`]),
    [`${CALLER} has_grant ${AWS("P")}`, `${BOSS}#trust`],
  ],
  [
    "one that a role holds in a session of a service",
    edge("permits", `${BOSS}/session/glue.amazonaws.com`, "arn:aws:s3:::data", [`${AWS("P")}#0`]),
    [`${BOSS} has_grant ${AWS("P")}`],
  ],
  [
    "one that is left once a Deny is gone",
    edge("permits", `${CALLER}#without:inline/own`, ACCOUNT, [`${AWS("P")}#0`]),
    [`${CALLER} has_grant ${AWS("P")}`],
  ],
  [
    "one of a permission set, which its roles hold",
    edge("permits", RESERVED, ACCOUNT, [`${AWS("AdministratorAccess")}#0`]),
    [`${RESERVED} has_grant ${AWS("AdministratorAccess")}`],
  ],
  ["one of a role that only its service changes", edge("permits", LINKED, ACCOUNT, [`${AWS("P")}#0`]), []],
  [
    "one beyond a set: who holds it is not told",
    edge("includes", "set:aws:111122223333/pass ec2/0a", BOSS, [`${AWS("P")}#0`]),
    [],
  ],
  ["the trust of a role that Identity Center keeps", edge("can_assume", CALLER, RESERVED, [`${RESERVED}#trust`]), []],
  [
    "permissions of a role that only its service changes",
    edge("permits", LINKED, ACCOUNT, [`${LINKED}#permissions`]),
    [],
  ],
  [
    "permissions of a role that Identity Center keeps",
    edge("permits", RESERVED, ACCOUNT, [`${RESERVED}#permissions`]),
    [`${RESERVED}#permissions`],
  ],
  ["nothing but whom it goes through", edge("escalates_to", CALLER, BOSS, [BOSS]), []],
  ["a role of the directory, as held", edge("has_grant", SP, ENTRA_ROLE), [`${SP} has_grant ${ENTRA_ROLE}`]],
  [
    "the same of a unit",
    edge("has_grant", SP, `${ENTRA_ROLE}@/administrativeUnits/u`),
    [`${SP} has_grant ${ENTRA_ROLE}@/administrativeUnits/u`],
  ],
  ["what such a role permits", edge("permits", ENTRA_ROLE, "entra:t", [`${ENTRA_ROLE}#grant`]), []],
  ["the same of a unit permits", edge("permits", `${ENTRA_ROLE}@/u`, "entra:t", [`${ENTRA_ROLE}@/u#grant`]), []],
  ["a grant that somebody made", edge("has_grant", SP, "azure:s/roleAssignments/one"), []],
  [
    "whom a workload runs as",
    edge("runs_as", "arn:aws:lambda:eu-west-1:111122223333:function:run", BOSS),
    [`arn:aws:lambda:eu-west-1:111122223333:function:run runs_as ${BOSS}`],
  ],
  [
    "a secret where it is held",
    edge("holds", "github:o/r", "github:o/r#secret/K"),
    ["github:o/r holds github:o/r#secret/K"],
  ],
  ["a secret where it is stored", edge("stores", "arn:aws:s3:::data", "key"), ["arn:aws:s3:::data stores key"]],
  ["a trust that a token is taken by", edge("federates", "github:o/r@main", `${BOSS}#trust/sts/0`), [`${BOSS}#trust`]],
  ["that of a role which Identity Center keeps", edge("federates", "saml:x", `${RESERVED}#trust/saml/0`), []],
  ["a membership, which is read elsewhere", edge("member_of", CALLER, arn("group/g")), []],
])("%s", (_, one, expected) => {
  expect(fixesOf(one)).toEqual(expected);
});

it("a change has all edges that rest on it, once each, and detaching a policy those of the one that holds it", () => {
  const edges = [
    edge("escalates_to", CALLER, BOSS, [`${AWS("P")}#0`]),
    edge("escalates_to", CALLER, ACCOUNT, [`${AWS("P")}#1`, `${AWS("P")}#0`]),
    edge("escalates_to", BOSS, ACCOUNT, [`${AWS("P")}#0`]),
  ];
  expect(toFixes(edges)).toEqual([
    { id: `${BOSS} has_grant ${AWS("P")}`, edges: new Set([2]) },
    { id: `${CALLER} has_grant ${AWS("P")}`, edges: new Set([0, 1]) },
  ]);
});
