// aws/kms:keys: keys, what people call them, their key policies, and the grants of those that AWS does not keep.
import { addTo } from "../../../model/group-by.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";
import { addGrants } from "./kms-grants.js";

const DATA_SET = "aws/kms:keys";

const LIST_KEYS: AwsCall = {
  call: "kms:ListKeys",
  path: ["kms", "list-keys"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 keys",
  lists: ["Keys"],
  input: { Limit: 1000 },
  next: "NextMarker",
  nextInput: "Marker",
};

const LIST_ALIASES: AwsCall = {
  call: "kms:ListAliases",
  path: ["kms", "list-aliases"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["Aliases"],
  next: "NextMarker",
  nextInput: "Marker",
};

const GET_KEY_POLICY: AwsCall = {
  call: "kms:GetKeyPolicy",
  path: ["kms", "get-key-policy"],
  dataSet: DATA_SET,
  count: "1 per key",
  input: { PolicyName: "default" },
};

const LIST_GRANTS: AwsCall = {
  call: "kms:ListGrants",
  path: ["kms", "list-grants"],
  dataSet: DATA_SET,
  count: "1 per key of the customer's own, and 1 per 100 grants",
  lists: ["Grants"],
  input: { Limit: 100 },
  next: "NextMarker",
  nextInput: "Marker",
};

export const kmsKeys = toResource({
  dataSet: DATA_SET,
  calls: [LIST_KEYS, LIST_ALIASES, GET_KEY_POLICY, LIST_GRANTS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const keys = new Map<string, string>();
    for await (const page of reader.pages(LIST_KEYS, {}, GET_KEY_POLICY)) {
      for (const key of listOf(page["Keys"]).map(fieldsOf)) {
        const id = textOf(key["KeyId"]);
        if (id !== undefined) keys.set(id, textOf(key["KeyArn"]) ?? reader.arn("kms", `key/${id}`));
      }
    }
    for (const id of await reader.unlisted(GET_KEY_POLICY, new Set(keys.keys()))) {
      keys.set(id, reader.arn("kms", `key/${id}`));
    }
    const aliases = keys.size === 0 ? new Map<string, string[]>() : await fetchAliases(reader);
    yield* reader.each([...keys], "keys", ([id, arn], out) =>
      addKey(reader, { id, arn, aliases: aliases.get(id) }, out),
    );
  },
});

/** Names of keys by key id; none where a bundle does not hold them. */
async function fetchAliases(reader: Reader): Promise<ReadonlyMap<string, string[]>> {
  const aliases = new Map<string, string[]>();
  if (!(await reader.account.hasAny([LIST_ALIASES]))) return aliases;
  const answer = await reader.detail(LIST_ALIASES, { subject: DATA_SET });
  for (const alias of listOf(fieldsOf(answer)["Aliases"]).map(fieldsOf)) {
    const key = textOf(alias["TargetKeyId"]);
    const name = textOf(alias["AliasName"]);
    if (key !== undefined && name !== undefined) addTo(aliases, key, name);
  }
  for (const names of aliases.values()) names.sort();
  return aliases;
}

async function addKey(
  reader: Reader,
  key: { readonly id: string; readonly arn: string; readonly aliases: readonly string[] | undefined },
  out: PartBuilder,
): Promise<void> {
  const { id, arn, aliases } = key;
  const answer = await reader.detail(GET_KEY_POLICY, { subject: arn, name: id, input: { KeyId: id } });
  const policy = toResourcePolicy(reader, { subject: arn, answer, field: "Policy" }, out);
  const isOfAws = aliases?.some((name) => name.startsWith("alias/aws/"));
  const grants = isOfAws
    ? {}
    : addGrants(reader, arn, await reader.detail(LIST_GRANTS, { subject: arn, name: id, input: { KeyId: id } }), out);
  out.nodes.push({
    id: arn,
    kind: "resource",
    type: "aws.kms-key",
    name: aliases?.[0] ?? id,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      key_aliases: aliases,
      vendor_managed: isOfAws,
      ...policy.properties,
      ...grants,
    }),
  });
}
