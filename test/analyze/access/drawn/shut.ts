// Scenes in which somebody is denied everything, one place or another; and in which a policy was not read.
import { ACCOUNT, allow, arn, deny, type Scene } from "../scene.js";
import { CONTROLLED } from "./controls.js";
import { accountOf, arnOf, PRINCIPALS } from "./names.js";

const ONLY = (id: string) => ({ Condition: { ArnEquals: { "aws:PrincipalArn": id } } });

/** Somebody of the estate is denied everything: by a policy of its own, its boundary, or a control policy of its account or of all. */
export function shutOut(
  scene: Scene,
  { place, at }: { readonly place: number; readonly at: number },
): { readonly id: string; readonly policy: string } {
  const name = PRINCIPALS[at % PRINCIPALS.length] ?? "";
  const id = arnOf(name);
  const account = accountOf(name);
  if (place % 4 === 0) {
    const own = `${id}/inline/shut`;
    scene.node("grant", "aws.inline-policy", own, { parent: id, document: [deny("*")], account });
    scene.edge("has_grant", id, own);
    return { id, policy: own };
  }
  if (place % 4 === 1) {
    const at = scene.edges.findIndex(({ from, properties }) => from === id && properties["role"] === "boundary");
    if (at >= 0) scene.edges.splice(at, 1);
    scene.managed("shut", [allow("*"), deny("*")], account);
    scene.edge("references", id, arn("policy/shut", account), { role: "boundary" });
    return { id, policy: arn("policy/shut", account) };
  }
  const denial = [allow("*"), deny("*", "*", ONLY(id))];
  return { id, policy: control(scene, "aws.scp", place % 4 === 2 ? `aws:${account}` : "r-1", denial) };
}

/** Nothing of the account takes a request that resource control policies are about. */
export function shutIn(scene: Scene): string {
  control(scene, "aws.rcp", `aws:${ACCOUNT}`, [deny("*", "*", { Principal: "*" })]);
  return ACCOUNT;
}

function control(scene: Scene, type: "aws.scp" | "aws.rcp", place: string, document: Parameters<Scene["managed"]>[1]) {
  const id = `arn:aws:organizations::1:policy/${type}-shut`;
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

/** The scene with one of its policies not read: of a user, role or group, a boundary, a control policy; or the one with the id. */
export function unread(
  scene: Scene,
  { place, at }: { readonly place: number; readonly at: number },
  id?: string,
): Scene {
  const types = [["aws.inline-policy", "aws.managed-policy"], ["aws.scp"], ["aws.rcp"]][place % 3] ?? [];
  const found = scene.nodes.filter((node) => (id === undefined ? types.includes(node.type) : node.id === id));
  const one = found[at % Math.max(1, found.length)];
  if (one !== undefined) scene.nodes[scene.nodes.indexOf(one)] = { ...one, document: undefined };
  return scene;
}
