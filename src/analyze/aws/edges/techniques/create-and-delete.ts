// Which actions make a resource under a name that is not taken yet, and what deletes the one that has it.
import type { TechniqueAction } from "../../../../model/technique.js";

const MAKING = /^([a-z0-9-]+):Create([A-Za-z]+)$/;

/**
 * The action that deletes what the action makes, where the resource is of the kind that it makes: `lambda:CreateFunction` fails for a
 * function that is there, while `transfer:CreateUser` is asked about the server. Undefined for any other action.
 */
export function removalOf(action: string, resource: string): string | undefined {
  const [, service, made = ""] = MAKING.exec(action) ?? [];
  if (service === undefined || service === "iam") return undefined;
  const kind = (resource.split(":")[5] ?? "").replace(/\/.*$/s, "").replaceAll("-", "");
  return kind !== "" && made.toLowerCase().endsWith(kind.toLowerCase()) ? `${service}:Delete${made}` : undefined;
}

/** Actions that delete what a technique makes under a name that its caller picks. */
export function removalsOf(actions: readonly TechniqueAction[]): readonly string[] {
  return actions.flatMap(({ action, on, of: [first = ""] = [] }) => (on === "any" && removalOf(action, first)) || []);
}
