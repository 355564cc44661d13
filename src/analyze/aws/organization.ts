// Organisations as the evaluator sees them: which control policies bind an account, level by level.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { isRecord, listedTexts } from "../properties.js";
import { scopesWith } from "../read-sets.js";
import { type AttachedPolicy, accountOfScope, type PolicyReader } from "./attached-policy.js";

export type ControlKind = "scp" | "rcp";

/** The policies on one root, unit or account; an access has to be allowed on each level. */
export interface ControlLevel {
  /** r-…, ou-… or aws:<account>. */
  readonly target: string;
  readonly policies: readonly AttachedPolicy[];
}

export interface OrganizationPlace {
  /** o-… */
  readonly organization: string;
  /** As in aws:PrincipalOrgPaths: o-…/r-…/ou-…/; undefined when the units above the account were not read. */
  readonly path: string | undefined;
  readonly isManagement: boolean;
  /** The account that manages it; undefined when that was not read. */
  readonly management: string | undefined;
  /** Root first, the account last; empty when no policy of the kind is in use, or none was read. */
  readonly levels: { readonly [kind in ControlKind]: readonly ControlLevel[] };
  /** Whether the policies of the kind were read. */
  readonly isRead: { readonly [kind in ControlKind]: boolean };
}

export interface Organizations {
  /** Where the account stands; undefined when its organisation was not read, or it has none. */
  placeOf(account: string): OrganizationPlace | undefined;
  /** Accounts that administer a service for an organisation besides the one that manages it; undefined when that was not read. */
  delegatedTo(organization: string, service: string): readonly string[] | undefined;
  /** Organisations of which every account is known. */
  readonly readWhole: readonly string[];
}

/** In: an account. Out: the control policies of a kind that bind it, by level; none for the account that manages its organisation. */
export function levelsOver(
  { placeOf }: Pick<Organizations, "placeOf">,
  account: string,
  kind: ControlKind,
): readonly ControlLevel[] {
  const place = placeOf(account);
  return place === undefined || place.isManagement ? [] : place.levels[kind];
}

/** The same policies without their levels, for who looks at what they deny alone. */
export function controlsOver(
  organizations: Pick<Organizations, "placeOf">,
  account: string,
  kind: ControlKind,
): readonly AttachedPolicy[] {
  return levelsOver(organizations, account, kind).flatMap(({ policies }) => policies);
}

/** Tree and policies of an organisation; where they are complete and hold no policy of a kind, none is in use. */
const DATA_SET = "aws/organizations:policies";

const CONTROL_TYPES: { readonly [type: string]: ControlKind } = { "aws.scp": "scp", "aws.rcp": "rcp" };

interface Tree {
  readonly parents: ReadonlyMap<string, string>;
  readonly roots: ReadonlyMap<string, string>;
  /** Organisation → management account. */
  readonly managers: ReadonlyMap<string, string>;
  /** Account → organisation, as the account's scope says. */
  readonly members: ReadonlyMap<string, string>;
  /** `<organisation> <service>` → accounts that administer the service for it. */
  readonly delegated: ReadonlyMap<string, readonly string[]>;
  /** `<organisation> <data set>` of what was read whole. */
  readonly complete: ReadonlySet<string>;
}

/** The organisations of the estate; where an account is in them is worked out once an account. */
export function readOrganizations(input: AnalysisInput, policies: PolicyReader): Organizations {
  const tree = readTree(input);
  const attached = readAttached(input, policies);
  const places = new Map<string, OrganizationPlace | undefined>();
  const organizations = [...new Set([...tree.managers.keys(), ...tree.roots.values()])].sort();
  return {
    readWhole: organizations.filter((one) => tree.complete.has(one)),
    placeOf(account) {
      if (!places.has(account)) places.set(account, toPlace(account, tree, attached));
      return places.get(account);
    },
    delegatedTo: (organization, service) => tree.delegated.get(`${organization} ${service}`),
  };
}

function readTree(input: AnalysisInput): Tree {
  const managers = new Map<string, string>();
  const members = new Map<string, string>();
  const complete = new Set([...scopesWith(input.scopes(), DATA_SET)].map(accountOfScope));
  const delegated = new Map<string, readonly string[]>();
  for (const { id, properties } of input.scopes()) {
    const { management_account: manager, organization } = properties;
    const { delegated_administrators: services } = properties;
    for (const [service, accounts] of Object.entries(isRecord(services) ? services : {}))
      delegated.set(`${accountOfScope(id)} ${service}`, listedTexts(accounts));
    if (id.startsWith("aws:o-") && typeof manager === "string") managers.set(accountOfScope(id), manager);
    else if (typeof organization === "string") members.set(accountOfScope(id), organization.replace(/^aws:/, ""));
  }
  const roots = new Map<string, string>();
  for (const node of input.nodes(["aws.organization-root"])) roots.set(node.id, accountOfScope(node.scope));
  const parents = new Map<string, string>();
  for (const edge of input.edges(["contains"])) if (/^(r|ou)-/.test(edge.from)) parents.set(edge.to, edge.from);
  return { parents, roots, managers, members, delegated, complete };
}

type Attached = ReadonlyMap<string, readonly { readonly kind: ControlKind; readonly policy: AttachedPolicy }[]>;

function readAttached(input: AnalysisInput, policies: PolicyReader): Attached {
  const controls = new Map<string, { kind: ControlKind; policy: AttachedPolicy }>();
  for (const node of input.nodes(Object.keys(CONTROL_TYPES))) {
    const kind = CONTROL_TYPES[node.type];
    if (kind) controls.set(node.id, { kind, policy: policies(node) });
  }
  const attached = new Map<string, { kind: ControlKind; policy: AttachedPolicy }[]>();
  if (controls.size === 0) return attached;
  for (const edge of input.edges(["references"])) {
    const control = controls.get(edge.from);
    if (!control) continue;
    addTo(attached, edge.to, control);
  }
  return attached;
}

function toPlace(account: string, tree: Tree, attached: Attached): OrganizationPlace | undefined {
  const targets = [`aws:${account}`];
  for (
    let at = tree.parents.get(`aws:${account}`);
    at !== undefined && !targets.includes(at);
    at = tree.parents.get(at)
  ) {
    targets.unshift(at);
  }
  const rootOrganization = tree.roots.get(targets[0] ?? "");
  const organization = rootOrganization ?? tree.members.get(account);
  if (organization === undefined) return undefined;
  const levelsOf = (kind: ControlKind): ControlLevel[] => {
    const levels = targets.map((target) => ({
      target,
      policies: (attached.get(target) ?? []).filter((control) => control.kind === kind).map(({ policy }) => policy),
    }));
    return levels.every((level) => level.policies.length === 0) ? [] : levels;
  };
  const levels = { scp: levelsOf("scp"), rcp: levelsOf("rcp") };
  const isRead = (kind: ControlKind) => levels[kind].length > 0 || tree.complete.has(organization);
  return {
    organization,
    path: rootOrganization === undefined ? undefined : `${[organization, ...targets.slice(0, -1)].join("/")}/`,
    isManagement: tree.managers.get(organization) === account,
    management: tree.managers.get(organization),
    levels,
    isRead: { scp: isRead("scp"), rcp: isRead("rcp") },
  };
}
