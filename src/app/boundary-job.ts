// A boundary for a job of GitHub Actions: the permissions of its token.
import { defaultPermissions } from "../collect/shared/workflows/permissions.js";
import { didYouMean } from "../model/nearest.js";
import { jobPermissions, type Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode } from "../store/index.js";
import type { Proposal, Refusal } from "./boundary-proposal.js";

const LEVELS = ["read", "write"];

/** The permissions that the token of a job needs, as `contents:read`; refused where none is asked for or one is no permission. */
export function proposeJob({ id, name, properties }: KnownNode, wanted: readonly Wanted[]): Proposal | Refusal {
  if (wanted.length === 0)
    return {
      refused: `what ${name} does with its token is not logged where nhi reads: list it with --action contents:read`,
    };
  const permissions = Object.fromEntries(
    wanted.map(({ action }) => {
      const [permission = "", level = "read"] = action.split(":");
      return [permission, level];
    }),
  );
  const wrong = Object.entries(permissions).find(
    ([permission, level]) => !/^[a-z-]+$/.test(permission) || !LEVELS.includes(level),
  );
  if (wrong !== undefined)
    return { refused: `"${wrong.join(":")}" is no permission of a job; write it as contents:read or id-token:write` };
  return {
    title: "permissions of the job's token",
    files: jobPermissions(textOf(properties["job"]) ?? name, permissions),
    notes: [...unknownIn(Object.keys(permissions)), "secrets and environments of the job are not narrowed by it"],
    change: {
      node: (node) =>
        node.id === id
          ? { ...node, properties: { ...node.properties, permissions, id_token: permissions["id-token"] === "write" } }
          : node,
    },
  };
}

/** GitHub refuses a workflow with a permission that it does not know; its list was read when nhi was built. */
function unknownIn(names: readonly string[]): string[] {
  const known = Object.keys(defaultPermissions("read"));
  return names.flatMap((name) =>
    known.includes(name) ? [] : [`GitHub's schema of workflows has no permission ${name}${didYouMean(name, known)}`],
  );
}
