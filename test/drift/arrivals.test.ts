// New identities with a static credential of their own, of every provider, and those that only look like it.
import { describe, expect, it } from "vitest";
import { Comparable } from "../../src/analyze/drift/comparable.js";
import { nodeChanges } from "../../src/analyze/drift/nodes.js";
import type { ComparedDataSet, HistoricNode, Pair } from "../../src/model/history.js";
import type { JsonRecord, NodeKind } from "../../src/model/words.js";
import { type Account, byService, diffOf, type User } from "./account.js";
import { historyOf } from "./empty-history.js";

const WHOLE: ComparedDataSet = {
  scope: "scope",
  name: "data:set",
  region: "",
  before: "complete",
  after: "complete",
  isReread: true,
};
const CAME: ComparedDataSet = { ...WHOLE, before: "partial" };
const FIRST: ComparedDataSet = { ...WHOLE, before: undefined };
const missing = { gaps: [{ subject: "other", message: "s:Get: AccessDenied", permission: "s:Get" }] };
const SAME_PART: ComparedDataSet = {
  ...WHOLE,
  before: "partial",
  after: "partial",
  missing: { before: missing, after: missing },
};

interface Sketch extends Partial<HistoricNode> {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: string;
}

function node({ id, properties = {}, ...more }: Sketch): HistoricNode {
  const none = { incarnation: undefined, parent: undefined, document: undefined };
  return { name: id, scope: "scope", region: "", ...none, dataSet: WHOLE, ...more, id, properties };
}

const holder = (type: string, more: Partial<HistoricNode> = {}): HistoricNode =>
  node({ id: "it", kind: "principal", type, ...more });
const key = (type: string, properties: JsonRecord = {}, more: Partial<HistoricNode> = {}): HistoricNode =>
  node({
    id: "key",
    kind: "credential",
    type,
    parent: "it",
    ...more,
    properties: { status: "active", static: true, ...properties },
  });

const textsOf = (facts: { readonly [name: string]: unknown }): string[] =>
  ["came_with", "principal_admin"].map((name) => (typeof facts[name] === "string" ? facts[name] : "-"));

/** What came and went: `change name came_with principal_admin`. */
function told(pairs: readonly Pair<HistoricNode>[], admin?: string): string[] {
  const history = historyOf(WHOLE, {
    nodes: () => pairs,
    node: (id, side) => pairs.find((pair) => pair[side]?.id === id)?.[side],
    factsOf: (id) => (id === "it" && admin !== undefined ? { admin } : undefined),
  });
  return nodeChanges(history, new Comparable(history)).changes.flatMap(({ change, name, facts = {} }) =>
    facts["came_with"] === undefined ? [] : [[change, name, ...textsOf(facts)].join(" ")],
  );
}

const fresh = (...nodes: readonly HistoricNode[]): Pair<HistoricNode>[] =>
  nodes.map((after) => ({ before: undefined, after }));

it.each<[holder: string, credential: string]>([
  ["aws.iam-user", "aws.access-key"],
  ["aws.iam-user", "aws.console-password"],
  ["aws.iam-user", "aws.ssh-public-key"],
  ["entra.service-principal", "entra.client-secret"],
  ["entra.service-principal", "entra.certificate"],
  ["gcp.service-account", "gcp.service-account-key"],
  ["github.user", "github.fine-grained-token"],
  ["gitlab.service-account", "gitlab.service-account-token"],
  ["gitlab.bot", "gitlab.project-access-token"],
  ["kubernetes.service-account", "kubernetes.service-account-token"],
  ["openai.service-account", "openai.api-key"],
  ["anthropic.service-account", "anthropic.api-key"],
  ["workspace.user", "workspace.app-password"],
])("a new %s that has %s is told with it", (type, credential) => {
  expect(told(fresh(holder(type), key(credential)), "no")).toEqual([`identity-new it ${credential} no`]);
});

it("says of each whether it is administrator, and nothing where that is not known", () => {
  const came = fresh(holder("gcp.service-account"), key("gcp.service-account-key"));
  expect(told(came, "reaches")).toEqual(["identity-new it gcp.service-account-key reaches"]);
  expect(told(came)).toEqual(["identity-new it gcp.service-account-key -"]);
});

it("an API key stands in its project and acts as the account that it names", () => {
  const account = holder("gcp.service-account", { name: "batch@p.iam.gserviceaccount.com" });
  const apiKey = key("gcp.api-key", { service_account: account.name }, { parent: "gcp:p" });
  expect(told(fresh(account, apiKey), "no")).toEqual([`identity-new ${account.name} gcp.api-key no`]);
});

