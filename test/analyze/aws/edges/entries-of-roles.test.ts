// Access entries of EKS that are not the caller's own: changing that of a role opens the cluster to whoever may assume the role.
import { beforeAll, expect, it } from "vitest";
import { administratorsOf } from "../../../../src/analyze/aws/edges/compute/eks-administrators.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()).filter(({ id }) => /^eks-00[5679]$/.test(id)));
});

const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`;
const entryOf = (who: string) =>
  `arn:aws:eks:eu-west-1:${ACCOUNT}:access-entry/prod/${who.replace("/", `/${ACCOUNT}/`)}/u`;
const ROLE = arn("role/reader");
const ASSUMES = allow("sts:AssumeRole", ROLE);
const GIVES = (who = "role/reader") => allow("eks:AssociateAccessPolicy", entryOf(who));
type Statement = ReturnType<typeof allow>;

interface Spec {
  readonly held: readonly Statement[];
  /** Whom the role trusts. */
  readonly trusted?: Parameters<typeof trusts>[0];
  readonly mode?: string;
  /** Whom the other entry is of. */
  readonly of?: string;
}

/** How surely the caller, who has no entry, becomes an administrator of the cluster. */
function rules({ held, trusted = { AWS: arn("root") }, mode = "API", of = "role/reader" }: Spec): string {
  const scene = new Scene()
    .role("reader", [trusts(trusted)])
    .user("other", {})
    .workload("aws.eks-cluster", CLUSTER, undefined, { cluster: "prod", authentication_mode: mode })
    .node("grant", "aws.eks-access-entry", entryOf(of), {
      parent: arn(of),
      properties: { cluster: CLUSTER, entry_type: "STANDARD", groups: [], policies: [] },
    })
    .user("caller", { inline: held });
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(administratorsOf(CLUSTER)));
}

it.each<[string, Spec, string]>([
  ["gives the entry of a role that it may assume a policy", { held: [ASSUMES, GIVES()] }, "met"],
  ["and whom the role itself names", { held: [GIVES()], trusted: { AWS: arn("user/caller") } }, "met"],
  ["may not assume the role", { held: [GIVES()] }, "no"],
  ["is not whom the role trusts", { held: [ASSUMES, GIVES()], trusted: { AWS: arn("user/other") } }, "no"],
  ["may change another entry only", { held: [ASSUMES, GIVES("role/builder")] }, "no"],
  ["may change that of a user", { held: [ASSUMES, GIVES("user/other")], of: "user/other" }, "no"],
  ["finds that entries do not count", { held: [ASSUMES, GIVES()], mode: "CONFIG_MAP" }, "no"],
  [
    "may assume the role under a condition that nobody can read",
    {
      held: [
        allow("sts:AssumeRole", ROLE, { Condition: { IpAddress: { "aws:SourceIp": "203.0.113.7/32" } } }),
        GIVES(),
      ],
    },
    "unknown",
  ],
  [
    "may do so for that principal",
    {
      held: [
        ASSUMES,
        allow("eks:AssociateAccessPolicy", "*", { Condition: { ArnEquals: { "eks:principalArn": ROLE } } }),
      ],
    },
    "met",
  ],
  [
    "may do so for itself",
    {
      held: [
        ASSUMES,
        allow("eks:AssociateAccessPolicy", "*", {
          Condition: { ArnEquals: { "eks:principalArn": arn("user/caller") } },
        }),
      ],
    },
    "no",
  ],
  ["may put it into groups", { held: [ASSUMES, allow("eks:UpdateAccessEntry", entryOf("role/reader"))] }, "unknown"],
  ["may put it into groups, and not assume the role", { held: [allow("eks:UpdateAccessEntry", "*")] }, "no"],
])("whoever %s: %s", (_, spec, expected) => {
  expect(rules(spec)).toBe(expected);
});

/** How surely the caller gets into groups of the cluster by an entry that it makes: what is bound there was not read. */
function enters({ held, trusted = { AWS: arn("root") }, of }: Omit<Spec, "mode">): string {
  const scene = new Scene()
    .role("reader", [trusts(trusted)])
    .user("other", {})
    .workload("aws.eks-cluster", CLUSTER, undefined, { cluster: "prod", authentication_mode: "API" })
    .account(ACCOUNT, [{ dataSet: "aws/eks:clusters", state: "complete" }])
    .user("caller", { inline: held });
  if (of !== undefined)
    scene.node("grant", "aws.eks-access-entry", entryOf(of), {
      parent: arn(of),
      properties: { cluster: CLUSTER, entry_type: "STANDARD", groups: [], policies: [] },
    });
  const { edges } = analyzeScene(scene, techniques);
  return strength(stepsFrom(edges, arn("user/caller"), ["escalates_to"]).get(administratorsOf(CLUSTER)));
}

const MAKES = (who: string) =>
  allow("eks:CreateAccessEntry", CLUSTER, { Condition: { ArnEquals: { "eks:principalArn": arn(who) } } });

it.each<[string, Omit<Spec, "mode">, string]>([
  ["may make its own", { held: [MAKES("user/caller")] }, "unknown"],
  ["has one already", { held: [MAKES("user/caller")], of: "user/caller" }, "no"],
  [
    "has one already, and may make that of a role that it may assume",
    { held: [ASSUMES, allow("eks:CreateAccessEntry")], of: "user/caller" },
    "unknown",
  ],
  ["may make that of a role that it may assume", { held: [ASSUMES, MAKES("role/reader")] }, "unknown"],
  [
    "may make that of a role that names it",
    { held: [MAKES("role/reader")], trusted: { AWS: arn("user/caller") } },
    "unknown",
  ],
  ["may make that of a role that it may not assume", { held: [MAKES("role/reader")] }, "no"],
  [
    "is not whom that role trusts",
    { held: [ASSUMES, MAKES("role/reader")], trusted: { AWS: arn("user/other") } },
    "no",
  ],
  ["may make that of a role that has one", { held: [ASSUMES, MAKES("role/reader")], of: "role/reader" }, "no"],
  ["may make that of another user", { held: [ASSUMES, MAKES("user/other")] }, "no"],
])("whoever makes an entry and %s: %s", (_, spec, expected) => {
  expect(enters(spec)).toBe(expected);
});
