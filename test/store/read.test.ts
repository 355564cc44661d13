// What app and analysis read: scopes with coverage and gaps, figures, names, evidence, the graph.
import { describe, expect, it } from "vitest";
import type { EstateConfig } from "../../src/model/analysis.js";
import type { GraphBatch } from "../../src/model/batch.js";
import { ROW_UNIT } from "../../src/model/row-unit.js";
import type { Tables } from "../../src/model/tables.js";
import { identity } from "../../src/model/views/identity.js";
import type { Store } from "../../src/store/index.js";
import {
  ACCOUNT,
  crawl,
  DETAILS,
  details,
  grant,
  hour,
  KEY,
  KEYS,
  key,
  memoryStore,
  OTHER,
  POLICY,
  principal,
  REPORT,
  ROLE,
  rows,
  USER,
} from "./estate.js";

const CONFIG: EstateConfig = { knownAccounts: {}, environments: {}, ownerTags: [], environmentTags: [], owners: {} };
const TABLES: Tables = { issuers: [], vendorAccounts: [] };
const DOCUMENT = { hash: "a".repeat(32), type: "aws.policy", text: '{"Statement":[]}' };

const BATCHES: readonly GraphBatch[] = [
  details({
    scope: { ...ACCOUNT, parent: "aws:o-1", properties: { account: "111122223333" } },
    nodes: [
      principal(USER, { path: "/", tags: { team: "a" } }, { incarnation: "AIDA1", aliases: ["ci@example.com"] }),
      principal(ROLE, {}, { incarnation: "AROA1", document: DOCUMENT.hash }),
      principal("arn:aws:iam::111122223333:role/team/deploy"),
    ],
    edges: [grant(USER, POLICY), { kind: "yields", from: "b", to: ROLE }, { kind: "yields", from: "a", to: ROLE }],
    documents: [DOCUMENT],
    gaps: [{ dataSet: DETAILS, subject: ROLE, message: "its trust does not parse", permission: "iam:GetRole" }],
  }),
  {
    ...details({ dataSet: REPORT }, null),
    evidence: { call: "iam:GetCredentialReport", file: "iam/credential-report.csv" },
    nodes: [key(KEY, { status: "active", static: true }), key("K2", { status: "inactive", static: true })],
    supplements: [{ node: USER, properties: { mfa_active: true } }],
    coverage: { dataSet: REPORT, state: "complete" },
  },
  {
    ...details({ dataSet: KEYS, region: "eu-west-1" }, null),
    coverage: {
      dataSet: KEYS,
      region: "eu-west-1",
      state: "denied",
      code: "AccessDenied",
      message: "iam:ListAccessKeys was refused",
      permission: "iam:ListAccessKeys",
    },
  },
  details({ scope: OTHER, dataSet: REPORT }, "unlicensed"),
];

function filled(): Store {
  const store = memoryStore();
  crawl(store, BATCHES);
  return store;
}

describe("scopes", () => {
  it("have their coverage, gaps and number of principals, sorted", () => {
    const readAt = hour(0).toISOString();
    const store = filled();
    const gaps = [{ scope: ACCOUNT.id, subject: "doc", message: "unknown operator" }];
    store.writeAnalysis({ facts: [], nodes: [], edges: [], gaps }, hour(0));
    expect(store.scopes()).toEqual([
      {
        id: ACCOUNT.id,
        type: "aws.account",
        name: "main",
        parent: "aws:o-1",
        readAt,
        identities: 3,
        coverage: [
          {
            dataSet: KEYS,
            region: "eu-west-1",
            state: "denied",
            code: "AccessDenied",
            message: "iam:ListAccessKeys was refused",
            permission: "iam:ListAccessKeys",
          },
          { dataSet: DETAILS, state: "complete" },
          { dataSet: REPORT, state: "complete" },
        ],
        gaps: [
          { dataSet: "analysis", subject: "doc", message: "unknown operator" },
          { dataSet: DETAILS, subject: ROLE, message: "its trust does not parse", permission: "iam:GetRole" },
        ],
      },
      {
        id: OTHER.id,
        type: "aws.account",
        name: "other",
        readAt,
        identities: 0,
        coverage: [{ dataSet: REPORT, state: "unlicensed" }],
        gaps: [],
      },
    ]);
  });

  it("that were never read are known by their parent, without coverage", () => {
    const store = memoryStore();
    const listed = { id: OTHER.id, kind: "scope" as const, type: "aws.account", name: "listed", properties: {} };
    crawl(store, [details({ nodes: [listed] })]);
    expect(store.scopes()[1]).toEqual({
      id: OTHER.id,
      type: "aws.account",
      name: "listed",
      coverage: [],
      gaps: [],
      identities: 0,
    });
  });

  it("show the latest attempt, and since when it was not complete", () => {
    const store = filled();
    crawl(store, [details({ dataSet: REPORT }, "denied")], hour(1));
    const sql = `SELECT state, attempted_at, completed_at FROM data_set WHERE scope = '${ACCOUNT.id}' AND name = '${REPORT}'`;
    expect(rows(store, sql)).toEqual([["denied", hour(1).toISOString(), hour(0).toISOString()]]);
  });

  it("list every gap in its view", () => {
    const sql = "SELECT scope, data_set, region, state, subject, permission FROM gap ORDER BY scope, data_set";
    expect(rows(filled(), sql)).toEqual([
      [ACCOUNT.id, KEYS, "eu-west-1", "denied", null, "iam:ListAccessKeys"],
      [ACCOUNT.id, DETAILS, null, "fault", ROLE, "iam:GetRole"],
      [OTHER.id, REPORT, null, "unlicensed", null, null],
    ]);
  });
});

