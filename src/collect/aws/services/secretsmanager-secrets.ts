// aws/secretsmanager:secrets: which secrets there are, when they were last changed and read, and their policies. Never a value:
// GetSecretValue is not on the list of calls.
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";
import { toTags } from "../tags.js";

const DATA_SET = "aws/secretsmanager:secrets";

const LIST_SECRETS: AwsCall = {
  call: "secretsmanager:ListSecrets",
  path: ["secretsmanager", "list-secrets"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 secrets",
  lists: ["SecretList"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

const GET_RESOURCE_POLICY: AwsCall = {
  call: "secretsmanager:GetResourcePolicy",
  path: ["secretsmanager", "get-resource-policy"],
  dataSet: DATA_SET,
  count: "1 per secret",
};

export const secretsmanagerSecrets = toResource({
  dataSet: DATA_SET,
  calls: [LIST_SECRETS, GET_RESOURCE_POLICY],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(LIST_SECRETS, {}, GET_RESOURCE_POLICY)) {
      const secrets = listOf(page["SecretList"]).map(fieldsOf);
      for (const secret of secrets) seen.add(textOf(secret["Name"]) ?? "");
      yield* reader.each(secrets, "secrets", async (secret, out) => {
        addSecret(reader, secret, await fetchPolicy(reader, secret), out);
      });
    }
    const rest = await reader.unlisted(GET_RESOURCE_POLICY, seen);
    yield* reader.each(rest, "secrets", async (name, out) => {
      const answer = await fetchPolicy(reader, { Name: name });
      // Without the list only the answer knows the six characters at the end of the ARN.
      addSecret(reader, { Name: name, ARN: fieldsOf(answer)["ARN"] }, answer, out);
    });
  },
});

function fetchPolicy(reader: Reader, secret: Fields): Promise<Detail> {
  const name = textOf(secret["Name"]) ?? "";
  const arn = textOf(secret["ARN"]);
  return reader.detail(GET_RESOURCE_POLICY, { subject: arn ?? name, name, input: { SecretId: arn ?? name } });
}

function addSecret(reader: Reader, secret: Fields, answer: Detail, out: PartBuilder): void {
  const id = textOf(secret["ARN"]);
  const name = textOf(secret["Name"]);
  if (id === undefined || name === undefined) return;
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "ResourcePolicy" }, out);
  // Of a secret that was never set to rotate, the list leaves the field out.
  const rotation = secret["RotationEnabled"];
  const isListed = secret["CreatedDate"] !== undefined;
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.secret",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      created_at: toIso(secret["CreatedDate"]),
      updated_at: toIso(secret["LastChangedDate"]),
      // A day, not a moment: AWS truncates it.
      last_used_at: toIso(secret["LastAccessedDate"]),
      rotation_enabled: typeof rotation === "boolean" ? rotation : isListed ? false : undefined,
      rotation_days: integerOf(fieldsOf(secret["RotationRules"])["AutomaticallyAfterDays"]),
      rotated_at: toIso(secret["LastRotatedDate"]),
      next_rotation_at: toIso(secret["NextRotationDate"]),
      primary_region: textOf(secret["PrimaryRegion"]),
      owning_service: textOf(secret["OwningService"]),
      kms_key: textOf(secret["KmsKeyId"]),
      tags: toTags(secret["Tags"]),
      ...policy.properties,
    }),
  });
}
