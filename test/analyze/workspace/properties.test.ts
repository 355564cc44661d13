// What holds of every domain: a consent, a delegation or a scope taken away, a narrower scope, a role within a unit or under a
// condition never adds a way or makes one surer.

import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeWorkspace } from "../../../src/analyze/workspace/index.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import { searchTo } from "../../../src/graph/search.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import { shippedTables } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const tables = await shippedTables();
const SCOPE = "workspace:C1";
const ORGANIZATION = "gcp:organizations/1";
const AUTH = "https://www.googleapis.com/auth/";
const CLIENTS = ["300000000001-a.apps.googleusercontent.com", "510000000001-own.apps.googleusercontent.com"];
const ACCOUNTS = ["101", "102"];
const PEOPLE = ["root", "ada", "ben"];
/** Each scope beside one that gives less of the same. */
const NARROWER: { readonly [scope: string]: string } = {
  "https://mail.google.com/": `${AUTH}gmail.readonly`,
  [`${AUTH}drive`]: `${AUTH}drive.readonly`,
  [`${AUTH}calendar`]: `${AUTH}calendar.readonly`,
  [`${AUTH}admin.directory.user`]: `${AUTH}admin.directory.user.readonly`,
  [`${AUTH}admin.directory.rolemanagement`]: `${AUTH}admin.directory.rolemanagement.readonly`,
  [`${AUTH}cloud-platform`]: `${AUTH}cloud-platform.read-only`,
};
const SCOPES = [...Object.keys(NARROWER), ...Object.values(NARROWER), `${AUTH}userinfo.email`];

interface Grant {
  readonly holder: string;
  readonly scopes: readonly string[];
}
interface Consent extends Grant {
  readonly people: readonly string[];
}
interface Role {
  readonly holder: string;
  readonly isUnit: boolean;
  readonly isOpen: boolean;
}
interface Domain {
  readonly consents: readonly Consent[];
  readonly delegations: readonly Grant[];
  readonly roles: readonly Role[];
}

const scopes = fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1, maxLength: 4 });
const consent: fc.Arbitrary<Consent> = fc.record({
  holder: fc.constantFrom(...CLIENTS),
  people: fc.subarray(PEOPLE, { minLength: 1 }),
  scopes,
});
const delegation: fc.Arbitrary<Grant> = fc.record({ holder: fc.constantFrom(...ACCOUNTS, ...CLIENTS), scopes });
const role: fc.Arbitrary<Role> = fc.record({
  holder: fc.constantFrom(...PEOPLE, ...ACCOUNTS),
  isUnit: fc.boolean(),
  isOpen: fc.boolean(),
});
const domain: fc.Arbitrary<Domain> = fc.record({
  consents: fc.array(consent, { maxLength: 4 }),
  delegations: fc.uniqueArray(delegation, { maxLength: 4, selector: ({ holder }) => holder }),
  roles: fc.array(role, { maxLength: 3 }),
});

const clientNode = (client: string): string => `${SCOPE}/client/${client}`;
const accountNode = (account: string): string => `gcp:service-account/${account}`;
const userNode = (name: string): string => `${SCOPE}/user/${name}`;
const ENDS = [SCOPE, ORGANIZATION, "gcp:member/user:ada@octo.example"].map((id) => [id, "act"] as const);
const DATA = ["mailboxes", "files", "calendars"].flatMap((data) =>
  (["read", "write"] as const).map((capability) => [`${SCOPE}/${data}`, capability] as const),
);
const STARTS = [...CLIENTS.map(clientNode), ...ACCOUNTS.map(accountNode), ...PEOPLE.map(userNode)];

function nodesOf({ consents, delegations, roles }: Domain): readonly StoredNode[] {
  const make = (id: string, type: string, kind: StoredNode["kind"], properties: object, parent?: string) =>
    node(id, type, { kind, parent, scope: SCOPE, properties: { ...properties } });
  return [
    ...PEOPLE.map((name) => ({
      ...make(userNode(name), "workspace.user", "principal", { status: "active", is_super_admin: name === "root" }),
      name: `${name}@octo.example`,
    })),
    ...CLIENTS.map((client) => make(clientNode(client), "workspace.oauth-client", "principal", { client_id: client })),
    ...ACCOUNTS.map((account) =>
      make(accountNode(account), "gcp.service-account", "principal", { unique_id: account, disabled: false }),
    ),
    ...consents.map(({ holder, people, scopes: held }, at) =>
      make(
        `${clientNode(holder)}/consent/${at}`,
        "workspace.consent",
        "grant",
        {
          client_id: holder,
          scopes: held,
          user_count: people.length,
          users: people.map((name) => `${name}@octo.example`),
          super_admin_count: people.includes("root") ? 1 : 0,
        },
        clientNode(holder),
      ),
    ),
    ...delegations.map(({ holder, scopes: held }) =>
      make(`${SCOPE}/delegation/${holder}`, "workspace.delegation", "grant", {
        client_id: holder,
        scopes: held,
        told_by: "list",
      }),
    ),
    ...roles.map(({ holder, isUnit, isOpen }, at) =>
      make(
        `${SCOPE}/role-assignment/${at}`,
        "workspace.role-assignment",
        "grant",
        {
          assignee: holder,
          assignee_kind: "user",
          is_super_admin_role: true,
          role_scope: isUnit ? "ORG_UNIT" : "CUSTOMER",
          ...(isOpen && { condition: "something" }),
        },
        userNode(holder),
      ),
    ),
    make(ORGANIZATION, "gcp.organization", "scope", { directory_customer: "C1" }),
    make("gcp:projects/p", "gcp.project", "scope", { number: "510000000001" }),
    make("gcp:projects/p#iam/1", "gcp.role-binding", "grant", { member: "user:ada@octo.example" }),
  ];
}

