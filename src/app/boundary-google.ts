// A boundary for a service account of Google Cloud: a custom role in place of those that it holds.
import type { Change } from "../analyze/what-if.js";
import { hashText } from "../model/hash.js";
import type { JsonRecord } from "../model/words.js";
import { googleRole, type Wanted } from "../plan/boundaries.js";
import { textOf } from "../plan/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { type Ground, type Proposal, placeOf, type Refusal, stored } from "./boundary-proposal.js";
import { ask, parsed, sqlText } from "./store-rows.js";

/**
 * A role of the permissions asked for; refused where none is, where one is a pattern, which no custom role takes, or where the
 * account holds no role of its own.
 */
export function proposeGoogle(
  { name, scope, properties }: KnownNode,
  wanted: readonly Wanted[],
  { store }: Ground,
): Proposal | Refusal {
  if (wanted.length === 0)
    return { refused: `which permissions ${name} uses is not among what is read: list them with --action` };
  const pattern = wanted.find(({ action }) => action.includes("*"));
  if (pattern !== undefined)
    return { refused: `a custom role of Google takes no wildcards: list what ${pattern.action} stands for` };
  const email = textOf(properties["email"]) ?? name;
  const member = `serviceAccount:${email}`;
  const sql = `SELECT properties FROM node WHERE type = 'gcp.role-binding' AND properties ->> '$.member' = ${sqlText(member)} ORDER BY id`;
  const bindings = [...ask(store, sql)].map((row) => parsed(row["properties"] ?? undefined));
  const [first] = bindings;
  if (first === undefined) return { refused: `${email} holds no role of its own that was read: nothing to bound` };
  const keeper = keeperOf(bindings, store);
  if (keeper === undefined)
    return {
      refused: `${email} holds roles in several projects, and a role for all of them is one of the organization, which was not read`,
    };
  const role = `${keeper}/roles/nhi_boundary`;
  const text = [...new Set(wanted.map(({ action }) => action))].sort().join("\n");
  return {
    title: "custom role in place of the roles that it holds",
    ...placeOf(first["resource"]),
    files: googleRole(email.split("@")[0] ?? name, keeper, text.split("\n")),
    notes: [
      "grant it at each place where the account holds a role now, and take those away",
      "permissions that no custom role may have are refused by Google when the role is made",
    ],
    change: inPlaceOf(member, role, scope, text),
  };
}

/** Each binding of the member gives the role instead, which has the permissions of the text. */
function inPlaceOf(member: string, role: string, scope: string, text: string): Change {
  const document = hashText(text);
  const id = `gcp:${role}`;
  return {
    node: (node) => {
      if (node.type !== "gcp.role-binding" || node.properties["member"] !== member) return node;
      return { ...node, properties: { ...node.properties, role, role_id: id } };
    },
    addedNodes: [
      stored({ id, kind: "grant", type: "gcp.role", name: "nhi boundary", scope, document, properties: { role } }),
    ],
    documents: new Map([[document, text]]),
  };
}

/**
 * Where the role is made: a role of a project is granted in that project only, one of an organization everywhere in it ("Create and
 * manage custom roles", IAM documentation). Undefined where that would be an organization that was not read.
 */
function keeperOf(bindings: readonly JsonRecord[], store: Store): string | undefined {
  const places = new Set(bindings.map((binding) => textOf(binding["bound_project"])));
  const [project] = places;
  if (places.size === 1 && project !== undefined) return `projects/${project}`;
  const above = bindings.flatMap((binding) => organizationOf(binding, store) ?? []);
  return above.length === bindings.length && new Set(above).size === 1 ? above[0] : undefined;
}

function organizationOf({ resource, bound_project: project }: JsonRecord, store: Store): string | undefined {
  const place = typeof project === "string" ? `projects/${project}` : (textOf(resource) ?? "").split(".com/").at(-1);
  const { ancestors, resource: own } = store.node(`gcp:${place}`)?.properties ?? {};
  const above = [own, ...(Array.isArray(ancestors) ? ancestors : [])];
  return above.find((one): one is string => typeof one === "string" && one.startsWith("organizations/"));
}
