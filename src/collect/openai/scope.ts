// The scope of an organisation of OpenAI, and its folder in a bundle. Pure.
import type { ScopeNode } from "../../model/batch.js";

/** `openai:acme`. */
export function scopeOf(name: string): ScopeNode {
  return { id: `openai:${name.toLowerCase()}`, type: "openai.organization", name, properties: {} };
}

/** Folder of its answers: organisations share the server, and no answer says which of them it is of. */
export function folderOf(name: string): string {
  return name.toLowerCase();
}
