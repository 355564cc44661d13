// aws/rolesanywhere:trust-anchors: whose certificates open sessions.
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/rolesanywhere:trust-anchors";

const LIST_TRUST_ANCHORS: AwsCall = {
  call: "rolesanywhere:ListTrustAnchors",
  path: ["rolesanywhere", "list-trust-anchors"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["trustAnchors"],
  next: "nextToken",
};

export const rolesanywhereTrustAnchors = toResource({
  dataSet: DATA_SET,
  calls: [LIST_TRUST_ANCHORS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_TRUST_ANCHORS)) {
      yield* reader.each(listOf(page["trustAnchors"]).map(fieldsOf), "trust anchors", (anchor, out) => {
        const id = textOf(anchor["trustAnchorArn"]);
        if (id === undefined) return;
        const source = fieldsOf(anchor["source"]);
        const enabled = anchor["enabled"];
        out.nodes.push({
          id,
          kind: "trust",
          type: "aws.rolesanywhere-trust-anchor",
          name: textOf(anchor["name"]) ?? id,
          properties: properties({
            provider_kind: "x509",
            provider: textOf(source["sourceType"]),
            private_ca: textOf(fieldsOf(source["sourceData"])["acmPcaArn"]),
            enabled: typeof enabled === "boolean" ? enabled : undefined,
            created_at: toIso(anchor["createdAt"]),
            updated_at: toIso(anchor["updatedAt"]),
          }),
        });
      });
    }
  },
});
