// Who signs in at an identity pool of Amazon Cognito by the word of somebody else: users of a user pool, whom its administrators make and
// give passwords, and those whom a program of one's own vouches for. What opens these is in rules/techniques/aws/cognito-*.yaml.
// Source: "Role-based access control" and "Developer-authenticated identities", Amazon Cognito Developer Guide.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { recordsOf, textOf } from "../../../properties.js";
import type { AwsPrincipal } from "../../estate.js";
import { both, GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";
import type { Found } from "../trust/session-frame.js";
import { POOLS, toQuestion } from "./pool-request.js";
import { rolesOfUsers } from "./self-sign-up.js";

/**
 * What stands behind sign-ins: user pools, and groups of theirs that choose roles, by the pool's name among the methods of sign-in;
 * providers of one's own by identity pool.
 */
export interface SignIns {
  readonly userPools: ReadonlyMap<string, StoredNode>;
  readonly groups: ReadonlyMap<string, StoredNode>;
  readonly developers: ReadonlyMap<string, readonly StoredNode[]>;
}

/** One pass over the nodes of each kind. */
export function readSignIns(input: AnalysisInput): SignIns {
  const userPools = new Map<string, StoredNode>();
  const groups = new Map<string, StoredNode>();
  const developers = new Map<string, StoredNode[]>();
  for (const node of input.nodes(["aws.cognito-user-pool"]))
    userPools.set(textOf(node.properties["provider"]) ?? "", node);
  for (const node of input.nodes(["aws.cognito-user-groups"]))
    groups.set(textOf(node.properties["provider"]) ?? "", node);
  for (const node of input.nodes(["aws.cognito-developer-provider"]))
    addTo(developers, textOf(node.properties["pool_id"]) ?? "", node);
  return { userPools, groups, developers };
}

/** Adds who signs in at the pool; `roles` are those that trust it, and its own. */
export function addSignIns(
  { properties, name }: StoredNode,
  pool: string,
  roles: ReadonlyMap<string, AwsPrincipal>,
  { userPools, groups, developers }: SignIns,
  found: Found,
): void {
  const add = (source: DerivedNode, id: string, method: string, judgement: Judgement): void => {
    const role = roles.get(id);
    if (role === undefined) return;
    const question = toQuestion(pool, role, ["authenticated", method]);
    const because = [textOf(source.properties["anchor"]) ?? source.id];
    found.entries.push({
      source,
      to: id,
      role: id,
      because,
      judge: (judge) => both(judge.askFor(POOLS, question), judgement),
    });
  };
  for (const record of recordsOf(properties["user_pools"])) {
    const provider = textOf(record["provider"]) ?? "";
    const node = userPools.get(provider);
    if (node === undefined) continue;
    const source = toSource(node, `users of ${node.name}`);
    const known = judgeClient(record, node.name);
    for (const { role, judgement } of rolesOfUsers(properties, record, roles.keys()))
      add(source, role, provider, both(known, judgement));
    const ofGroups = record["chosen_by"] === "Token" ? groups.get(provider) : undefined;
    if (ofGroups === undefined) continue;
    const members = toSource(ofGroups, `members of groups of ${node.name}`);
    for (const role of roles.keys()) {
      const chosen = uncertain(`that a group of the user pool ${node.name} has the role, which was not read`);
      add(members, role, provider, both(known, chosen));
    }
  }
  for (const node of developers.get(pool) ?? []) {
    const source = toSource(node, `identities of ${name} that ${node.name} vouches for`);
    for (const role of roles.keys()) add(source, role, node.name, judgeDeveloper(properties, role));
  }
}

function toSource({ id, scope }: StoredNode, name: string): DerivedNode {
  return { id: `cognito:${id}`, kind: "set", type: "aws.cognito-identities", name, scope, properties: { anchor: id } };
}

/** Users sign in by a client: with one that has a secret, only who knows it. */
function judgeClient(record: StoredNode["properties"], pool: string): Judgement {
  const hasSecret = record["has_client_secret"];
  if (hasSecret === false) return GRANTED;
  return uncertain(
    hasSecret === true
      ? `that the secret of the client of the user pool ${pool} is known`
      : `that the client of the user pool ${pool} has no secret`,
  );
}

/** The pool gives the role of those who signed in; a token of the pool may open others, for sure in the classic flow. */
function judgeDeveloper(properties: StoredNode["properties"], role: string): Judgement {
  if (properties["allows_classic_flow"] === true || properties["authenticated_role"] === role) return GRANTED;
  return uncertain("that tokens of the pool open roles that are not its own, the classic flow being off");
}
