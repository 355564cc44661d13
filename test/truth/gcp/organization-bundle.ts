// Writes a small organisation of Google Cloud as a bundle, in the shape in which Google's APIs answer: two projects beside each
// other, of which everything that a crawl asks for first was answered, mostly with nothing.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ORGANIZATION = "organizations/900000000001";
export const FOLDER = "folders/800000000001";
/** The project in the folder, and the one beside it. */
export const HOME = "shop-prod";
export const OTHER = "shop-tools";
const NUMBERS: { readonly [project: string]: string } = { [HOME]: "700000000001", [OTHER]: "700000000002" };
const CRM = "//cloudresourcemanager.googleapis.com/";

const CONSTRAINTS: { readonly [constraint: string]: boolean } = {
  "iam.disableServiceAccountKeyCreation": false,
  "iam.managed.disableServiceAccountKeyCreation": false,
  "iam.disableServiceAccountKeyUpload": false,
  "iam.disableCrossProjectServiceAccountUsage": true,
};

interface Binding {
  readonly role: string;
  readonly members: readonly string[];
  readonly condition?: { readonly title: string; readonly expression: string };
}

interface Deny {
  readonly on?: string;
  readonly principals: readonly string[];
  readonly permissions: readonly string[];
  readonly except?: readonly string[];
}

/** What runs in a project, by the list that answers it: path below the project, field of the list. */
const LISTS = {
  function: ["cloudfunctions/v2/projects/P/locations/-/functions", "functions"],
  service: ["run/v2/projects/P/locations/-/services", "services"],
  job: ["run/v2/projects/P/locations/-/jobs", "jobs"],
  trigger: ["cloudbuild/v1/projects/P/triggers", "triggers"],
  scheduler: ["cloudscheduler/v1/projects/P/locations/-/jobs", "jobs"],
  composer: ["composer/v1/projects/P/locations/-/environments", "environments"],
  secret: ["secretmanager/v1/projects/P/secrets", "secrets"],
  bucket: ["storage/v1/b@project=P", "items"],
} as const;
type Listed = keyof typeof LISTS;

/** An organisation under construction. */
export class OrganizationBundle {
  readonly #bindings = new Map<string, Binding[]>();
  readonly #accounts = new Map<string, object[]>();
  readonly #roles = new Map<string, readonly string[]>();
  readonly #disabled = new Set<string>();
  readonly #denies: Deny[] = [];
  readonly #enforced = new Map<string, boolean | undefined>();
  readonly #listed = new Map<string, object[]>();
  readonly #groups = new Map<string, readonly string[]>();
  readonly #off = new Set<string>();
  readonly #delegated = new Map<string, readonly string[]>();
  readonly #keys = new Map<string, object[]>();
  #next = 1;

