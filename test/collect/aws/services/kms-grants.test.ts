// Grants of keys: whom they let do what, which are AWS's own, and what is said of those that were not read.
import { describe, expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, gatherRegion, policy } from "./bundle.js";

const KEY = arn("kms", "key/1");
const APP = `arn:aws:iam::${ACCOUNT}:role/app`;
const LIST = {
  "kms/list-keys.json": { Keys: [{ KeyId: "1", KeyArn: KEY }] },
  "kms/get-key-policy/1.json": { Policy: JSON.stringify(policy(ACCOUNT)) },
};

const gather = (grants: readonly object[]) =>
  gatherRegion({ ...LIST, "kms/list-grants/1.json": { Grants: grants, Truncated: false } });

/** Statements of the grants, in their order. */
async function statements(...grants: readonly object[]): Promise<readonly unknown[]> {
  const graph = await gather(grants);
  return graph
    .ofType("aws.kms-grant")
    .flatMap(({ document }) => JSON.parse(graph.documents.get(document ?? "") ?? "{}").Statement);
}

const grant = (more: object = {}) => ({ GrantId: "g1", GranteePrincipal: APP, Operations: ["Decrypt"], ...more });

describe("grants of a key", () => {
  it("become what a statement of its policy would say", async () => {
    const graph = await gather([grant({ Operations: ["GenerateDataKey", "Decrypt"], CreationDate: 1_767_225_600 })]);
    const [node, ...others] = graph.ofType("aws.kms-grant");
    expect(others).toEqual([]);
    expect(node).toMatchObject({
      id: `${KEY}/grant/g1`,
      kind: "grant",
      parent: KEY,
      properties: { created_at: "2026-01-01T00:00:00Z" },
    });
    expect(JSON.parse(graph.documents.get(node?.document ?? "") ?? "{}").Statement).toEqual([
      { Effect: "Allow", Principal: { AWS: APP }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" },
    ]);
    expect(graph.node(KEY)?.properties).not.toHaveProperty("grants_unread");
    expect(graph.state("aws/kms:keys")).toBe("complete");
  });

  it("are bound by their constraints where an operation takes an encryption context", async () => {
    const bound = (constraints: object) => grant({ Operations: ["CreateGrant", "Decrypt"], Constraints: constraints });
    const free = { Effect: "Allow", Principal: { AWS: APP }, Action: ["kms:CreateGrant"], Resource: "*" };
    const held = (condition: object) => ({ ...free, Action: ["kms:Decrypt"], Condition: condition });
    const StringEquals = { "kms:EncryptionContext:Team": "it" };
    expect(await statements(bound({ EncryptionContextSubset: { Team: "it" } }))).toEqual([
      held({ StringEquals }),
      free,
    ]);
    expect(await statements(bound({ EncryptionContextEquals: { Team: "it" } }))).toEqual([
      held({ StringEquals, "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["Team"] } }),
      free,
    ]);
    expect(await statements(bound({ EncryptionContextSubset: {} }))).toHaveLength(1);
  });

  it("that services of AWS hold are nobody's", async () => {
    const graph = await gather([
      grant({ GranteePrincipal: "rds.eu-west-1.amazonaws.com" }),
      grant({ GranteePrincipal: undefined, GranteeServicePrincipal: "dynamodb.amazonaws.com" }),
      grant({ GranteePrincipal: `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/i-0abc` }),
    ]);
    expect(graph.ofType("aws.kms-grant")).toEqual([]);
    expect(graph.node(KEY)?.properties).not.toHaveProperty("grants_unread");
  });

  it("of which one cannot be told are not all that there is", async () => {
    const graph = await gather([grant(), grant({ GranteePrincipal: undefined })]);
    expect(graph.ofType("aws.kms-grant")).toHaveLength(1);
    expect(graph.node(KEY)?.properties).toMatchObject({ grants_unread: true });
    expect(graph.gaps).toContainEqual(expect.objectContaining({ dataSet: "aws/kms:keys", subject: KEY }));
  });

  it("that were refused were not read", async () => {
    const graph = await gatherRegion({ ...LIST, "kms/list-grants/1.error.json": DENIED });
    expect(graph.node(KEY)?.properties).toMatchObject({ grants_unread: true });
    expect(graph.coverageOf("aws/kms:keys")).toMatchObject({ state: "partial", permission: "kms:ListGrants" });
  });

  it("of keys that AWS keeps are not asked for", async () => {
    const Aliases = [{ AliasName: "alias/aws/ebs", TargetKeyId: "1" }];
    const graph = await gatherRegion({ ...LIST, "kms/list-aliases.json": { Aliases } });
    expect(graph.node(KEY)?.properties).not.toHaveProperty("grants_unread");
    expect(graph.state("aws/kms:keys")).toBe("complete");
  });
});
