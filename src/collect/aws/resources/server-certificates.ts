// aws/iam:server-certificates: TLS certificates kept in IAM, with the keys that nobody can read back.
import type { GraphBatch } from "../../../model/batch.js";
import { arnName } from "../../arn.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { readList } from "../read.js";
import type { AwsResource } from "../resource.js";
import { hasNone } from "./account-summary.js";

const DATA_SET = "aws/iam:server-certificates";

const LIST_SERVER_CERTIFICATES: AwsCall = {
  call: "iam:ListServerCertificates",
  path: ["iam", "list-server-certificates"],
  dataSet: DATA_SET,
  count: "1, only when the account summary shows some",
  lists: ["ServerCertificateMetadataList"],
  next: "Marker",
  secrets: ["ServerCertificateMetadataList.*.PrivateKey"],
};

export const serverCertificates: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_SERVER_CERTIFICATES],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    if (await hasNone(account, LIST_SERVER_CERTIFICATES, "ServerCertificates")) {
      yield account.close(DATA_SET, LIST_SERVER_CERTIFICATES);
    } else yield* readList(account, { dataSet: DATA_SET, call: LIST_SERVER_CERTIFICATES, toPart: toCertificates });
  },
};

function toCertificates(page: Page): Part {
  const out = new PartBuilder();
  for (const raw of listOf(page["ServerCertificateMetadataList"])) {
    const certificate = fieldsOf(raw);
    const arn = textOf(certificate["Arn"]);
    if (arn === undefined) continue;
    const incarnation = textOf(certificate["ServerCertificateId"]);
    out.nodes.push({
      id: arn,
      kind: "credential",
      type: "aws.server-certificate",
      name: textOf(certificate["ServerCertificateName"]) ?? arnName(arn),
      ...(incarnation === undefined ? {} : { incarnation }),
      // It ends by itself, so it is not a static credential.
      properties: properties({
        status: "active",
        static: false,
        path: textOf(certificate["Path"]),
        created_at: toIso(certificate["UploadDate"]),
        expires_at: toIso(certificate["Expiration"]),
        has_certificate_body: true,
      }),
    });
  }
  return out;
}
