// Managed and inline policies as grants, each with the hash of the document in force. Pure.
import type { GraphNode } from "../../model/batch.js";
import { arnName, parseArn } from "../arn.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import type { PolicyDocuments } from "./documents.js";

/** Data set of everything that GetAccountAuthorizationDetails answers. */
export const DETAILS = "aws/iam:account-authorization-details";

/** A managed policy with its default version. */
export function toManagedPolicy(raw: unknown, documents: PolicyDocuments, out: PartBuilder): void {
  const policy = fieldsOf(raw);
  const arn = textOf(policy["Arn"]);
  if (arn === undefined) return;
  const version = defaultVersion(policy);
  const document = documents.keep(version?.["Document"], "aws.policy", out.documents);
  if (document === undefined) {
    const message = version === undefined ? "its default version is missing" : "its document does not parse";
    out.gaps.push({ dataSet: DETAILS, subject: arn, message });
  }
  const incarnation = textOf(policy["PolicyId"]);
  out.nodes.push({
    id: arn,
    kind: "grant",
    type: "aws.managed-policy",
    name: textOf(policy["PolicyName"]) ?? arnName(arn),
    ...(incarnation === undefined ? {} : { incarnation }),
    ...(document === undefined ? {} : { document: document.hash }),
    properties: properties({
      attachments: integerOf(policy["AttachmentCount"]),
      boundary_of: integerOf(policy["PermissionsBoundaryUsageCount"]),
      created_at: toIso(policy["CreateDate"]),
      default_version: textOf(policy["DefaultVersionId"]),
      path: textOf(policy["Path"]),
      updated_at: toIso(version?.["CreateDate"]) ?? toIso(policy["UpdateDate"]),
      vendor_managed: parseArn(arn)?.account === "aws",
    }),
  });
  // whoever may choose the default version of a policy of the account may choose one of these; AWS's own nobody may
  if (parseArn(arn)?.account !== "aws") toOtherVersions(arn, policy, version, documents, out);
}

/** The versions of a policy that are not in force, each with its document. */
function toOtherVersions(
  arn: string,
  policy: Fields,
  inForce: Fields | undefined,
  documents: PolicyDocuments,
  out: PartBuilder,
): void {
  for (const version of listOf(policy["PolicyVersionList"]).map(fieldsOf)) {
    const name = textOf(version["VersionId"]);
    if (name === undefined || name === textOf(inForce?.["VersionId"])) continue;
    const facts = properties({ created_at: toIso(version["CreateDate"]) });
    const node = { id: `${arn}/version/${name}`, type: "aws.policy-version", name, parent: arn, properties: facts };
    addPart(node, version["Document"], documents, out);
  }
}

/** The inline policies of one holder, with the edge that holds them. */
export function toInlinePolicies(
  holder: GraphNode,
  raw: readonly unknown[],
  documents: PolicyDocuments,
  out: PartBuilder,
): void {
  for (const policy of raw.map(fieldsOf)) {
    const name = textOf(policy["PolicyName"]);
    if (name === undefined) continue;
    const id = `${holder.id}/inline/${name}`;
    const node = { id, type: "aws.inline-policy", name, parent: holder.id, properties: { vendor_managed: false } };
    addPart(node, policy["PolicyDocument"], documents, out);
    out.edge("has_grant", holder.id, id);
  }
}

/** A grant that is part of something else, with its document; one that is missing or does not parse is a gap. */
function addPart(
  {
    id,
    type,
    name,
    parent,
    properties: facts,
  }: Required<Pick<GraphNode, "id" | "type" | "name" | "parent" | "properties">>,
  raw: unknown,
  documents: PolicyDocuments,
  out: PartBuilder,
): void {
  const document = documents.keep(raw, "aws.policy", out.documents);
  if (document === undefined) {
    out.gaps.push({ dataSet: DETAILS, subject: id, message: "its document is missing or does not parse" });
  }
  const kept = document === undefined ? {} : { document: document.hash };
  out.nodes.push({ id, kind: "grant", type, name, parent, ...kept, properties: facts });
}

function defaultVersion(policy: Fields): Fields | undefined {
  const versions = listOf(policy["PolicyVersionList"]).map(fieldsOf);
  const id = policy["DefaultVersionId"];
  return versions.find(
    (version) => version["IsDefaultVersion"] === true || (id !== undefined && version["VersionId"] === id),
  );
}
