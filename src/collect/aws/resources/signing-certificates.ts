// aws/iam:signing-certificates: X.509 certificates of users. Asked only of users whose credential report shows one.
import { X509Certificate } from "node:crypto";
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import { emitByUser, NONE_READ, readByUser } from "../by-user.js";
import type { AwsCall } from "../call.js";
import type { ListedCertificate, UserCredentials } from "../facts.js";
import { reportOf } from "../report.js";
import { ROOT_ROW } from "../report-rows.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:signing-certificates";

const LIST_SIGNING_CERTIFICATES: AwsCall = {
  call: "iam:ListSigningCertificates",
  path: ["iam", "list-signing-certificates"],
  dataSet: DATA_SET,
  count: "1 per user with an active signing certificate",
  lists: ["Certificates"],
  next: "Marker",
  secrets: ["Certificates.*.PrivateKey"],
};

export const signingCertificates: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_SIGNING_CERTIFICATES],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const read = await readCertificates(account);
    const isSure = !((await reportOf(account)) instanceof AnswerFault);
    const doubt = isSure ? undefined : "asked only of the users that the bundle holds";
    yield* emitByUser(account, {
      dataSet: DATA_SET,
      call: LIST_SIGNING_CERTIFICATES,
      read,
      doubt,
      add: addCertificate,
    });
  },
};

/** Certificates of each user that was asked and answered; empty when they could not be read. */
export async function certificatesOf(account: AccountCrawl): Promise<UserCredentials<ListedCertificate>> {
  const read = await readCertificates(account);
  return read instanceof AnswerFault ? NONE_READ : read;
}

function readCertificates(account: AccountCrawl): Promise<UserCredentials<ListedCertificate> | AnswerFault> {
  account.facts.certificates ??= askCertificates(account);
  return account.facts.certificates;
}

async function askCertificates(account: AccountCrawl): Promise<UserCredentials<ListedCertificate> | AnswerFault> {
  await ensureUsers(account);
  const report = await reportOf(account);
  const recorded = await account.names(LIST_SIGNING_CERTIFICATES);
  if (report instanceof AnswerFault && recorded.length === 0) return report;
  const rows = report instanceof AnswerFault ? [] : report.rows;
  const active = rows.filter((row) => row.user !== ROOT_ROW && row.certificates.some((slot) => slot.isActive));
  const names = [...new Set([...active.map((row) => row.user), ...recorded])].sort();
  return readByUser(account, {
    call: LIST_SIGNING_CERTIFICATES,
    names,
    word: "certificates",
    idField: "CertificateId",
    toCredentials: toCertificates,
  });
}

function toCertificates(page: Page): readonly ListedCertificate[] {
  return listOf(page["Certificates"]).flatMap((raw) => {
    const certificate = fieldsOf(raw);
    const id = textOf(certificate["CertificateId"]);
    if (id === undefined) return [];
    const isActive = certificate["Status"] === "Active";
    return [
      {
        id,
        isActive,
        createdAt: toIso(certificate["UploadDate"]),
        expiresAt: expiryOf(certificate["CertificateBody"]),
      },
    ];
  });
}

function expiryOf(body: unknown): string | undefined {
  try {
    return toIso(Date.parse(new X509Certificate(textOf(body) ?? "").validTo) / 1000);
  } catch {
    return undefined;
  }
}

function addCertificate(certificate: ListedCertificate, user: string, out: PartBuilder): void {
  out.nodes.push({
    id: certificate.id,
    kind: "credential",
    type: "aws.signing-certificate",
    name: certificate.id,
    parent: user,
    properties: properties({
      status: certificate.isActive ? "active" : "inactive",
      static: true,
      created_at: certificate.createdAt,
      expires_at: certificate.expiresAt,
      has_certificate_body: true,
    }),
  });
  out.edge("authenticates_as", certificate.id, user, certificate.isActive ? {} : { state: "blocked" });
}
