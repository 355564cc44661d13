// Generated tenants of Entra and organisations of Google Cloud, as bundles: many applications or projects, with planted ways to
// control and decoys beside them, and how the cost grows with five times as many.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { measure, NHI } from "./measure.js";
import { atMost, type Line } from "./table.js";

const NOW = "2026-01-15T00:00:00Z";
const TIMES = 5;
/** So many times smaller for a short run. */
const SMALLER = 20;
/** One in so many is planted, and one beside it is a decoy. */
const EACH = 100;

interface Cloud {
  readonly name: string;
  readonly sizes: readonly [fewer: number, more: number];
  /** Writes a bundle; answers the ids that reach control, and those that only look like it. */
  generate(write: Write, size: number): Planted;
}

type Write = (path: string, value: unknown) => void;

interface Planted {
  readonly planted: readonly string[];
  readonly decoys: readonly string[];
}

const uuid = (kind: number, number: number): string =>
  `0000000${kind}-0000-4000-8000-${String(number).padStart(12, "0")}`;
const TENANT = uuid(9, 1);
const GRAPH = uuid(8, 1);
const GRANTS_ROLES = "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8";
const READS_MAIL = "810c84a8-4a9e-49e6-bf7d-12d183f40d01";

/** Applications with a service principal and a secret each; some may grant themselves roles, as many only read mail. */
function tenant(write: Write, size: number): Planted {
  const numbers = Array.from({ length: size }, (_, at) => at);
  const at = (path: string, value: unknown) => write(`entra/${TENANT}/v1.0/${path}`, value);
  const secret = (number: number) => ({
    keyId: uuid(3, number),
    displayName: "ci",
    startDateTime: "2025-06-01T00:00:00Z",
    endDateTime: "2026-06-01T00:00:00Z",
  });
  at("organization", {
    value: [{ id: TENANT, displayName: "Big", verifiedDomains: [{ name: "big.example", isDefault: true }] }],
  });
  at("applications", {
    value: numbers.map((number) => ({
      id: uuid(1, number),
      appId: uuid(2, number),
      displayName: `app-${number}`,
      createdDateTime: "2025-01-01T00:00:00Z",
      signInAudience: "AzureADMyOrg",
      passwordCredentials: [secret(number)],
      keyCredentials: [],
      owners: [],
    })),
  });
  at("servicePrincipals", {
    value: [
      {
        id: GRAPH,
        appId: "00000003-0000-0000-c000-000000000000",
        displayName: "Microsoft Graph",
        appOwnerOrganizationId: "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        servicePrincipalType: "Application",
        accountEnabled: true,
        appRoles: [
          { id: GRANTS_ROLES, value: "RoleManagement.ReadWrite.Directory", allowedMemberTypes: ["Application"] },
          { id: READS_MAIL, value: "Mail.Read", allowedMemberTypes: ["Application"] },
        ],
        owners: [],
      },
      ...numbers.map((number) => ({
        id: uuid(4, number),
        appId: uuid(2, number),
        displayName: `app-${number}`,
        appOwnerOrganizationId: TENANT,
        servicePrincipalType: "Application",
        accountEnabled: true,
        passwordCredentials: [],
        keyCredentials: [],
        owners: [],
      })),
    ],
  });
  const some = numbers.filter((number) => number % EACH === 0);
  const beside = numbers.filter((number) => number % EACH === 1);
  const assigned = (number: number, role: string) => ({
    id: `a${number}`,
    principalId: uuid(4, number),
    principalType: "ServicePrincipal",
    resourceId: GRAPH,
    appRoleId: role,
  });
  at(`servicePrincipals/${GRAPH}/appRoleAssignedTo`, {
    value: [
      ...some.map((number) => assigned(number, GRANTS_ROLES)),
      ...beside.map((number) => assigned(number, READS_MAIL)),
    ],
  });
  at("users", {
    value: [{ id: uuid(5, 1), displayName: "Ada", userPrincipalName: "ada@big.example", accountEnabled: true }],
  });
  at("groups", { value: [] });
  const globalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
  at("roleManagement/directory/roleDefinitions", {
    value: [
      {
        id: globalAdministrator,
        templateId: globalAdministrator,
        displayName: "Global Administrator",
        isBuiltIn: true,
        isEnabled: true,
      },
    ],
  });
  at("roleManagement/directory/roleAssignments", {
    value: [{ id: "r1", principalId: uuid(5, 1), roleDefinitionId: globalAdministrator, directoryScopeId: "/" }],
  });
  at("oauth2PermissionGrants", { value: [] });
  const node = (number: number) => `${TENANT}/${uuid(4, number)}`;
  return { planted: some.map(node), decoys: beside.map(node) };
}

const ORGANIZATION = "organizations/1";
const OWNER = ["resourcemanager.projects.setIamPolicy", "iam.serviceAccounts.getAccessToken"];

