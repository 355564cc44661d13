// Conditional access for workload identities on the edges by which a service principal is used: each policy that stops or narrows
// a sign-in beside the one that does not. One crawl for all of it, and one for each way in which policies cannot be read.
import { beforeAll, expect, test } from "vitest";
import type { GraphEdge } from "../../../src/model/batch.js";
import { type Gathered, gather } from "../support.js";
import { GraphServer } from "./server.js";
import { crawlLive, serve } from "./support.js";
import { nodeId, TENANT, tenant, uuid } from "./tenant.js";

const OTHER = "0b0b0b0b-0000-4000-8000-000000000002";
const ALL = { includeApplications: ["All"], excludeApplications: [] };
const BLOCK = { operator: "OR", builtInControls: ["block"] };

interface Subject {
  readonly principal?: object;
  /** Conditions beside whom it is about; none: there is no policy about it. */
  readonly conditions?: object;
  readonly policy?: object;
  readonly expected: string;
}

const everywhere = (name: string): string => `blocked: conditional access policy "${name}" blocks it everywhere`;
const narrowed = (name: string, how: string): string => `unknown: conditional access policy "${name}" blocks it ${how}`;

const SUBJECTS: { readonly [name: string]: Subject } = {
  everywhere: { conditions: {}, expected: everywhere("everywhere") },
  "any location": {
    conditions: { locations: { includeLocations: ["All"], excludeLocations: [] }, clientAppTypes: ["all"] },
    expected: everywhere("any location"),
  },
  "no policy": { expected: "none" },
  "report only": { conditions: {}, policy: { state: "enabledForReportingButNotEnforced" }, expected: "none" },
  "switched off": { conditions: {}, policy: { state: "disabled" }, expected: "none" },
  "no block": { conditions: {}, policy: { grantControls: null }, expected: "none" },
  "about users": { conditions: { clientApplications: null, users: { includeUsers: ["All"] } }, expected: "none" },
  "but for places": {
    conditions: { locations: { includeLocations: ["All"], excludeLocations: [uuid(801), uuid(802)] } },
    expected: narrowed("but for places", "outside 2 named locations"),
  },
  "but for trusted": {
    conditions: { locations: { includeLocations: ["All"], excludeLocations: ["AllTrusted"] } },
    expected: narrowed("but for trusted", "outside the trusted locations"),
  },
  "one place": {
    conditions: { locations: { includeLocations: [uuid(801)], excludeLocations: [] } },
    expected: narrowed("one place", "in 1 named location"),
  },
  "at risk": {
    conditions: { servicePrincipalRiskLevels: ["high", "medium"] },
    expected: narrowed("at risk", "at high or medium risk"),
  },
  "no risk named": { conditions: { servicePrincipalRiskLevels: [] }, expected: everywhere("no risk named") },
  "some resources": {
    conditions: { applications: { includeApplications: [uuid(700)] } },
    expected: narrowed("some resources", "for some resources only"),
  },
  "all resources but one": {
    conditions: { applications: { includeApplications: ["All"], excludeApplications: [uuid(700)] } },
    expected: narrowed("all resources but one", "for all but 1 resource"),
  },
  "new condition": {
    conditions: { authenticationFlows: { transferMethods: "deviceCodeFlow" } },
    expected: narrowed("new condition", "under further conditions"),
  },
  "multi-tenant": { principal: { signInAudience: "AzureADMultipleOrgs" }, conditions: {}, expected: "none" },
  foreign: { principal: { appOwnerOrganizationId: OTHER }, conditions: {}, expected: "none" },
  "managed identity": { principal: { servicePrincipalType: "ManagedIdentity" }, conditions: {}, expected: "-" },
  "audience not told": {
    principal: { signInAudience: undefined },
    conditions: {},
    expected: narrowed("audience not told", "if the application is for this tenant alone"),
  },
  "switched-off principal": { principal: { accountEnabled: false }, conditions: {}, expected: "blocked" },
};

const numberOf = (at: number): number => 10 + at;
const SECRET = { startDateTime: "2026-01-01T00:00:00Z", endDateTime: "2027-01-01T00:00:00Z" };

function toPrincipal(name: string, { principal = {} }: Subject, at: number): object {
  return {
    ...{ id: uuid(numberOf(at)), appId: uuid(1000 + numberOf(at)), displayName: name, accountEnabled: true },
    ...{ servicePrincipalType: "Application", appOwnerOrganizationId: TENANT, signInAudience: "AzureADMyOrg" },
    ...{ passwordCredentials: [{ keyId: uuid(500 + at), displayName: null, ...SECRET }] },
    ...principal,
  };
}

function toPolicies(name: string, { conditions, policy = {} }: Subject, at: number): readonly object[] {
  if (conditions === undefined) return [];
  const clientApplications = { includeServicePrincipals: [uuid(numberOf(at))], excludeServicePrincipals: [] };
  return [
    {
      ...{ id: `p${at}`, displayName: name, state: "enabled", grantControls: BLOCK },
      conditions: { clientApplications, applications: ALL, ...conditions },
      ...policy,
    },
  ];
}

