// Plans name things of the account in its own partition: that of the user whose key is replaced.
import { expect, it } from "vitest";
import { planAccessKey } from "../../src/plan/aws.js";
import type { StaticSecret, Use } from "../../src/plan/replacement.js";

const use = (type: string): Use => ({ id: `${type}/x`, type, name: "ship", properties: { repository: "acme/site" } });

function key(partition: string | undefined, uses: readonly Use[]): StaticSecret {
  const owner = {
    id: `arn:${partition}:iam::111122223333:user/deploy`,
    type: "aws.iam-user",
    name: "deploy",
    isWorkload: true,
    properties: {},
    policies: [],
  };
  return {
    id: "aws:AKIA",
    type: "aws.access-key",
    name: "AKIA",
    scope: "aws:111122223333",
    isActive: true,
    properties: {},
    ...(partition !== undefined && { owner }),
    uses,
    covers: [],
    reach: { cut: 0 },
    issuers: [],
  };
}

/** Partitions of the ARNs of IAM in all files. */
function partitions(secret: StaticSecret): readonly string[] {
  const texts = planAccessKey(secret).flatMap(({ files }) => files.map(({ text }) => text));
  const found = texts.flatMap((text) =>
    [...text.matchAll(/arn:(aws[a-z-]*):iam::111122223333:/g)].map(([, one]) => one ?? ""),
  );
  return [...new Set(found)];
}

const USES = [[use("github.job")], [use("gitlab.job")], [use("azure.virtual-machine")], []];

it.each(["aws", "aws-cn", "aws-us-gov"])("%s", (partition) => {
  for (const uses of USES) expect(partitions(key(partition, uses))).toEqual([partition]);
});

it("that of the commercial regions where nobody knows whose the key is", () => {
  for (const uses of USES) expect(partitions(key(undefined, uses))).toEqual(["aws"]);
});
