// Resource policies: the document of a node, or that it could not be read.
import { textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import type { Detail } from "../reader.js";
import type { Reader } from "./reader.js";

export interface ResourcePolicy {
  /** Hash of the policy; undefined when there is none, and when it was not read. */
  readonly document?: string;
  /** For the node: whether it could not be read. */
  readonly properties: { readonly policy_unread?: true };
}

const NONE: ResourcePolicy = { properties: {} };
const UNREAD: ResourcePolicy = { properties: { policy_unread: true } };

/** The policy in a field of an answer. One that does not parse is a gap about the node. */
export function toResourcePolicy(
  reader: Reader,
  node: { readonly subject: string; readonly answer: Detail; readonly field: string },
  out: PartBuilder,
): ResourcePolicy {
  const { subject, answer, field } = node;
  if (answer === "unread") return UNREAD;
  const raw = answer === "absent" ? undefined : answer[field];
  return toPolicy(reader, subject, raw, out);
}

/** The policy that stands in an answer as it is: text, or an object. */
export function toPolicy(reader: Reader, subject: string, raw: unknown, out: PartBuilder): ResourcePolicy {
  if (raw === undefined || raw === null || (typeof raw === "string" && textOf(raw) === undefined)) return NONE;
  const document = reader.account.documents.keep(raw, "aws.policy", out.documents);
  if (document !== undefined) return { document: document.hash, properties: {} };
  reader.gap(subject, "its resource policy does not parse");
  return UNREAD;
}