/** From least to most, by start and end. */
function ranks(one: Domain): readonly number[] {
  const nodes = nodesOf(one);
  const scopeOf = (id: string, type: string, properties: object) => ({
    id,
    type,
    name: id,
    parent: undefined,
    properties: { ...properties },
    coverage: complete("workspace/admin:users", "workspace/admin:role-assignments", "workspace/admin:role-groups"),
  });
  const input = toInput({
    scopes: [scopeOf(SCOPE, "workspace.customer", { customer: "C1" }), scopeOf("gcp:projects/p", "gcp.project", {})],
    nodes,
    tables,
  });
  const { edges = [] } = analyzeWorkspace(input);
  const held = nodes.flatMap(({ type, id, parent }) =>
    type === "workspace.consent" && parent !== undefined
      ? [{ kind: "has_grant" as const, from: parent, to: id, state: "none" as const, confidence: 1, because: [] }]
      : [],
  );
  const { graph } = toPathGraph([...edges, ...held]);
  return [...ENDS, ...DATA].flatMap(([end, capability]) => {
    const targets = end === SCOPE || end === ORGANIZATION ? ("admin" as const) : capability;
    const search = searchTo(graph, [{ node: end, capability: targets }]);
    return STARTS.map((start) => {
      const way = search.pathFrom(start, "act");
      if (way === undefined) return 0;
      return way.edges.some(({ state }) => state === "unknown") ? 1 : 2;
    });
  });
}

function expectNoMore(less: Domain, more: Domain): void {
  const high = ranks(more);
  expect(ranks(less).filter((rank, at) => rank > (high[at] ?? 0))).toEqual([]);
}

const RUNS = { numRuns: 60 };

test("most domains lead somewhere, or nothing here would say anything", () => {
  const drawn = fc.sample(domain, { numRuns: 40, seed: 1 });
  expect(drawn.filter((one) => ranks(one).some((rank) => rank > 0)).length).toBeGreaterThan(20);
});

test("a consent less never adds a way", () => {
  fc.assert(
    fc.property(domain, consent, (one, more) => {
      expectNoMore(one, { ...one, consents: [...one.consents, more] });
    }),
    RUNS,
  );
});

test("consent of fewer people never adds a way", () => {
  fc.assert(
    fc.property(domain, consent, fc.constantFrom(...PEOPLE), (one, { people, ...rest }, name) => {
      const by = (names: readonly string[]) => ({ ...one, consents: [...one.consents, { ...rest, people: names }] });
      expectNoMore(by(people), by([...new Set([...people, name])]));
    }),
    RUNS,
  );
});

test("a scope less never adds a way, and neither does a narrower one", () => {
  const wide = fc.constantFrom(...Object.keys(NARROWER));
  fc.assert(
    fc.property(domain, fc.constantFrom(...ACCOUNTS), scopes, wide, (one, holder, held, scope) => {
      const others = one.delegations.filter((other) => other.holder !== holder);
      const to = (list: readonly string[]): Domain => ({
        ...one,
        delegations: [...others, { holder, scopes: list }],
      });
      expectNoMore(to(held), to([...held, scope]));
      expectNoMore(to([...held, NARROWER[scope] ?? ""]), to([...held, scope]));
      expectNoMore({ ...one, delegations: others }, to(held));
    }),
    RUNS,
  );
  fc.assert(
    fc.property(domain, consent, wide, (one, more, scope) => {
      const to = (list: readonly string[]): Domain => ({
        ...one,
        consents: [...one.consents, { ...more, scopes: list }],
      });
      expectNoMore(to([...more.scopes, NARROWER[scope] ?? ""]), to([...more.scopes, scope]));
    }),
    RUNS,
  );
});

test("a role less, within a unit or under a condition never adds a way", () => {
  fc.assert(
    fc.property(domain, role, (one, more) => {
      const holding = (last: Role): Domain => ({ ...one, roles: [...one.roles, last] });
      const whole = holding({ ...more, isUnit: false, isOpen: false });
      expectNoMore(one, whole);
      expectNoMore(holding({ ...more, isUnit: true }), whole);
      expectNoMore(holding({ ...more, isUnit: false, isOpen: true }), whole);
    }),
    RUNS,
  );
});