/** Projects with two service accounts each; of some the first may become the second, which owns the project. */
function organization(write: Write, size: number): Planted {
  const numbers = Array.from({ length: size }, (_, at) => at);
  const top = (path: string, value: unknown) => write(`gcp/${ORGANIZATION}/${path}`, value);
  const id = (number: number) => `big-${String(number).padStart(5, "0")}`;
  const email = (number: number, name: string) => `${name}@${id(number)}.iam.gserviceaccount.com`;
  const project = (number: number) => ({
    name: `projects/${100_000 + number}`,
    parent: ORGANIZATION,
    projectId: id(number),
    displayName: id(number),
    state: "ACTIVE",
  });
  const found = (number: number, resource: string, role: string, member: string) => ({
    resource,
    project: `projects/${100_000 + number}`,
    policy: { bindings: [{ role, members: [`serviceAccount:${member}`] }] },
  });
  top(`cloudresourcemanager/v3/${ORGANIZATION}`, { name: ORGANIZATION, displayName: "big.example", state: "ACTIVE" });
  top("cloudresourcemanager/v3/projects:search", { projects: numbers.map(project) });
  top("cloudresourcemanager/v3/folders:search", { folders: [] });
  top(`cloudasset/v1/${ORGANIZATION}:searchAllIamPolicies`, {
    results: numbers.flatMap((number) => {
      const target = `//iam.googleapis.com/projects/${id(number)}/serviceAccounts/${email(number, "owner")}`;
      // The decoy may become an account that owns nothing: itself.
      const own = `//iam.googleapis.com/projects/${id(number)}/serviceAccounts/${email(number, "app")}`;
      return [
        found(
          number,
          `//cloudresourcemanager.googleapis.com/projects/${id(number)}`,
          "roles/owner",
          email(number, "owner"),
        ),
        found(number, number % EACH === 0 ? target : own, "roles/iam.serviceAccountTokenCreator", email(number, "app")),
      ];
    }),
  });
  top("iam/v1/roles/owner", { name: "roles/owner", title: "Owner", stage: "GA", includedPermissions: OWNER });
  top("iam/v1/roles/iam.serviceAccountTokenCreator", {
    name: "roles/iam.serviceAccountTokenCreator",
    title: "Token creator",
    stage: "GA",
    includedPermissions: ["iam.serviceAccounts.getAccessToken"],
  });
  for (const number of numbers) {
    const at = (path: string, value: unknown) => write(`gcp/${id(number)}/${path}`, value);
    at(`cloudresourcemanager/v3/projects/${id(number)}`, project(number));
    at(`iam/v1/projects/${id(number)}/serviceAccounts`, {
      accounts: ["owner", "app"].map((name, which) => ({
        name: `projects/${id(number)}/serviceAccounts/${email(number, name)}`,
        projectId: id(number),
        uniqueId: String(1_000_000 + number * 2 + which),
        email: email(number, name),
      })),
    });
  }
  const app = (number: number) => `gcp:service-account/${1_000_000 + number * 2 + 1}`;
  const [some, beside] = [0, 1].map((rest) => numbers.filter((number) => number % EACH === rest).map(app));
  return { planted: some ?? [], decoys: beside ?? [] };
}

const CLOUDS: readonly Cloud[] = [
  { name: "Entra applications", sizes: [4_000, 20_000], generate: tenant },
  { name: "Google projects", sizes: [400, 2_000], generate: organization },
];

/** A first scan of each cloud in two sizes: what it takes, what was found of what is planted, how the cost grows. */
export function cloudLines(folder: string, isSmall: boolean): Line[] {
  return CLOUDS.flatMap(({ name, sizes: [fewer, more], generate }) => {
    const sizes = isSmall ? [fewer / SMALLER, more / SMALLER] : [fewer, more];
    const used = sizes.map((size) => scanOne(folder, `${size.toLocaleString("en-US")} ${name}`, size, generate));
    const [first, last] = used.map(({ cpuSeconds }) => cpuSeconds);
    const growth = (last ?? Number.NaN) / (first ?? Number.NaN);
    return [
      ...used.flatMap(({ lines }) => lines),
      atMost(`growth CPU for ${TIMES} times as many ${name}`, growth, "×", isSmall ? undefined : 6),
    ];
  });
}

function scanOne(
  folder: string,
  what: string,
  size: number,
  generate: Cloud["generate"],
): { lines: Line[]; cpuSeconds: number } {
  const bundle = join(folder, "cloud");
  const database = join(folder, "cloud.db");
  let files = 0;
  const write: Write = (path, value) => {
    const file = join(bundle, `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
    files += 1;
  };
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, "bundle.json"), JSON.stringify({ version: 1, recordedAt: NOW }));
  const { planted, decoys } = generate(write, size);
  const args = ["scan", "--bundle", bundle, "--db", database, "--now", NOW, "--fail-on", "none"];
  const usage = measure([NHI, ...args, "--output", `json=${join(folder, "cloud.json")}`], folder);
  const db = new Database(database, { readonly: true });
  const sources = new Set(db.prepare<[], string>("SELECT source FROM access_path WHERE tier = 0").pluck().all());
  db.close();
  rmSync(bundle, { recursive: true });
  rmSync(database);
  const found = planted.filter((id) => sources.has(id)).length;
  const reported = decoys.filter((id) => sources.has(id)).length;
  const lines: Line[] = [
    atMost(`${what}: first scan`, usage.cpuSeconds, "CPU s"),
    atMost(`${what}: time`, usage.wallSeconds, "s"),
    atMost(`${what}: peak memory`, usage.peakMegabytes, "MB"),
    // Each is a call that a live crawl makes; what has pages is one file.
    { what: `${what}: answers read`, measured: `${files} files`, target: "" },
    {
      what: `${what}: planted ways to control found`,
      measured: `${found} of ${planted.length}`,
      target: "all",
      reached: found === planted.length && planted.length > 0,
    },
    {
      what: `${what}: decoys reported`,
      measured: `${reported} of ${decoys.length}`,
      target: "0",
      reached: reported === 0 && decoys.length > 0,
    },
  ];
  return { lines, cpuSeconds: usage.cpuSeconds };
}
