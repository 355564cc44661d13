// Grants of a key: who may use it beside what policies say. Each becomes the statement of a key policy that allows the same. Pure.
// "Grants in AWS KMS" and "Examining grants", AWS KMS Developer Guide; GrantConstraints, AWS KMS API Reference
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { Detail } from "../../reader.js";
import { toIso } from "../../time.js";
import type { Reader } from "../reader.js";

/** Operations that take an encryption context; on others a constraint has no say. */
const WITH_CONTEXT = /^(Decrypt|Encrypt|GenerateDataKey.*|ReEncrypt(From|To))$/;

/** Services, and what they run under names that no role can have (`aws:ec2-infrastructure`). */
const OF_AWS = /\.amazonaws\.com(\.cn)?$|:assumed-role\/aws:/;

/**
 * Adds the grants in an answer of ListGrants, those of AWS's own services left out.
 * @returns for the node of the key: whether they could not be read
 */
export function addGrants(reader: Reader, key: string, answer: Detail, out: PartBuilder): { grants_unread?: true } {
  if (answer === "unread") return { grants_unread: true };
  if (answer === "absent") return {};
  let isUnread = false;
  for (const grant of listOf(answer["Grants"]).map(fieldsOf)) {
    const grantee = textOf(grant["GranteePrincipal"]);
    if (grantee === undefined ? grant["GranteeServicePrincipal"] !== undefined : OF_AWS.test(grantee)) continue;
    const id = textOf(grant["GrantId"]);
    if (id === undefined || grantee === undefined) {
      reader.gap(key, "a grant without id or grantee was left out");
      isUnread = true;
    } else addGrant(reader, { key, id, grantee, grant }, out);
  }
  return isUnread ? { grants_unread: true } : {};
}

interface Grant {
  /** ARN of the key. */
  readonly key: string;
  readonly id: string;
  readonly grantee: string;
  /** As it was answered. */
  readonly grant: Fields;
}

function addGrant(reader: Reader, { key, id, grantee, grant }: Grant, out: PartBuilder): void {
  const operations = listOf(grant["Operations"]).flatMap((one) => textOf(one) ?? []);
  const statements = toStatements(grantee, operations, toCondition(fieldsOf(grant["Constraints"])));
  const policy = { Version: "2012-10-17", Statement: statements };
  const document = reader.account.documents.keep(policy, "aws.policy", out.documents);
  out.nodes.push({
    id: `${key}/grant/${id}`,
    kind: "grant",
    type: "aws.kms-grant",
    name: id,
    parent: key,
    ...(document === undefined ? {} : { document: document.hash }),
    properties: properties({ created_at: toIso(grant["CreationDate"]), vendor_managed: false }),
  });
}

function toStatements(grantee: string, operations: readonly string[], condition: object | undefined): object[] {
  const allow = (names: readonly string[], more: object): object[] => {
    const actions = names.map((name) => `kms:${name}`).sort();
    if (actions.length === 0) return [];
    return [{ Effect: "Allow", Principal: { AWS: grantee }, Action: actions, Resource: "*", ...more }];
  };
  if (condition === undefined) return allow(operations, {});
  const bound = operations.filter((name) => WITH_CONTEXT.test(name));
  const free = operations.filter((name) => !WITH_CONTEXT.test(name));
  return [...allow(bound, { Condition: condition }), ...allow(free, {})];
}

/** What the encryption context has to hold (subset) or be (equals). */
function toCondition(constraints: Fields): object | undefined {
  const whole = fieldsOf(constraints["EncryptionContextEquals"]);
  const pairs = { ...fieldsOf(constraints["EncryptionContextSubset"]), ...whole };
  const names = Object.keys(pairs).sort();
  if (names.length === 0) return undefined;
  const wanted = Object.fromEntries(names.map((name) => [`kms:EncryptionContext:${name}`, pairs[name]]));
  if (Object.keys(whole).length === 0) return { StringEquals: wanted };
  return { StringEquals: wanted, "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": names } };
}
