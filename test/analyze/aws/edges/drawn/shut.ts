// Scenes in which all are denied everything, each by another kind of policy; and in which policies were not read.
import { ACCOUNT, allow, arn, type Scene } from "../scene.js";
import { CONTROLLED } from "./controls.js";
import { accountOf, arnOf, ORIGINALS, PRINCIPALS } from "./names.js";
import { PODS, PROFILE } from "./resources.js";
import { addOwn, addToDocument, setDocument } from "./rewriting.js";
import type { Statement } from "./statements.js";

/** Which of what is possible is done. */
interface Turn {
  readonly place: number;
  readonly at: number;
}

const DENIAL: Statement = { Effect: "Deny", Action: "*", Resource: "*" };
/** What nobody gets anywhere by. */
const NOTHING = { action: "sns:ListTopics", resource: "arn:aws:sns:eu-west-1:111122223333:nothing" };
/** Much, and no administrator: what holds everything else would be looked at as one. */
const MUCH = [
  "sts:AssumeRole",
  "secretsmanager:*",
  "s3:*",
  "kms:*",
  "dynamodb:*",
  "lambda:*",
  "iam:PassRole",
  "ec2:*",
  "ssm:*",
];

/** Each denies everything that counts to somebody, and says by which policy. */
const SHUTTINGS: readonly ((scene: Scene, name: string) => string)[] = [
  (scene, name) => addOwn(scene, arnOf(name), "shut", [DENIAL]),
  (scene, name) => addOwn(scene, arnOf(name), "shut", [{ Effect: "Deny", NotAction: NOTHING.action, Resource: "*" }]),
  (scene, name) => addOwn(scene, arnOf(name), "shut", [{ Effect: "Deny", Action: "*", NotResource: NOTHING.resource }]),
  (scene, name) => addOwn(scene, groupOf(scene, name), "shut", [DENIAL]),
  (scene, name) => bind(scene, name, [allow("*"), DENIAL]),
  (scene, name) => control(scene, "aws.scp", `aws:${accountOf(name)}`, [allow("*"), denialFor(name)]),
  (scene, name) => control(scene, "aws.scp", "r-1", [allow("*"), denialFor(name)]),
];

/** Somebody who is shut out, and the policy that does it. */
interface Shut {
  readonly id: string;
  readonly policy: string;
}

/** All are allowed everything, or much, and denied it: each by another kind of policy, which the turn tells. */
export function shutOut(scene: Scene, { place, at }: Turn): readonly Shut[] {
  return PRINCIPALS.map((name, index) => {
    const kind = (place + index) % SHUTTINGS.length;
    const shut = SHUTTINGS[kind === OF_GROUP && name.startsWith("ro") ? 0 : kind] ?? SHUTTINGS[0];
    addOwn(scene, arnOf(name), "power", [allow((at + index) % 2 === 0 ? "*" : MUCH) as Statement]);
    return { id: arnOf(name), policy: shut?.(scene, name) ?? "" };
  });
}

const OF_GROUP = 3;

function groupOf(scene: Scene, name: string): string {
  const account = accountOf(name);
  const id = arn(`group/shut-${name}`, account);
  scene.group(`shut-${name}`, {}, account).edge("member_of", arnOf(name), id);
  return id;
}

function bind(scene: Scene, name: string, document: Parameters<Scene["managed"]>[1]): string {
  const at = scene.edges.findIndex(({ from, properties }) => from === arnOf(name) && properties["role"] === "boundary");
  if (at >= 0) scene.edges.splice(at, 1);
  const policy = arn(`policy/shut-${name}`, accountOf(name));
  scene.managed(`shut-${name}`, document, accountOf(name));
  scene.edge("references", arnOf(name), policy, { role: "boundary" });
  return policy;
}

function denialFor(name: string): Statement {
  return { ...DENIAL, Condition: { ArnEquals: { "aws:PrincipalArn": arnOf(name) } } };
}

/** Sessions of roles that hold everything get none of it: the ids of both sessions. */
export function shutSessions(scene: Scene): readonly string[] {
  for (const name of ["ro2", "ro3"]) addOwn(scene, arnOf(name), "power", [allow("*") as Statement]);
  if (!scene.nodes.some(({ id }) => id === PODS)) scene.node("session", "aws.session", PODS, { parent: arnOf("ro3") });
  setDocument(scene, PODS, [allow("*") as Statement, { Effect: "Deny", NotAction: NOTHING.action, Resource: "*" }]);
  setDocument(scene, PROFILE, [allow("*") as Statement, DENIAL]);
  return [`${PROFILE}/session/ro2`, PODS];
}

const NOBODY = arn("user/nobody");
const REFUSALS: readonly Statement[] = [
  { Effect: "Deny", Principal: "*" },
  { Effect: "Deny", NotPrincipal: { AWS: NOBODY } },
  { Effect: "Deny", Principal: { AWS: "*" } },
];

/** Nobody may assume a role or read or write data of the accounts, whatever they hold: by control policies, or by each one's own. Out: the accounts. */
export function shutIn(scene: Scene, { place }: Turn, guarded: readonly string[]): readonly string[] {
  for (const id of ORIGINALS) addOwn(scene, id, "power", [allow(MUCH) as Statement]);
  const accounts = [...new Set(PRINCIPALS.map(accountOf))];
  if (place % 3 === 0) {
    control(scene, "aws.rcp", `aws:${ACCOUNT}`, [{ ...DENIAL, Principal: "*" }]);
    return [ACCOUNT];
  }
  if (place % 3 === 1) control(scene, "aws.rcp", "r-1", [{ ...DENIAL, Principal: "*" }]);
  else {
    for (const [at, id] of [...guarded, ...ORIGINALS.filter((one) => one.includes(":role/"))].entries()) {
      const refusal = REFUSALS[at % REFUSALS.length];
      const isRole = id.includes(":role/");
      addToDocument(scene, id, { ...refusal, ...(isRole ? { Action: "sts:*" } : { Action: "*", Resource: "*" }) });
    }
  }
  return accounts;
}

function control(scene: Scene, type: "aws.scp" | "aws.rcp", place: string, document: Parameters<Scene["managed"]>[1]) {
  const id = `arn:aws:organizations::1:policy/${type}-shut-${scene.nodes.length}`;
  // a place without a policy of a kind that is in use was not read
  const isInUse = scene.nodes.some((one) => one.type === type);
  scene.node("grant", type, id, { account: "o-1", document });
  scene.edge("references", id, place);
  if (isInUse) return id;
  scene.node("grant", type, `${id}-all`, {
    account: "o-1",
    document: [allow("*", "*", type === "aws.rcp" ? { Principal: "*" } : {})],
  });
  for (const one of CONTROLLED) scene.edge("references", `${id}-all`, one);
  return id;
}

/** The scene with one of its policies not read: of a user, role or group, a boundary, a control policy; or those with the ids. */
export function unread(scene: Scene, { place, at }: Turn, ids?: readonly string[]): Scene {
  const types = [["aws.inline-policy", "aws.managed-policy"], ["aws.scp"], ["aws.rcp"]][place % 3] ?? [];
  const found = scene.nodes.filter((node) => types.includes(node.type));
  const one = found[at % Math.max(1, found.length)];
  for (const id of ids ?? (one ? [one.id] : [])) setDocument(scene, id, undefined);
  return scene;
}
