// Identity pools of Amazon Cognito: who gets the roles that trust them. Guests are anyone, and so is who may sign up; who may change a
// pool lets in whom it likes.
import type { DerivedNode, StoredNode } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { hashText } from "../../../../model/hash.js";
import { textOf } from "../../../properties.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { poolsTrusted, unreadPools } from "../coverage-gaps/identity-pools.js";
import { both, GRANTED, type Judgement, surest, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { ANYONE } from "../trust/public-principal.js";
import { type Entry, type Found, type Frame, toNode, toSession } from "../trust/session-frame.js";
import { POOLS, toQuestion } from "./pool-request.js";
import { signUpsOf } from "./self-sign-up.js";
import { addSignIns, readSignIns } from "./user-pool-sign-ins.js";

/**
 * What guests get at most in the enhanced flow: AWS narrows their sessions to these services, whatever the role allows
 * (Cognito Developer Guide, "IAM roles", and the managed policy AmazonCognitoUnAuthedIdentitiesSessionPolicy).
 */
const GUEST_ACTIONS = [
  ...["appsync", "cloudwatch", "codewhisperer", "cognito-identity", "cognito-idp", "cognito-sync", "comprehend"],
  ...["dynamodb", "execute-api", "firehose", "gamelift", "geo", "iot", "kinesis", "lambda", "lex", "logs"],
  ...["machinelearning", "mobileanalytics", "mobiletargeting", "personalize", "polly", "rekognition", "s3", "sdb"],
  ...["ses", "sns", "sqs", "transcribe", "translate"],
].map((service) => `${service}:*`);
const GUEST_OTHERS = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "rum:PutRumEvents"];
/** The same for a role that somebody makes that of guests: cognito-identity-003. */
export const GUEST_RIGHTS: readonly string[] = [
  ...GUEST_ACTIONS,
  ...GUEST_OTHERS,
  "sagemaker:InvokeEndpoint",
  "textract:*",
];
const GUEST_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: GUEST_RIGHTS, Resource: "*" }],
});

/** Entry of a guest of a pool; `doubt` where it was not read whether there are any. */
function toGuest(pool: string, role: AwsPrincipal, to: string, because: readonly string[], doubt = GRANTED): Entry {
  const question = toQuestion(pool, role, "unauthenticated");
  return { source: ANYONE, to, role: role.id, because, judge: (judge) => both(judge.askFor(POOLS, question), doubt) };
}

/** Every identity pool: its guests, and what whoever rules it gets. */
export function readPools({ input, estate }: Frame, found: Found): void {
  const trusting = new Map<string, AwsPrincipal[]>();
  for (const { role, pool } of poolsTrusted(estate)) addTo(trusting, pool, role);
  const signIns = readSignIns(input);
  for (const node of input.nodes(["aws.cognito-identity-pool"])) {
    const pool = node.properties["pool_id"];
    if (typeof pool !== "string") continue;
    const roles = new Map((trusting.get(pool) ?? []).map((role) => [role.id, role]));
    for (const slot of ["unauthenticated_role", "authenticated_role"]) {
      const role = estate.principal(textOf(node.properties[slot]) ?? "");
      if (role) roles.set(role.id, role);
    }
    addGuests(node, pool, roles, estate, found);
    addSignUps(node, pool, roles, estate, found);
    addSignIns(node, pool, roles, signIns, found);
    for (const role of roles.values()) found.entries.push(toRuled(node, pool, role));
  }
  for (const { role, pool } of unreadPools(input, estate)) {
    const doubt = uncertain(`the identity pool ${pool}, which was not read, lets guests in`);
    found.entries.push(toGuest(pool, role, role.id, [], doubt));
  }
}

/**
 * A pool that lets guests in: with the classic flow, in which a guest names the role, anyone gets each role that trusts the pool
 * for guests; else a session of the pool's own role for them.
 */
function addGuests(
  { id, name, properties }: StoredNode,
  pool: string,
  roles: ReadonlyMap<string, AwsPrincipal>,
  estate: Estate,
  found: Found,
): void {
  if (properties["allows_unauthenticated"] !== true) return;
  if (properties["allows_classic_flow"] === true) {
    for (const role of roles.values()) found.entries.push(toGuest(pool, role, role.id, [id]));
    return;
  }
  const role = roles.get(textOf(properties["unauthenticated_role"]) ?? "");
  if (!role) return;
  const limit = { id, policy: estate.compiler.compile(hashText(GUEST_POLICY), GUEST_POLICY) };
  const session = toSession(`${id}/guest`, `guests of ${name}`, role, [limit]);
  found.sessions.push(session);
  found.nodes.push(toNode(session));
  found.entries.push(toGuest(pool, role, session.id, [id]));
}

/** Anyone who may sign up in a user pool that the pool takes. */
function addSignUps(
  node: StoredNode,
  pool: string,
  roles: ReadonlyMap<string, AwsPrincipal>,
  estate: Estate,
  found: Found,
): void {
  for (const { role: id, provider, judgement } of signUpsOf(node, roles.keys())) {
    const role = roles.get(id) ?? estate.principal(id);
    if (role === undefined) continue;
    const question = toQuestion(pool, role, ["authenticated", provider]);
    found.entries.push({
      source: ANYONE,
      to: role.id,
      role: role.id,
      because: [node.id],
      judge: (judge) => both(judge.askFor(POOLS, question), judgement),
    });
  }
}

/** Who rules a pool lets guests, the classic flow and sign-ins of its own in, and so gets each role that trusts the pool. */
function toRuled({ id, name, scope }: StoredNode, pool: string, role: AwsPrincipal): Entry {
  const source: DerivedNode = {
    id: `cognito:${id}`,
    kind: "set",
    type: "aws.cognito-identities",
    name: `identities of ${name}`,
    scope,
    properties: { anchor: id },
  };
  const judge = (judge: Judge): Judgement =>
    surest(["authenticated", "unauthenticated"], (amr) => judge.askFor(POOLS, toQuestion(pool, role, amr)));
  return { source, to: role.id, role: role.id, because: [id], judge };
}
