// Roles that may take off their own permissions boundary have the ways that it keeps them from, to more than control of the account.
import { beforeAll, expect, it } from "vitest";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, root, Scene, trusts } from "./scene.js";

const techniques: Technique[] = [];
beforeAll(async () => {
  techniques.push(...(await shippedTechniques()));
});

const ROLE = arn("role/limited");
const BUCKET = "arn:aws:s3:::plans";
const READS = allow("s3:GetObject", `${BUCKET}/*`);
const DELETES = allow("iam:DeleteRolePermissionsBoundary", ROLE);

type Statement = ReturnType<typeof allow>;

/** Technique by which the role frees itself, and whether what it is then reads the bucket. */
function freed(own: readonly Statement[], boundary: readonly Statement[] | undefined): readonly (string | boolean)[] {
  const scene = new Scene()
    .account()
    .managed("limit", boundary ?? [EVERYTHING])
    .role("limited", [trusts(root())], { inline: own, ...(boundary && { boundary: "limit" }) })
    .node("resource", "aws.s3-bucket", BUCKET);
  const { edges, nodes } = analyzeScene(scene, techniques);
  const leads = (from: string): boolean =>
    edges.some(
      (edge) =>
        edge.from === from &&
        (edge.to === BUCKET ||
          (edge.to.startsWith("set:") && edges.some((one) => one.from === edge.to && one.to === BUCKET))),
    );
  const out = edges.filter(({ from, to }) => from === ROLE && to === `${ROLE}#without-boundary`);
  expect(nodes.filter(({ id }) => id === `${ROLE}#without-boundary`)).toHaveLength(out.length);
  return [
    out.map(({ technique, state }) => `${technique} ${state}`).join(),
    leads(ROLE),
    leads(`${ROLE}#without-boundary`),
  ];
}

it.each<[string, readonly Statement[], readonly Statement[] | undefined, readonly (string | boolean)[]]>([
  ["it may take it off", [READS, DELETES], [DELETES], ["iam-028 none", false, true]],
  ["its policies would not let it", [READS], [DELETES], ["", false, false]],
  ["the boundary does not let it", [READS, DELETES], [allow("s3:ListAllMyBuckets")], ["", false, false]],
  [
    "its boundary denies it, as AWS advises",
    [READS, DELETES],
    [allow("iam:*"), deny("iam:DeleteRolePermissionsBoundary")],
    ["", false, false],
  ],
  [
    "that of another role",
    [READS, allow("iam:DeleteRolePermissionsBoundary", arn("role/other"))],
    [allow("iam:*")],
    ["", false, false],
  ],
  ["there is nothing behind it", [DELETES], [DELETES], ["iam-028 none", false, false]],
  ["there is none", [READS, DELETES], undefined, ["", true, false]],
  [
    "it may rewrite it",
    [READS, allow("iam:CreatePolicyVersion", arn("policy/limit"))],
    [allow("iam:*")],
    ["iam-031 none", false, true],
  ],
])("%s", (_, own, boundary, expected) => {
  expect(freed(own, boundary)).toEqual(expected);
});
