// Operations of Azure and the patterns that roles write them with. Pure.
import { matchesGlob } from "./glob.js";

/** Whether a pattern of a role, with a star anywhere, takes in an operation. Azure compares in any case. */
export function matchesOperation(operation: string, pattern: string): boolean {
  // what has a question mark is no operation, and the glob would take it for any letter
  if (pattern.includes("?")) return false;
  // a star between slashes stands for no part, too: so Managed Identity Operator has userAssignedIdentities/assign/action
  const [text, wanted] = [operation.toLowerCase(), pattern.toLowerCase()];
  return matchesGlob(text, wanted) || (wanted.includes("/*/") && matchesGlob(text, wanted.replaceAll("/*/", "/")));
}