it("a credential of a new repository or application is told by itself, the holder being no identity", () => {
  const repository = holder("github.repository", { kind: "resource" });
  expect(told(fresh(repository, key("github.deploy-key")))).toEqual(["credential-new key github.deploy-key -"]);
  const application = holder("entra.application", { kind: "resource" });
  expect(told(fresh(application, key("entra.client-secret")))).toEqual(["credential-new key entra.client-secret -"]);
  expect(told([...fresh(key("github.deploy-key")), { before: repository, after: repository }])).toEqual([]);
  expect(told(fresh({ ...repository, dataSet: CAME }, key("github.deploy-key")))).toEqual([]);
  expect(told(fresh(repository, node({ id: "v", kind: "credential", type: "github.secret", parent: "it" })))).toEqual(
    [],
  );
});

it.each<[string, readonly Pair<HistoricNode>[]]>([
  ["it has none", fresh(holder("aws.iam-user"))],
  ["it is a role", fresh(holder("aws.iam-role"))],
  ["another one has it", fresh(holder("aws.iam-user"), key("aws.access-key", {}, { parent: "other" }))],
  ["it is off", fresh(holder("aws.iam-user"), key("aws.access-key", { status: "inactive" }))],
  ["it ends by itself", fresh(holder("aws.iam-user"), key("aws.service-specific-credential", { static: false }))],
  ["it only signs assertions", fresh(holder("entra.service-principal"), key("entra.certificate", { usage: "sign" }))],
  [
    "Google keeps it",
    fresh(holder("gcp.service-account"), key("gcp.service-account-key", { key_type: "SYSTEM_MANAGED" })),
  ],
  ["the holder came into view", fresh(holder("aws.iam-user", { dataSet: CAME }), key("aws.access-key"))],
  ["the holder is read for the first time", fresh(holder("aws.iam-user", { dataSet: FIRST }), key("aws.access-key"))],
  [
    "another holder had it before",
    [
      ...fresh(holder("aws.iam-user")),
      { before: key("aws.access-key", {}, { parent: "was" }), after: key("aws.access-key") },
    ],
  ],
  [
    "the holder was there",
    [{ before: holder("aws.iam-user"), after: holder("aws.iam-user") }, ...fresh(key("aws.access-key"))],
  ],
])("nothing is told where %s", (_, pairs) => {
  expect(told(pairs, "effective")).toEqual([]);
});

it("however much of the other identities and credentials was read, as long as the same is missing", () => {
  const [user, own] = [
    holder("aws.iam-user", { dataSet: SAME_PART }),
    key("aws.access-key", {}, { dataSet: SAME_PART }),
  ];
  expect(told(fresh(user, own), "no")).toEqual(["identity-new it aws.access-key no"]);
  expect(told(fresh(user, { ...own, dataSet: CAME }), "no")).toEqual(["identity-new it aws.access-key no"]);
});

describe("an account of AWS", () => {
  const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
  const ana: User = { keys: { AKIAEXAMPLEANA1: true } };
  const state = (users: Account["users"], refused: readonly string[] = []): Account => ({
    users: { ana, ...users },
    roles: { job: { trust: [byService("ec2")] } },
    refused,
  });
  const came = async (before: Account, after: Account): Promise<string[]> =>
    (await diffOf(before, after)).changes.flatMap(({ name, facts }) =>
      facts["came_with"] === undefined ? [] : [`${name}: ${textsOf(facts).join(", ")}`],
    );
  const eve: User = { keys: { AKIAEXAMPLEEVE1: true }, policies: { own: ADMIN } };

  it.each<[what: string, before: Account, after: Account, told: string[]]>([
    ["a user with a key", state({}), state({ ben: { keys: { AKIAEXAMPLEBEN1: true } } }), ["ben: aws.access-key, no"]],
    ["an administrator", state({}), state({ eve }), ["eve: aws.access-key, effective"]],
    ["a user without", state({}), state({ ben: {} }), []],
    [
      "keys of one user are refused each time",
      state({}, ["list-access-keys/ana"]),
      state({ eve }, ["list-access-keys/ana"]),
      ["eve: aws.access-key, effective"],
    ],
    ["a user who came into view", state({}, ["get-account-authorization-details"]), state({ eve }), []],
    ["a user who was there", state({ eve: { policies: { own: ADMIN } } }), state({ eve }), []],
  ])(
    "%s",
    async (_, before, after, expected) => {
      expect(await came(before, after)).toEqual(expected);
    },
    60_000,
  );
});