describe("figures", () => {
  it("count what is current, static credentials only while active", () => {
    const store = filled();
    const facts = [
      { node: ACCOUNT.id, columns: { identities: 7, identities_secret_free: 4, identities_undecided: 2 } },
      { node: OTHER.id, columns: { identities: 1 } },
    ];
    store.writeAnalysis({ facts, nodes: [], edges: [], gaps: [] }, hour(0));
    expect(store.counts()).toEqual({
      identities: 3,
      credentials: 2,
      staticCredentials: 1,
      workloadIdentities: 8,
      withoutStaticSecret: 4,
      staticSecretUnknown: 2,
      accountsNotCounted: 0,
      scopes: 2,
    });
  });

  it("say how many accounts that were asked are not in them", () => {
    const store = filled();
    store.writeAnalysis(
      { facts: [{ node: ACCOUNT.id, columns: { identities: 7 } }], nodes: [], edges: [], gaps: [] },
      hour(0),
    );
    expect(store.counts()).toMatchObject({ workloadIdentities: 7, accountsNotCounted: 1 });
  });

  it("are zero in an empty database", () => {
    expect(memoryStore().counts()).toEqual({
      identities: 0,
      credentials: 0,
      staticCredentials: 0,
      workloadIdentities: 0,
      withoutStaticSecret: 0,
      staticSecretUnknown: 0,
      accountsNotCounted: 0,
      scopes: 0,
    });
  });
});

describe("a name", () => {
  it.each([
    ["an id", USER, [USER]],
    ["an alias", "ci@example.com", [USER]],
    ["a unique id", "AROA1", [ROLE]],
    ["a name", "ci", [USER]],
    ["a name of two", "deploy", [ROLE, "arn:aws:iam::111122223333:role/team/deploy"]],
    ["the end of an ARN", "role/deploy", [ROLE]],
    ["the end of an ARN with its path", "team/deploy", ["arn:aws:iam::111122223333:role/team/deploy"]],
    // in an account names of roles differ whatever their path; a session has the name alone
    [
      "a session of a role",
      "arn:aws:sts::111122223333:assumed-role/deploy/ci-42",
      [ROLE, "arn:aws:iam::111122223333:role/team/deploy"],
    ],
    ["a session of a role in another account", "arn:aws:sts::999988887777:assumed-role/deploy/ci-42", []],
    ["the id of a session", "AROA1:ci-42", [ROLE]],
    ["the id of a session of another role", "AROA11:ci-42", []],
    ["part of a name", "deplo", []],
    ["a pattern", "%", []],
    ["nothing", "", []],
  ])("that is %s", (_what, name, expected) => {
    expect(filled().resolve(name)).toEqual(expected);
  });

  it("that a role shares with its policy is the role", () => {
    const store = memoryStore();
    const policy = { ...principal("exporter"), id: `${ROLE}/inline/exporter`, kind: "grant" as const };
    crawl(store, [details({ nodes: [principal("exporter"), policy] })]);
    expect(store.resolve("exporter")).toEqual([principal("exporter").id]);
  });
});