function estate(more: readonly object[] = []) {
  const answers = tenant();
  const subjects = Object.entries(SUBJECTS);
  return {
    ...answers,
    "/v1.0/servicePrincipals": [
      ...(answers["/v1.0/servicePrincipals"] as { id: string }[]).map((one) =>
        one.id === uuid(2) ? { ...one, signInAudience: "AzureADMyOrg" } : one,
      ),
      ...subjects.map(([name, subject], at) => toPrincipal(name, subject, at)),
    ],
    ...Object.fromEntries(
      subjects.map((_, at) => [
        `/v1.0/servicePrincipals/${uuid(numberOf(at))}/owners`,
        [{ "@odata.type": "#microsoft.graph.user", id: uuid(200) }],
      ]),
    ),
    "/v1.0/identity/conditionalAccess/policies": [
      ...subjects.flatMap(([name, subject], at) => toPolicies(name, subject, at)),
      ...more,
    ],
  };
}

const told = ({ state = "none", properties }: GraphEdge): string => {
  const why = properties?.["why"];
  return typeof why === "string" && why !== "owner" ? `${state}: ${why}` : state;
};

/** How an edge of a kind into a principal is told, `-` where there is none. */
function into({ edges }: Gathered, kind: string, to: string): string {
  const found = edges.filter((edge) => edge.kind === kind && edge.to === to);
  return found.length === 0 ? "-" : [...new Set(found.map(told))].join(" | ");
}

let graph: Gathered = gather([]);

beforeAll(async () => {
  const server = new GraphServer(estate());
  await server.start();
  try {
    graph = await crawlLive(server);
  } finally {
    await server.stop();
  }
});

test.each(Object.entries(SUBJECTS).map(([name, { expected }], at) => [name, at, expected] as const))(
  "a secret of a principal: %s",
  (_, at, expected) => {
    expect(into(graph, "authenticates_as", nodeId(numberOf(at)))).toBe(expected);
  },
);

test("an owner who adds a credential is stopped where the credential is; the policy is named", () => {
  const names = Object.keys(SUBJECTS);
  const owned = (name: string) => nodeId(numberOf(names.indexOf(name)));
  expect(into(graph, "adds_credential", owned("everywhere"))).toBe(everywhere("everywhere"));
  expect(into(graph, "adds_credential", owned("no policy"))).toBe("none");
  const edge = graph.edges.find(({ kind, to }) => kind === "authenticates_as" && to === owned("everywhere"));
  expect(edge?.properties?.["access_policies"]).toEqual(["p0"]);
});

const everyone = (conditions: object, excluded: readonly string[] = []) => ({
  ...{ id: "every", displayName: "every workload", state: "enabled", grantControls: BLOCK },
  conditions: {
    applications: ALL,
    clientApplications: {
      includeServicePrincipals: ["ServicePrincipalsInMyTenant"],
      excludeServicePrincipals: excluded,
    },
    ...conditions,
  },
});

test("federation and both credentials of an application are stopped together; its owner may open it and is not", async () => {
  const stopped = await crawlLive(await serve(estate([everyone({})])));
  const why = everywhere("every workload");
  expect(into(stopped, "yields", nodeId(2))).toBe(why);
  expect(into(stopped, "authenticates_as", nodeId(2))).toBe(`${why} | blocked`);
  expect(into(stopped, "adds_credential", nodeId(2))).toBe("none");
  expect(into(stopped, "authenticates_as", nodeId(3))).toBe("none");
  const open = await crawlLive(await serve(estate([everyone({}, [uuid(2)])])));
  expect(into(open, "yields", nodeId(2))).toBe("none");
  expect(into(open, "authenticates_as", nodeId(2))).toBe("none | blocked");
});

test("a policy that picks by attributes may be about it", async () => {
  const clientApplications = {
    servicePrincipalFilter: { mode: "include", rule: 'CustomSecurityAttribute.A_B -eq "x"' },
  };
  const found = await crawlLive(await serve(estate([everyone({ clientApplications })])));
  expect(into(found, "yields", nodeId(2))).toBe(narrowed("every workload", "if its attributes match"));
  expect(found.facts(nodeId(2))["conditional_access"]).toEqual([]);
});

const REFUSALS = [
  ["denied", { code: "AccessDenied", message: "You cannot perform the requested operation" }],
  ["unlicensed", { code: "AadPremiumLicenseRequired", message: "Tenant does not have a premium license" }],
] as const;

test.each(REFUSALS)(
  "policies that are %s: a gap by name, and nobody knows whether a sign-in works",
  async (state, error) => {
    const server = await serve(estate());
    server.script = ({ url }) => (url.includes("/conditionalAccess/") ? { status: 403, body: { error } } : undefined);
    const found = await crawlLive(server);
    expect(found.coverageOf("entra/graph:conditional-access")).toMatchObject({ state });
    const unread = "unknown: conditional access policies were not read";
    expect(into(found, "yields", nodeId(2))).toBe(unread);
    expect(into(found, "authenticates_as", nodeId(numberOf(0)))).toBe(unread);
    // of whom no policy can be, nothing is in doubt
    expect(into(found, "authenticates_as", nodeId(3))).toBe("none");
  },
);

test("policies are asked for once a crawl", async () => {
  const server = await serve(estate());
  await crawlLive(server);
  expect(server.asked.filter(({ url }) => url.includes("/conditionalAccess/"))).toHaveLength(1);
});
