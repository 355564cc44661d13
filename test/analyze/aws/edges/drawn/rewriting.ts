// Changes of scenes that are made already: other documents, and policies more.
import { hashText } from "../../../../../src/model/hash.js";
import { ACCOUNT, type Scene } from "../scene.js";
import type { Statement } from "./statements.js";

/** A node says this, or was not read. */
export function setDocument(scene: Scene, id: string, statements: readonly Statement[] | undefined): void {
  const at = scene.nodes.findIndex((node) => node.id === id);
  const node = scene.nodes[at];
  if (node === undefined) return;
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  if (statements !== undefined) scene.documents.set(hashText(text), text);
  scene.nodes[at] = { ...node, document: statements && hashText(text) };
}

/** A node says one statement more. */
export function addToDocument(scene: Scene, id: string, statement: Statement): void {
  const text = scene.documents.get(scene.nodes.find((node) => node.id === id)?.document ?? "") ?? '{"Statement":[]}';
  const { Statement: list }: { Statement: Statement[] } = JSON.parse(text);
  setDocument(scene, id, [...list, statement]);
}

/** A user, role or group has one inline policy more: its id. */
export function addOwn(scene: Scene, holder: string, name: string, document: readonly Statement[]): string {
  const id = `${holder}/inline/${name}`;
  const [, , , , account = ACCOUNT] = holder.split(":");
  scene.node("grant", "aws.inline-policy", id, { parent: holder, document, account });
  scene.edge("has_grant", holder, id);
  return id;
}