describe("a name of whoever is known by grants alone", () => {
  const person = "user:dana@example.com";

  function withBinding() {
    const store = memoryStore();
    const binding = { ...principal("held"), id: `gcp:projects/p#iam/roles/owner/${person}`, kind: "grant" as const };
    crawl(store, [details({ nodes: [principal("ci"), binding] })]);
    const derived = { id: `gcp:member/${person}`, kind: "principal" as const, type: "gcp.user" };
    const node = { ...derived, name: "dana@example.com", scope: "", properties: {} };
    store.writeAnalysis({ facts: [], nodes: [node], edges: [], gaps: [] }, hour(0));
    return { store, binding };
  }

  it("is that one, and no binding whose id ends in it", () => {
    const { store } = withBinding();
    expect(store.resolve("dana@example.com")).toEqual([`gcp:member/${person}`]);
  });

  it("is meant by what bindings and deny policies write", () => {
    const { store } = withBinding();
    for (const text of [person, "principal://goog/subject/dana@example.com"])
      expect([text, store.resolve(text)]).toEqual([text, [`gcp:member/${person}`]]);
    expect(store.resolve("user:erin@example.com")).toEqual([]);
  });

  it("leaves the end of an id to what is meant by it", () => {
    const { store, binding } = withBinding();
    expect(store.resolve(`owner/${person}`)).toEqual([binding.id]);
  });
});

describe("evidence", () => {
  it("is the call that declared the node and those that added to it", () => {
    expect(filled().evidenceOf(USER)).toEqual([
      { dataSet: DETAILS, call: "iam:GetAccountAuthorizationDetails" },
      { dataSet: REPORT, call: "iam:GetCredentialReport", file: "iam/credential-report.csv" },
    ]);
  });

  it("is the same by the row that tells its own call, with what others add and without", () => {
    for (const store of [filled(), memoryStore()]) {
      if (store.scopes().length === 0) crawl(store, BATCHES.slice(0, 1));
      const read = [...store.rows(identity, { types: [], columns: ["id"], withUnit: true })];
      expect(read.map(({ id }) => id)).toContain(USER);
      for (const row of read) {
        expect(store.evidenceOf(String(row["id"]), row[ROW_UNIT])).toEqual(store.evidenceOf(String(row["id"])));
        expect(row[ROW_UNIT]).toEqual(expect.any(Number));
      }
      const without = [...store.rows(identity, { types: [], columns: ["id"] })];
      expect(without.flatMap((row) => Object.keys(row))).not.toContain(ROW_UNIT);
    }
  });

  it("of a row of no call is that of what others add", () => {
    expect(filled().evidenceOf(USER, null)).toEqual([
      { dataSet: REPORT, call: "iam:GetCredentialReport", file: "iam/credential-report.csv" },
    ]);
    expect(filled().evidenceOf(ROLE, null)).toEqual([]);
  });

  it("of what is not known is none", () => {
    expect(filled().evidenceOf("arn:of:nobody")).toEqual([]);
  });

  it("stays where the fact was read first while it does not change", () => {
    const store = filled();
    const moved = BATCHES.map((batch) => ({ ...batch, evidence: { call: "other" } }));
    crawl(store, moved, hour(1));
    expect(store.evidenceOf(ROLE)).toEqual([{ dataSet: DETAILS, call: "iam:GetAccountAuthorizationDetails" }]);
  });
});

