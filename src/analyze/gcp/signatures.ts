// Who signs as a service account. Domain-wide delegation gives a token in somebody's name for a JWT that the account signed, with that
// person as its subject: by a key of the account, or by Google for who may sign as it. A token of the account is not enough, unless
// the account may sign for itself.
// https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signJwt
// https://support.google.com/a/answer/14437356 (best practices for domain-wide delegation)
import type { AnalysisInput } from "../../model/analysis.js";
import { signatureOf } from "../../model/signature.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, NEVER, uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";
import type { GoogleEstate } from "./environment.js";
import type { ServiceAccount } from "./member.js";
import { settle } from "./unread.js";

/** Permissions by which Google signs as an account for others. */
export const SIGNS: readonly string[] = ["iam.serviceAccounts.signJwt", "iam.serviceAccounts.signBlob"];

/** Node ids of the accounts that something was delegated to in a domain: only their signatures open more than their tokens. */
export function delegatedAccounts(
  input: Pick<AnalysisInput, "nodes">,
  accounts: GoogleEstate["accounts"],
): ReadonlySet<string> {
  const clients = new Set([...input.nodes(["workspace.delegation"])].map(({ properties }) => properties["client_id"]));
  if (clients.size === 0) return new Set();
  const isClient = ({ node: { properties } }: ServiceAccount) =>
    clients.has(textOf(properties["unique_id"])) || clients.has(textOf(properties["oauth2_client_id"]));
  return new Set([...accounts.values()].filter(isClient).map(({ node }) => node.id));
}

/**
 * Who has the signatures of these accounts without a technique: who holds a key. Where nothing lets an account sign for itself, that is
 * said, or what was not read that might.
 */
export function drawSignatures(
  input: AnalysisInput,
  delegated: ReadonlySet<string>,
  estate: GoogleEstate,
  drawing: Drawing,
): void {
  if (delegated.size === 0) return;
  const active = new Set<string>();
  for (const { node, email, place, isDisabled } of estate.accounts.values()) {
    if (!delegated.has(node.id)) continue;
    if (!isDisabled) active.add(node.id);
    const judgement = judgeOwn(email, place, estate);
    if (judgement !== undefined)
      drawing.edge({ kind: "impersonates", from: node.id, to: signatureOf(node.id), judgement });
  }
  for (const { id, parent, properties } of input.nodes(["gcp.service-account-key"]))
    if (parent !== undefined && active.has(parent) && properties["status"] === "active")
      drawing.edge({ kind: "authenticates_as", from: id, to: signatureOf(parent), judgement: GRANTED });
}

/** Whether an account lacks the right to sign for itself, as far as that is known; undefined where a technique draws that it has. */
function judgeOwn(email: string, place: string, estate: GoogleEstate) {
  const member = estate.anyMember(`serviceAccount:${email}`);
  const answers = SIGNS.map((permission) => settle({ member, permission, place }, estate));
  if (answers.some(({ verdict }) => verdict === "allowed")) return undefined;
  const [open] = answers.flatMap((one) => (one.verdict === "unknown" ? one.open : []));
  if (open !== undefined)
    return uncertain(`delegation takes what the account signed, not its token; it may sign for itself if ${open}`);
  return {
    ...NEVER,
    condition: "delegation takes what the account signed, not its token, and the account may not sign for itself",
  };
}
