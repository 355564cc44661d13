// A boundary for each kind of identity: its text, and the change that it would be to the estate.
import type { Change } from "../analyze/what-if.js";
import type { StoredNode } from "../model/analysis.js";
import { hashText } from "../model/hash.js";
import type { Json, JsonRecord } from "../model/words.js";
import {
  awsBoundary,
  azureRole,
  BOUNDARY_LIMIT,
  googleRole,
  jobPermissions,
  statementsOf,
  statementsWithin,
  type Wanted,
} from "../plan/boundaries.js";
import type { PlanFile } from "../plan/replacement.js";
import { textOf } from "../plan/text.js";
import type { KnownNode, Store } from "../store/index.js";
import { heldPolicies } from "./plan-secrets.js";
import { ask, sqlText } from "./store-rows.js";

export interface Proposal {
  readonly title: string;
  readonly files: readonly PlanFile[];
  readonly notes: readonly string[];
  readonly change: Change;
  /** Where an action is checked that names no resource. */
  readonly place?: string;
}

/** Why there is no boundary. */
export interface Refusal {
  readonly refused: string;
}

type Proposer = (node: KnownNode, wanted: readonly Wanted[], store: Store) => Proposal | Refusal;

const PROPOSERS: { readonly [type: string]: Proposer } = {
  "aws.iam-role": proposeAws,
  "aws.iam-user": proposeAws,
  "gcp.service-account": proposeGoogle,
  "azure.managed-identity": proposeAzure,
  "entra.managed-identity": proposeAzure,
  "entra.service-principal": proposeAzure,
  "github.job": proposeJob,
};

/** The boundary of an identity, or why there is none. */
export function propose(node: KnownNode, wanted: readonly Wanted[], store: Store): Proposal | Refusal {
  const proposer = PROPOSERS[node.type];
  if (proposer !== undefined) return proposer(node, wanted, store);
  const role = textOf(node.properties["role"]);
  if (role !== undefined) return { refused: `${node.name} runs as ${role}: ask for the boundary of that` };
  if (node.type === "github.app-installation") {
    return {
      refused: `permissions of ${node.name} are those of its App, for every installation: take away in the App's settings what it does not need`,
    };
  }
  return { refused: `nothing bounds a ${node.type}: narrow the credentials that it holds (nhi explain ${node.name})` };
}

function proposeAws({ id, name, scope }: KnownNode, wanted: readonly Wanted[], store: Store): Proposal | Refusal {
  const used = wanted.length > 0 ? undefined : servicesUsed(id, store);
  if (wanted.length === 0 && used === undefined) {
    return {
      refused: `what ${name} uses was not read: scan with --every-user (service last accessed), or list what it needs with --action`,
    };
  }
  const documents =
    used === undefined
      ? []
      : heldPolicies(store, id).flatMap(({ text }) => (text === undefined ? [] : [JSON.parse(text) as Json]));
  const statements = used === undefined ? statementsOf(wanted) : statementsWithin(documents, used);
  if (statements.length === 0)
    return { refused: `${name} was not seen to use anything in 400 days: nothing to keep; remove it instead` };
  const { text, size, files, notes } = awsBoundary(name, statements);
  if (size > BOUNDARY_LIMIT) {
    return {
      refused: `the boundary has ${size} characters, and AWS takes ${BOUNDARY_LIMIT}: list fewer actions, or use wildcards`,
    };
  }
  const policy = `${id.replace(/:(?:role|user)\/.*$/, "")}:policy/nhi-boundary`;
  const document = hashText(text);
  const edge = {
    kind: "references",
    from: id,
    to: policy,
    scope,
    state: "none",
    confidence: 1,
    properties: { role: "boundary" },
  } as const;
  return {
    title:
      used === undefined
        ? "permissions boundary with the actions that were listed"
        : `permissions boundary with the services that it used: ${used.join(", ")}`,
    files,
    notes,
    change: {
      addedNodes: [
        stored({ id: policy, kind: "grant", type: "aws.managed-policy", name: "nhi-boundary", scope, document }),
      ],
      keeps: ({ kind, from, properties }) => kind !== "references" || from !== id || properties["role"] !== "boundary",
      addedEdges: [edge],
      documents: new Map([[document, text]]),
    },
  };
}

