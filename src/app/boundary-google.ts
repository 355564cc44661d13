// A boundary for a service account of Google Cloud: a custom role in place of those that it holds.
import { hashText } from "../model/hash.js";
import type { JsonRecord } from "../model/words.js";
import { googleRole, type Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { type Proposal, placeOf, type Refusal, stored } from "./boundary-proposal.js";
import { ask, sqlText } from "./store-rows.js";

/** A role of the permissions asked for; refused where none is, or where the account holds no role of its own. */
export function proposeGoogle(
  { name, properties }: KnownNode,
  wanted: readonly Wanted[],
  store: Store,
): Proposal | Refusal {
  if (wanted.length === 0)
    return { refused: `which permissions ${name} uses is not among what is read: list them with --action` };
  const email = textOf(properties["email"]) ?? name;
  const member = `serviceAccount:${email}`;
  const [first] = [
    ...ask(
      store,
      `SELECT properties FROM node WHERE type = 'gcp.role-binding' AND properties ->> '$.member' = ${sqlText(member)} ORDER BY id`,
    ),
  ];
  if (first === undefined) return { refused: `${email} holds no role of its own that was read: nothing to bound` };
  const project = /@([a-z0-9-]+)\.iam\./.exec(email)?.[1] ?? "PROJECT";
  const role = `projects/${project}/roles/nhi_boundary`;
  const text = [...new Set(wanted.map(({ action }) => action))].sort().join("\n");
  const document = hashText(text);
  return {
    title: "custom role in place of the roles that it holds",
    ...placeOf((JSON.parse(String(first["properties"])) as JsonRecord)["resource"]),
    files: googleRole(email.split("@")[0] ?? name, `projects/${project}`, text.split("\n")),
    notes: [
      "grant it at each place where the account holds a role now, and take those away",
      "permissions that no custom role may have are refused by Google when the role is made",
    ],
    change: {
      node: (node) => {
        if (node.type !== "gcp.role-binding" || node.properties["member"] !== member) return node;
        return { ...node, properties: { ...node.properties, role, role_id: `gcp:${role}` } };
      },
      addedNodes: [
        stored({
          id: `gcp:${role}`,
          kind: "grant",
          type: "gcp.role",
          name: "nhi boundary",
          scope: `gcp:projects/${project}`,
          document,
          properties: { role },
        }),
      ],
      documents: new Map([[document, text]]),
    },
  };
}