  /** A service account of a project; out: its address. */
  account(name: string, project: string = HOME, isDisabled = false): string {
    const email = `${name}@${project}.iam.gserviceaccount.com`;
    const list = this.#accounts.get(project) ?? [];
    this.#accounts.set(project, list);
    list.push({
      email,
      name: `projects/${project}/serviceAccounts/${email}`,
      projectId: project,
      uniqueId: String(100000000000000000000n + BigInt(this.#next++)),
      ...(isDisabled && { disabled: true }),
    });
    return email;
  }

  /** A service account that owns the first project. */
  owner(name = "boss", isDisabled = false): string {
    const email = this.account(name, HOME, isDisabled);
    this.grant(`projects/${HOME}`, "roles/owner", email);
    return email;
  }

  /** Full resource name of an account. */
  nameOf(email: string): string {
    return `//iam.googleapis.com/projects/${/@([^.]+)\./.exec(email)?.[1]}/serviceAccounts/${email}`;
  }

  /** Permissions, or a role that is written already, for an account, a person, or any member. */
  grant(on: string, what: string | readonly string[], to: string, condition?: string): void {
    const role = typeof what === "string" ? what : `roles/held${this.#next++}`;
    if (typeof what !== "string") this.#roles.set(role, what);
    const resource = on.startsWith("//") ? on : `${CRM}${on}`;
    const list = this.#bindings.get(resource) ?? [];
    this.#bindings.set(resource, list);
    list.push({
      role,
      members: [toMember(to)],
      ...(condition !== undefined && { condition: { title: "only", expression: condition } }),
    });
  }

  /** Node of an account. */
  idOf(email: string): string {
    return `gcp:service-account/${this.#uniqueId(email)}`;
  }

  #uniqueId(email: string): string {
    const all = [...this.#accounts.values()].flat() as readonly { readonly email: string; readonly uniqueId: string }[];
    return all.find((one) => one.email === email)?.uniqueId ?? "";
  }

  /** Lets an account act for everybody of the domain that the organisation belongs to, with these scopes. */
  delegate(email: string, scopes: readonly string[]): void {
    this.#delegated.set(
      email,
      scopes.map((one) => `https://www.googleapis.com/auth/${one}`),
    );
  }

  /** A key of an account; out: its node. */
  key(email: string, isDisabled = false): string {
    const name = `projects/${HOME}/serviceAccounts/${email}/keys/key${this.#next++}`;
    const key = { name, keyType: "USER_MANAGED", keyOrigin: "GOOGLE_PROVIDED", disabled: isDisabled };
    this.#keys.set(email, [...(this.#keys.get(email) ?? []), key]);
    return `${this.idOf(email)}/key/${name.split("/").at(-1)}`;
  }

  customRole(name: string, permissions: readonly string[], isDisabled = false): string {
    if (isDisabled) this.#disabled.add(`projects/${HOME}/roles/${name}`);
    this.#roles.set(`projects/${HOME}/roles/${name}`, permissions);
    return `projects/${HOME}/roles/${name}`;
  }

  deny(deny: Deny): void {
    this.#denies.push(deny);
  }

  /** Sets what is in force of a constraint in a project; undefined: nobody was let read that. */
  enforce(constraint: string, isEnforced: boolean | undefined, project: string = HOME): void {
    this.#enforced.set(`${project} ${constraint}`, isEnforced);
  }

  group(name: string, members: readonly string[]): string {
    this.#groups.set(`${name}@shop.example`, members);
    return `group:${name}@shop.example`;
  }

  thing(kind: Listed, fields: object, project: string = HOME): void {
    const key = `${project} ${kind}`;
    this.#listed.set(key, [...(this.#listed.get(key) ?? []), fields]);
  }

  instance(name: string, email: string, scopes: readonly string[] = ["cloud-platform"], project: string = HOME): void {
    const key = `${project} instance`;
    const one = {
      name,
      zone: `https://www.googleapis.com/compute/v1/projects/${project}/zones/europe-west1-b`,
      serviceAccounts: [{ email, scopes: scopes.map((scope) => `https://www.googleapis.com/auth/${scope}`) }],
    };
    this.#listed.set(key, [...(this.#listed.get(key) ?? []), one]);
  }

  /** An API that is not enabled in a project. */
  turnOff(service: string, project: string = HOME): void {
    this.#off.add(`${project} ${service}`);
  }

  /** Number of a project. */
  number(project: string = HOME): string {
    return NUMBERS[project] ?? "";
  }

  write(folder: string): void {
    const write = (path: string, value: unknown): void => {
      const file = join(folder, "gcp", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(value));
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "bundle.json"), JSON.stringify({ version: 1, recordedAt: "2026-06-01T00:00:00Z" }));
    const projects = Object.entries(NUMBERS).map(([projectId, number]) => ({
      name: `projects/${number}`,
      parent: projectId === HOME ? FOLDER : ORGANIZATION,
      projectId,
      displayName: projectId,
      state: "ACTIVE",
    }));
    const top = `${ORGANIZATION}/cloudresourcemanager/v3`;
    const [, id = ""] = ORGANIZATION.split("/");
    write(`${top}/${ORGANIZATION}.json`, {
      name: ORGANIZATION,
      displayName: "shop.example",
      directoryCustomerId: "C0shop001",
      state: "ACTIVE",
    });
    write(`${top}/projects:search.json`, { projects });
    write(`${top}/folders:search.json`, {
      folders: [{ name: FOLDER, parent: ORGANIZATION, displayName: "shop", state: "ACTIVE" }],
    });
    write(`${ORGANIZATION}/cloudasset/v1/organizations/${id}:searchAllIamPolicies.json`, {
      results: [...this.#bindings].map(([resource, bindings]) => ({
        resource,
        ...this.#project(resource),
        policy: { bindings },
      })),
    });
    this.#writeRoles(write);
    this.#writeDenies(write);
    write(`${ORGANIZATION}/iam/v3/${ORGANIZATION}/locations/global/principalAccessBoundaryPolicies.json`, {});
    write(`${ORGANIZATION}/iam/v3/${ORGANIZATION}/locations/global/policyBindings.json`, {});
    for (const [email, members] of this.#groups) {
      const name = `groups/0${email.length}${email.split("@")[0]}`;
      const base = `${ORGANIZATION}/cloudidentity/v1`;
      write(`${base}/groups:lookup@groupKey.id=${encodeURIComponent(email)}.json`, { name });
      write(`${base}/${name}.json`, { name, groupKey: { id: email }, parent: "customers/C0shop001" });
      write(`${base}/${name}/memberships.json`, {
        memberships: members.map((member, at) => ({
          name: `${name}/memberships/${at}`,
          preferredMemberKey: { id: member.replace(/^group:/, "") },
          roles: [{ name: "MEMBER" }],
          type: typeOf(member),
        })),
      });
    }
    for (const project of Object.keys(NUMBERS)) this.#writeProject(project, write);
    if (this.#delegated.size > 0) this.#writeDomain(folder);
  }

  #writeDomain(folder: string): void {
    const write = (path: string, text: string): void => {
      const file = join(folder, "workspace/shop.example", path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    const directory = "admin/directory/v1";
    write(
      `${directory}/customers/my_customer.json`,
      JSON.stringify({ id: "C0shop001", customerDomain: "shop.example" }),
    );
    write(`${directory}/users.json`, JSON.stringify({ users: [] }));
    const lines = [...this.#delegated].map(
      ([email, scopes]) => `${email},${this.#uniqueId(email)},"${scopes.join(", ")}"`,
    );
    write("delegation.csv", ["Name,Client ID,Scopes", ...lines, ""].join("\n"));
  }

  #project(resource: string): object {
    const own = /\/projects\/([^/]+)/.exec(resource)?.[1];
    return { project: `projects/${NUMBERS[own ?? HOME] ?? NUMBERS[HOME]}` };
  }

  #writeRoles(write: Write): void {
    for (const [role, includedPermissions] of [...this.#roles, ["roles/owner", OWNER] as const]) {
      if (role.startsWith("roles/"))
        write(`${ORGANIZATION}/iam/v1/${role}.json`, { name: role, title: role, includedPermissions });
    }
    write(`${ORGANIZATION}/iam/v1/${ORGANIZATION}/roles.json`, {});
  }

  #writeDenies(write: Write): void {
    for (const on of [ORGANIZATION, FOLDER, ...Object.keys(NUMBERS).map((id) => `projects/${id}`)]) {
      const attachment = encodeURIComponent(`cloudresourcemanager.googleapis.com/${on}`);
      const owner = on.startsWith("projects/") ? on.slice("projects/".length) : ORGANIZATION;
      const own = this.#denies.filter((deny) => (deny.on ?? `projects/${HOME}`) === on);
      const base = `iam/v2/policies/${attachment}/denypolicies`;
      const named = own.map((deny, at) => [`policies/${attachment}/denypolicies/no-${at}`, deny] as const);
      const holders = on === FOLDER ? [HOME] : [owner];
      for (const holder of holders) {
        write(`${holder}/${base}.json`, { policies: named.map(([name]) => ({ name, kind: "DenyPolicy" })) });
        for (const [name, { principals, permissions, except = [] }] of named) {
          write(`${holder}/${base}/${name.split("/").at(-1)}.json`, {
            name,
            kind: "DenyPolicy",
            rules: [
              {
                denyRule: {
                  deniedPrincipals: principals,
                  deniedPermissions: permissions,
                  ...(except.length > 0 && { exceptionPrincipals: except }),
                },
              },
            ],
          });
        }
      }
    }
  }

  #writeProject(project: string, write: Write): void {
    const at = (path: string, value: unknown): void => write(`${project}/${path}`, value);
    at(`cloudresourcemanager/v3/projects/${project}.json`, {
      name: `projects/${NUMBERS[project]}`,
      parent: project === HOME ? FOLDER : ORGANIZATION,
      projectId: project,
      displayName: project,
      state: "ACTIVE",
    });
    const accounts = this.#accounts.get(project) ?? [];
    at(`iam/v1/projects/${project}/serviceAccounts.json`, { accounts });
    for (const { email } of accounts as readonly { readonly email: string }[])
      at(`iam/v1/projects/${project}/serviceAccounts/${encodeURIComponent(email)}/keys.json`, {
        keys: this.#keys.get(email) ?? [],
      });
    at(`iam/v1/projects/${project}/roles.json`, {
      roles: [...this.#roles].flatMap(([name, includedPermissions]) =>
        name.startsWith(`projects/${project}/`)
          ? [{ name, includedPermissions, ...(this.#disabled.has(name) && { stage: "DISABLED" }) }]
          : [],
      ),
    });
    at(`iam/v1/projects/${project}/locations/global/workloadIdentityPools.json`, {});
    at(`iam/v3/projects/${project}/locations/global/policyBindings.json`, {});
    if (project === HOME) at(`iam/v3/${FOLDER}/locations/global/policyBindings.json`, {});
    const enabled = SERVICES.filter((service) => !this.#off.has(`${project} ${service}`));
    at(`serviceusage/v1/projects/${project}/services.json`, {
      services: enabled.map((service) => ({
        name: `projects/${NUMBERS[project]}/services/${service}.googleapis.com`,
        state: "ENABLED",
      })),
    });
    for (const [constraint, standing] of Object.entries(CONSTRAINTS)) {
      const key = `${project} ${constraint}`;
      const enforce = this.#enforced.has(key) ? this.#enforced.get(key) : standing;
      if (enforce === undefined) continue;
      at(`orgpolicy/v2/projects/${project}/policies/${constraint}:getEffectivePolicy.json`, {
        name: `projects/${NUMBERS[project]}/policies/${constraint}`,
        spec: { rules: [{ enforce }] },
      });
    }
    for (const [kind, [path, field]] of Object.entries(LISTS)) {
      const list = this.#listed.get(`${project} ${kind}`) ?? [];
      at(`${path.replace(/P(?=\/|$)/, project)}.json`, { [field]: list });
    }
    const instances = this.#listed.get(`${project} instance`) ?? [];
    at(`compute/v1/projects/${project}/aggregated/instances.json`, {
      items: instances.length === 0 ? {} : { "zones/europe-west1-b": { instances } },
    });
  }
}

/** As bindings write it: an address is told by its domain, what has a kind or is everybody stands as it is. */
function toMember(to: string): string {
  if (to.includes(":") || /^all(?:Authenticated)?Users$/.test(to)) return to;
  return to.includes(".gserviceaccount.com") ? `serviceAccount:${to}` : `user:${to}`;
}

function typeOf(member: string): "GROUP" | "SERVICE_ACCOUNT" | "USER" {
  if (member.startsWith("group:")) return "GROUP";
  return member.includes("gserviceaccount") ? "SERVICE_ACCOUNT" : "USER";
}

type Write = (path: string, value: unknown) => void;

const SERVICES = [
  "compute",
  "run",
  "cloudfunctions",
  "cloudbuild",
  "cloudscheduler",
  "secretmanager",
  "composer",
  "iam",
];

/** Of what an owner has, all that tells one. */
const OWNER = [
  "resourcemanager.projects.setIamPolicy",
  "iam.serviceAccounts.actAs",
  "iam.serviceAccountKeys.create",
  "compute.instances.create",
  "secretmanager.versions.access",
  "run.services.setIamPolicy",
  "cloudkms.cryptoKeys.setIamPolicy",
];