/** Services by the 400 days that AWS looks back; undefined where that was not read. */
function servicesUsed(id: string, store: Store): string[] | undefined {
  const [row] = [...ask(store, `SELECT services_used FROM identity WHERE id = ${sqlText(id)}`)];
  const used = row?.["services_used"];
  return typeof used === "string" ? Object.keys(JSON.parse(used) as JsonRecord).sort() : undefined;
}

function proposeGoogle({ name, properties }: KnownNode, wanted: readonly Wanted[], store: Store): Proposal | Refusal {
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

function proposeAzure(node: KnownNode, wanted: readonly Wanted[], store: Store): Proposal | Refusal {
  const { name, properties } = node;
  if (wanted.length === 0)
    return { refused: `which operations ${name} uses is not among what is read: list them with --action` };
  const principal = textOf(properties["principal"]) ?? node.id.split("/").at(-1) ?? "";
  const sql = `SELECT properties FROM node WHERE type = 'azure.role-assignment' AND properties ->> '$.principal' = ${sqlText(principal)} ORDER BY id`;
  const scopes = [...ask(store, sql)].flatMap(
    (row) => textOf((JSON.parse(String(row["properties"])) as JsonRecord)["role_scope"]) ?? [],
  );
  if (scopes.length === 0)
    return {
      refused: `${name} is assigned no role of Azure that was read: its rights in Entra are app roles, which only whole permissions narrow`,
    };
  const isData = dataOperations(store);
  const actions = wanted.map(({ action }) => action);
  const given = { actions: actions.filter((one) => !isData(one)), dataActions: actions.filter(isData) };
  const id = "00000000-0000-4000-8000-6e6869626e64";
  return {
    title: "custom role in place of the roles that it is assigned",
    ...placeOf(scopes[0]),
    files: azureRole(name, scopes, given),
    notes: [`assign it at ${scopes.join(", ")}, and take the other assignments there away`],
    change: {
      node: (one) => {
        if (one.type !== "azure.role-assignment" || one.properties["principal"] !== principal) return one;
        return { ...one, properties: { ...one.properties, role: "nhi boundary", role_definition: id } };
      },
      addedNodes: [
        stored({
          id: `azure:role/${id}`,
          kind: "grant",
          type: "azure.role",
          name: "nhi boundary",
          scope: node.scope,
          properties: {
            role_definition: id,
            custom_role: true,
            assignable_scopes: scopes,
            permissions: [
              { actions: given.actions, not_actions: [], data_actions: given.dataActions, not_data_actions: [] },
            ],
          },
        }),
      ],
    },
  };
}

function placeOf(resource: Json | undefined): Pick<Proposal, "place"> {
  return typeof resource === "string" ? { place: resource } : {};
}

/** Whether an operation is about data: some role that was read names it so. */
function dataOperations(store: Store): (operation: string) => boolean {
  const known = new Set<string>();
  for (const row of ask(store, "SELECT properties FROM node WHERE type = 'azure.role'")) {
    const { permissions } = JSON.parse(String(row["properties"])) as {
      permissions?: readonly { data_actions?: readonly string[] }[];
    };
    for (const { data_actions: names = [] } of permissions ?? [])
      for (const name of names) known.add(name.toLowerCase());
  }
  return (operation) => known.has(operation.toLowerCase());
}

const LEVELS = ["read", "write"];

function proposeJob({ id, name, properties }: KnownNode, wanted: readonly Wanted[]): Proposal | Refusal {
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
    notes: ["secrets and environments of the job are not narrowed by it"],
    change: {
      node: (node) =>
        node.id === id
          ? { ...node, properties: { ...node.properties, permissions, id_token: permissions["id-token"] === "write" } }
          : node,
    },
  };
}

function stored(
  node: Pick<StoredNode, "id" | "kind" | "type" | "name" | "scope"> & {
    readonly document?: string;
    readonly properties?: JsonRecord;
  },
): StoredNode {
  return {
    region: "",
    incarnation: undefined,
    parent: undefined,
    document: undefined,
    properties: {},
    supplements: {},
    ...node,
  };
}
