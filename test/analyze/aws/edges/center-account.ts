// The Identity Center of a technique's cases: the account 111122223333 manages an organisation and owns it, the caller is a role
// of it there, and the accounts 444455556666 (the target's) and 777788889999 are its members.
import type { Technique, TechniqueCase } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { ACCOUNT, arn, EVERYTHING, OTHER, Scene } from "./scene.js";

export const THIRD = "777788889999";
export const ORGANIZATION = "o-acme";
export const INSTANCE = "arn:aws:sso:::instance/ssoins-0123456789abcdef";
export const group = (name: string): string => `arn:aws:identitystore:::group/${name}`;
export const setArn = (name: string): string => `arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-${name}`;
const reserved = (name: string) => `aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_0123456789abcdef`;
export const roleArn = (name: string, account: string): string => arn(`role/${reserved(name)}`, account);
export const CENTER_CALLER = roleArn("caller", ACCOUNT);

export const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const LITTLE = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** What a permission set is like by what a technique asks of it: the one that fits, and its neighbour. */
const KINDS: { readonly [wanted: string]: readonly [fits: JsonRecord, misses: JsonRecord] } = {
  any: [{}, {}],
  admin: [{ managed_policies: [ADMIN] }, { managed_policies: [LITTLE] }],
  open: [{}, { boundary: LITTLE }],
  bounded: [{ boundary: LITTLE }, {}],
  "bounded-admin": [
    { managed_policies: [ADMIN], boundary: LITTLE },
    { managed_policies: [LITTLE], boundary: LITTLE },
  ],
};

/** The node that a technique about Identity Center leads to. */
export function centerTarget({ yields, target }: Pick<Technique, "yields" | "target">): string {
  if (target === "member-account" || target === "organization-account" || (target === "sso-role" && yields === "admin"))
    return `aws:${OTHER}`;
  return target === "sso-role" ? roleArn("target", OTHER) : group("target");
}

export function centerScene({ requires }: Technique, statements: TechniqueCase["statements"]): Scene {
  const [fits, misses] = KINDS[requires?.permission_set ?? "any"] ?? [{}, {}];
  const scene = organization([ACCOUNT, OTHER, THIRD]);
  addCenter(scene, { delegated_administrators: [] });
  if (requires?.linked_role !== undefined) addLinkedRole(scene, requires.linked_role);
  if (requires?.whole_policy) scene.managed("Whole", [EVERYTHING], OTHER);
  addSet(scene, "caller", { boundary: LITTLE, accounts: [ACCOUNT] });
  addSet(scene, "target", { ...fits, accounts: [OTHER] });
  addSet(scene, "other", { ...misses, accounts: [THIRD] });
  addRole(scene, "caller", ACCOUNT, statements);
  assign(scene, "caller", ACCOUNT, "own");
  for (const [name, account] of [
    ["target", OTHER],
    ["other", THIRD],
  ] as const) {
    addRole(scene, name, account);
    assign(scene, name, account, name);
  }
  assign(scene, "target", OTHER, "own");
  return scene;
}

/** Accounts of an organisation that the first of them manages. */
export function organization(accounts: readonly string[], management = accounts[0] ?? ""): Scene {
  const scene = new Scene();
  for (const account of accounts) {
    scene.account(account);
    const scope = scene.scopes.get(account);
    if (scope) scene.scopes.set(account, { ...scope, properties: { account, organization: ORGANIZATION } });
  }
  scene.scopes.set(ORGANIZATION, {
    id: `aws:${ORGANIZATION}`,
    type: "aws.organization",
    name: "acme",
    parent: undefined,
    properties: { management_account: management },
    coverage: [{ dataSet: "aws/organizations:policies", state: "complete" }],
  });
  return scene;
}

export function addCenter(scene: Scene, properties: JsonRecord, account = ACCOUNT): Scene {
  return scene.node("resource", "aws.sso-instance", INSTANCE, {
    account,
    properties: { identity_store: "d-0123456789", ...properties },
  });
}

/** Lets accounts administer services for the organisation: service → accounts. */
export function delegate(scene: Scene, services: { readonly [service: string]: readonly string[] }): Scene {
  const scope = scene.scopes.get(ORGANIZATION);
  const properties = { ...scope?.properties, delegated_administrators: services as JsonRecord };
  if (scope) scene.scopes.set(ORGANIZATION, { ...scope, properties });
  return scene;
}

/** A role that AWS linked to the service, in the account that manages the organisation. */
export function addLinkedRole(scene: Scene, service: string): Scene {
  const name = `aws-service-role/${service}/AWSServiceRoleForIt`;
  return scene.role(name, [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }]);
}

/** The role of a permission set in an account. */
export function addRole(scene: Scene, set: string, account: string, statements?: TechniqueCase["statements"]): Scene {
  scene.role(reserved(set), [], statements ? { inline: statements } : {}, account);
  const made = scene.nodes.findIndex(({ id }) => id === roleArn(set, account));
  const node = scene.nodes[made];
  if (node) scene.nodes[made] = { ...node, name: node.name.slice(node.name.lastIndexOf("/") + 1) };
  return scene;
}

export function addSet(
  scene: Scene,
  name: string,
  properties: JsonRecord,
  document?: TechniqueCase["statements"],
): Scene {
  return scene.node("grant", "aws.permission-set", setArn(name), {
    name,
    parent: INSTANCE,
    ...(document && { document }),
    properties: { role_prefix: `AWSReservedSSO_${name}_`, ...properties },
  });
}

/** Assigns the permission set in the account to a group, or to a person, called `u-…`. */
export function assign(
  scene: Scene,
  set: string,
  account: string,
  to: string,
  external: JsonRecord = { external: false },
): Scene {
  const isPerson = to.startsWith("u-");
  const id = isPerson ? `arn:aws:identitystore:::user/${to}` : group(to);
  if (!scene.nodes.some((node) => node.id === id))
    scene.node("principal", isPerson ? "aws.sso-user" : "aws.sso-group", id, {
      name: to,
      properties: { human: true, ...external },
    });
  return scene.node("grant", "aws.sso-assignment", `${setArn(set)}/${account}/GROUP/${to}`, {
    parent: id,
    properties: { account, permission_set: setArn(set), role_prefix: `AWSReservedSSO_${set}_` },
  });
}
