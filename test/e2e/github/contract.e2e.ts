// GitHub's own description answers. Acme's organisation, by REST and by GraphQL, comes out as its recording does; every call
// of nhi is answered once as GitHub documents it; no request and no answer breaks the description.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { exampleOf, octoOrg } from "./examples.js";
import { outside, type Passed } from "./front.js";
import { graphqlOver } from "./graphql.js";
import { checkAnswered, LISTED } from "./proofs.js";
import { acme, acmeOnGitHub, coverageIn, findingsIn, type Scene, startScene } from "./scene.js";

/** What a reader of the report sees, without where it was read. */
const VIEWS = [
  "select id, type, name, status, owner_login, last_used_at, expires_at from credential order by id",
  "select * from repository order by id",
  "select * from environment order by id",
  "select * from workflow_job order by id",
  // not calls_recorded: without GraphQL nobody tells whether there is an enterprise
  "select id, app_slug, app_owner, permissions, writes, repository_selection, events, suspended_at, created_at, updated_at from github_app order by id",
];

const answered = new Set<string>();

/** Holds whatever is asked: nothing outside the list, nothing that writes, nothing that GitHub would not accept or say. */
function clean(name: string, passed: readonly Passed[]): void {
  assert.deepEqual(
    passed.flatMap(({ violations }) => violations),
    [],
  );
  assert.deepEqual(outside(passed), []);
  for (const { route, status } of passed) if (route !== undefined && status < 300) answered.add(route);
  const refused = passed.filter(({ status }) => status >= 400).length;
  console.log(`${name}: ${passed.length} requests, ${refused} of them 403 or 404, 0 outside the list, 0 violations`);
}

function incomplete(file: string): string[] {
  return [...coverageIn(file)].filter(([, { state }]) => state !== "complete").map(([dataSet]) => dataSet);
}

describe("acme, answered as GitHub's description says", { timeout: 300_000 }, () => {
  let scene: Scene;
  before(async () => {
    const streams = exampleOf("GET /enterprises/{enterprise}/audit-log/streams");
    const above = { path: "enterprises/acme-group/audit-log/streams", variant: "", value: streams };
    scene = await startScene("github-contract", { ...acme(), answers: [...acme().answers, above] });
    const bundle = acmeOnGitHub(scene.file("bundle"));
    const out = ["--db", scene.file("bundle.db"), "--output", scene.file("bundle.json")];
    const { status, stderr } = await scene.run(["scan", "--bundle", bundle, ...out]);
    assert.equal(status, 1, stderr);
  });
  after(() => scene?.stop());

  /** `open`: data sets that are not read whole. */
  async function same(name: string, open: readonly string[] = []): Promise<number> {
    scene.front.passed.length = 0;
    const { status, stderr } = await scene.scan(name, "github:acme");
    assert.equal(status, 1, stderr);
    clean(`acme, ${name}`, scene.front.passed);
    const recorded = findingsIn(scene.file("bundle.json"));
    assert.ok(recorded.length > 10, "the recording has findings to compare");
    assert.deepEqual(findingsIn(scene.file(`${name}.json`)), recorded);
    for (const sql of VIEWS) assert.deepEqual(scene.rows(name, sql), scene.rows("bundle", sql), sql);
    assert.deepEqual(incomplete(scene.file(`${name}.json`)), open);
    return scene.front.passed.length;
  }

  let asked = 0;

  it("without GraphQL each repository is asked: findings and rows of the recording", async () => {
    asked = await same("REST", ["github/org:audit-log-streams", "github/org:enterprise"]);
  });

  it("with GraphQL, executed over GitHub's own schema: the same, with fewer requests", async () => {
    scene.front.graphql = graphqlOver(acme(), "acme");
    const fewer = await same("GraphQL");
    assert.ok(fewer < asked, `${fewer} of ${asked}`);
  });

  it("below an enterprise: its owner is let in, and what only its owners are shown has a name each", async () => {
    const above = { slug: "acme-group", owners: [{ login: "group-owner", databaseId: 77 }] };
    scene.front.graphql = graphqlOver(acme(), "acme", above);
    const { stderr } = await scene.scan("above", "github:acme");
    clean("above", scene.front.passed);
    const { gaps } = JSON.parse(readFileSync(scene.file("above.json"), "utf8")) as { gaps: { message: string }[] };
    const named = gaps.filter(({ message }) => message.includes("belongs to the enterprise acme-group"));
    assert.equal(named.length, 4, `${stderr}\n${JSON.stringify(gaps)}`);
    assert.deepEqual(scene.rows("above", "SELECT name FROM identity WHERE id = 'github:user/77'"), [
      { name: "group-owner" },
    ]);
    const [organization] = scene.rows(
      "above",
      "SELECT calls_recorded, recorded_by FROM account WHERE id = 'github:acme'",
    );
    assert.deepEqual(organization, { calls_recorded: "part", recorded_by: '["Splunk"]' });
  });
});

describe("GitHub's own examples", { timeout: 300_000 }, () => {
  let scene: Scene;
  before(async () => {
    scene = await startScene("github-examples", octoOrg());
    // Repositories are asked one by one, so that every call is answered.
    const schema = graphqlOver(octoOrg(), "octo-org");
    scene.front.graphql = (body) => (body.includes("NhiEnterprise") ? schema(body) : undefined);
  });
  after(() => scene?.stop());

  for (const [name, source] of [
    ["an organisation", "github:octo-org"],
    ["a user", "github:octocat"],
    ["one repository", "github:octocat/Hello-World"],
  ] as const) {
    it(`${name}: every data set is complete`, async () => {
      scene.front.passed.length = 0;
      const { status, stderr } = await scene.scan(name, source);
      assert.equal(status, 1, stderr);
      clean(name, scene.front.passed);
      assert.deepEqual(incomplete(scene.file(`${name}.json`)), []);
    });
  }

  it("every call that nhi may make was answered", () => {
    checkAnswered(answered);
    assert.deepEqual(
      LISTED.filter((route) => !answered.has(route)),
      [],
    );
    console.log(`${answered.size} of ${LISTED.length} calls answered as GitHub's description says`);
  });
});
