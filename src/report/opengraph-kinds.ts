// The kinds of nhi's graph in BloodHound, and the extension definition that declares them.
import type { EdgeKind, NodeKind } from "../model/words.js";

/** Every kind of ours begins with it, as BloodHound wants it of an extension. */
const NAMESPACE = "NHI";
export const BASE = `${NAMESPACE}_Base`;
/** What an edge ends at but nobody read. */
const OUTSIDE = `${NAMESPACE}_Outside`;
/** `permits` and the like when it gives control of the target. */
export const CONTROLS = `${NAMESPACE}_Controls`;
/** From an identity to its signature. No path: who has only a token of the identity walks through it, too, and signs nothing. */
export const SIGNS = `${NAMESPACE}_Signs`;
/** From a service account to its identity token. */
export const IDENTIFIES = `${NAMESPACE}_Identifies`;
/** From a group to its people. No path either: an application in the group activates nothing. */
export const ACTIVATES = `${NAMESPACE}_Activates`;

interface NodeLook {
  readonly display: string;
  readonly icon: string;
  readonly color: string;
  readonly description: string;
}

const NODES: { readonly [kind in NodeKind]: NodeLook } = {
  principal: {
    display: "Identity",
    icon: "robot",
    color: "#4f8bd6",
    description: "A role, service account, user or app.",
  },
  credential: {
    display: "Credential",
    icon: "key",
    color: "#d9a441",
    description: "What proves an identity; never a value.",
  },
  workload: { display: "Workload", icon: "gears", color: "#5fae6e", description: "What runs as an identity." },
  trust: {
    display: "Trust",
    icon: "handshake",
    color: "#8a6fc9",
    description: "Who may become an identity, under which conditions.",
  },
  grant: { display: "Grant", icon: "file-shield", color: "#c96f9c", description: "Permissions that are given." },
  session: {
    display: "Session",
    icon: "clock",
    color: "#6fb8c9",
    description: "An identity narrowed by a session policy or token.",
  },
  resource: { display: "Resource", icon: "box", color: "#9a9a9a", description: "What is reached." },
  scope: {
    display: "Scope",
    icon: "building",
    color: "#c95c5c",
    description: "An account, tenant, project or organisation.",
  },
  set: {
    display: "Set",
    icon: "users",
    color: "#b0894f",
    description: "Everybody of a kind, such as whoever may push to a repository.",
  },
};

/** How each kind of edge reads, and whether who walks it has become, or controls, what it ends at. */
const EDGES: { readonly [kind in EdgeKind]?: readonly [description: string, isTraversable: boolean] } = {
  authenticates_as: ["The credential proves the identity.", true],
  has_grant: ["The identity has these permissions.", false],
  has_session: ["The identity acts through this session.", true],
  permits: ["The identity may use this.", false],
  runs_as: ["The workload acts as the identity.", true],
  holds: ["The workload or identity has the credential at hand.", true],
  stores: ["The credential is kept here.", false],
  supplies_code_to: ["Who controls the source decides what runs at the target.", true],
  runs_code_in: ["The source runs code of its own in the target.", true],
  federates: ["Tokens of the source are accepted by the trust of the target.", true],
  yields: ["The trust gives the identity.", true],
  can_assume: ["The source can become the target.", true],
  impersonates: ["The source can act as the target.", true],
  adds_credential: ["The source can give itself a credential of the target.", true],
  escalates_to: ["The source can bring itself to the target.", true],
  member_of: ["The source has what the group has.", true],
  includes: ["The set has this member.", true],
  contains: ["The target lies in the scope.", false],
  steers: ["The source tells the target what to do.", true],
};

/** `can_assume` → `NHI_CanAssume`. */
export function edgeKind(kind: EdgeKind): string {
  return `${NAMESPACE}_${pascal(kind)}`;
}

/** `principal` → `NHI_Principal`. */
export function nodeKind(kind: string): string {
  return Object.hasOwn(NODES, kind) ? `${NAMESPACE}_${pascal(kind)}` : OUTSIDE;
}

/** Whether the edge is one that its kind makes a path by itself. */
export function isTraversable(kind: EdgeKind): boolean {
  return EDGES[kind]?.[1] ?? false;
}

/** Kinds of edges that are exported; the others are evidence only. */
export function isExported(kind: EdgeKind): boolean {
  return EDGES[kind] !== undefined;
}

function pascal(word: string): string {
  return word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Kinds of edges that stand for no kind of nhi's graph. */
const OF_OURS = [
  { name: CONTROLS, description: "The source may do all of this to the target.", is_traversable: true },
  {
    name: SIGNS,
    description:
      "The signature is that of the source: the source itself has it, who only has a token of the source has not.",
    is_traversable: false,
  },
  {
    name: IDENTIFIES,
    description:
      "The identity token is that of the source: the source itself has it, who only has an access token of the source has not.",
    is_traversable: false,
  },
  {
    name: ACTIVATES,
    description: "The people of the source, who activate what it is eligible for: an application in it does not.",
    is_traversable: false,
  },
];

/** The extension definition: what `PUT /api/v2/extensions` of BloodHound takes. */
export function extensionDefinition(version: string) {
  const looks: readonly (readonly [string, NodeLook])[] = [
    ...Object.entries(NODES).map(([kind, look]) => [nodeKind(kind), look] as const),
    [OUTSIDE, { display: "Outside", icon: "globe", color: "#777777", description: "Named by an edge, but not read." }],
  ];
  const edges = Object.entries(EDGES).map(([kind, [description, traversable]]) => ({
    name: edgeKind(kind as EdgeKind),
    description,
    is_traversable: traversable,
  }));
  return {
    schema: { name: "nhi", display_name: "Non-human identities (nhi)", version: `v${version}`, namespace: NAMESPACE },
    node_kinds: [
      ...looks.map(([name, { display, icon, color, description }]) => ({
        name,
        display_name: display,
        description,
        is_display_kind: true,
        icon,
        color,
      })),
      {
        name: BASE,
        display_name: "nhi",
        description: "Every node of nhi.",
        is_display_kind: false,
        icon: "circle",
        color: "#777777",
      },
    ],
    relationship_kinds: [...edges, ...OF_OURS],
    environments: [
      {
        environment_kind: nodeKind("scope"),
        source_kind: BASE,
        principal_kinds: [nodeKind("principal"), nodeKind("workload"), nodeKind("set")],
      },
    ],
    relationship_findings: [],
  };
}