describe("the graph for analysis", () => {
  const input = (store = filled()) => store.analysisInput(CONFIG, TABLES, hour(5));

  it("has nodes with what other data sets add to them, sorted by id", () => {
    const nodes = [...input().nodes(["aws.iam-user", "aws.iam-role"])];
    expect(nodes.map(({ id }) => id)).toEqual([ROLE, "arn:aws:iam::111122223333:role/team/deploy", USER]);
    expect(nodes.at(-1)).toEqual({
      id: USER,
      kind: "principal",
      type: "aws.iam-user",
      name: "ci",
      scope: ACCOUNT.id,
      region: "",
      incarnation: "AIDA1",
      parent: undefined,
      document: undefined,
      properties: { path: "/", tags: { team: "a" } },
      supplements: { [REPORT]: { mfa_active: true } },
    });
  });

  it("has nodes of every type where none is named, and none of a type that is not there", () => {
    expect([...input().nodes([])].map(({ type }) => type)).toEqual([
      "aws.access-key",
      "aws.access-key",
      "aws.iam-role",
      "aws.iam-role",
      "aws.iam-user",
      "aws.account",
      "aws.account",
    ]);
    expect([...input().nodes(["aws.nothing"])]).toEqual([]);
  });

  it("has edges of the kinds named, in an order that does not hang on when they were read", () => {
    const edges = [...input().edges(["yields", "has_grant"])];
    expect(edges.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ["has_grant", USER, POLICY],
      ["yields", "a", ROLE],
      ["yields", "b", ROLE],
    ]);
    expect(edges[0]).toMatchObject({ scope: ACCOUNT.id, state: "none", confidence: 1, properties: {} });
    expect([...input().edges(["member_of"])]).toEqual([]);
    expect([...input().edges([])]).toEqual([]);
  });

  it("has texts by hash, scopes with coverage, and what it was given", () => {
    const given = input();
    expect([given.document(DOCUMENT.hash), given.document("b".repeat(32))]).toEqual([DOCUMENT.text, undefined]);
    expect([...given.scopes()].map(({ id, parent, properties }) => [id, parent, properties])).toEqual([
      [ACCOUNT.id, "aws:o-1", { account: "111122223333" }],
      [OTHER.id, undefined, {}],
    ]);
    expect([given.now, given.config, given.tables]).toEqual([hour(5), CONFIG, TABLES]);
  });

  it("can be walked again, within a walk, and left early", () => {
    const store = filled();
    const nodes = input(store).nodes(["aws.iam-role"]);
    let pairs = 0;
    for (const one of nodes) for (const two of nodes) if (one.id <= two.id) pairs++;
    expect(pairs).toBe(3);
    for (const _node of nodes) break;
    crawl(store, BATCHES, hour(1));
    expect([...nodes]).toHaveLength(2);
  });
});

describe("the inventory", () => {
  it("has every principal, by scope and id, with booleans and JSON as such", () => {
    const store = filled();
    crawl(store, [details({ scope: OTHER, nodes: [principal("a")] })]);
    const list = [...store.inventory()];
    expect(list.map((row) => [row["scope"], row["id"]])).toEqual([
      [ACCOUNT.id, ROLE],
      [ACCOUNT.id, "arn:aws:iam::111122223333:role/team/deploy"],
      [ACCOUNT.id, USER],
      [OTHER.id, "a"],
    ]);
    expect(list[2]).toMatchObject({ mfa_active: true, tags: { team: "a" }, path: "/", owner: null });
  });
});

describe("a service account of Google Cloud", () => {
  const email = "ci@shop-prod.iam.gserviceaccount.com";
  const account = { ...principal(email), id: "gcp:service-account/1", type: "gcp.service-account" };
  const secret = "gcp:secretmanager.googleapis.com/projects/shop-prod/secrets/mail";
  const of = (...more: readonly (typeof account)[]) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [account, { ...principal("mail"), id: secret }, ...more] })]);
    return store;
  };

  it.each([
    ["its address", email],
    ["as bindings write it", `serviceAccount:${email}`],
    ["as deny policies write it", `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`],
    ["its full resource name", `//iam.googleapis.com/projects/shop-prod/serviceAccounts/${email}`],
    ["what is before the @", "ci"],
  ])("is meant by %s", (_what, text) => {
    expect(of().resolve(text)).toEqual([account.id]);
  });

  it("is one of two where what is before the @ fits both, and none where it fits only in part", () => {
    const other = { ...account, id: "gcp:service-account/2", name: "ci@shop-dev.iam.gserviceaccount.com" };
    expect(of(other).resolve("ci")).toEqual([account.id, other.id]);
    expect(of(other).resolve("c")).toEqual([]);
  });

  it("a bucket is meant by its address, and no object of it", () => {
    const bucket = { ...principal("data"), id: "gcp:storage.googleapis.com/data" };
    expect(of(bucket).resolve("gs://data")).toEqual([bucket.id]);
    expect(of(bucket).resolve("gs://data/one")).toEqual([]);
  });

  it("things of Google Cloud are meant by their full resource names", () => {
    expect(of().resolve(`//${secret.slice("gcp:".length)}`)).toEqual([secret]);
  });
});
