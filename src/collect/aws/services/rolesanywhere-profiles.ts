// aws/rolesanywhere:profiles: which roles a certificate may open a session of, and what narrows the session.
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toPolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/rolesanywhere:profiles";

const LIST_PROFILES: AwsCall = {
  call: "rolesanywhere:ListProfiles",
  path: ["rolesanywhere", "list-profiles"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["profiles"],
  next: "nextToken",
};

export const rolesanywhereProfiles = toResource({
  dataSet: DATA_SET,
  calls: [LIST_PROFILES],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_PROFILES)) {
      const profiles = listOf(page["profiles"]).map(fieldsOf);
      yield* reader.each(profiles, "profiles", (profile, out) => addProfile(reader, profile, out));
    }
  },
});

function addProfile(reader: Reader, profile: Fields, out: PartBuilder): void {
  const id = textOf(profile["profileArn"]);
  if (id === undefined) return;
  const policy = toPolicy(reader, id, profile["sessionPolicy"], out);
  const roles = textsOf(profile["roleArns"]);
  const managed = textsOf(profile["managedPolicyArns"]);
  const { enabled, requireInstanceProperties: instance, acceptRoleSessionName: named } = profile;
  out.nodes.push({
    id,
    kind: "session",
    type: "aws.rolesanywhere-profile",
    name: textOf(profile["name"]) ?? id,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      roles,
      managed_policies: managed,
      narrowed: policy.document !== undefined || managed.length > 0,
      enabled: typeof enabled === "boolean" ? enabled : undefined,
      require_instance_properties: typeof instance === "boolean" ? instance : undefined,
      accepts_session_name: typeof named === "boolean" ? named : undefined,
      max_session_seconds: integerOf(profile["durationSeconds"]),
      created_at: toIso(profile["createdAt"]),
      ...policy.properties,
    }),
  });
  // Whether a certificate gets there is for the trust policy of the role to say.
  for (const role of roles) out.edge("references", id, role, { properties: { role: "session-of" } });
  for (const arn of managed) out.edge("references", id, arn, { properties: { role: "session-policy" } });
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value)
    .flatMap((text) => textOf(text) ?? [])
    .sort();
}
