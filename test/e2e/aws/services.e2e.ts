// Something of every service: each workload with the role it runs as, each policy of a resource, each secret in a variable,
// each thing that acts alone is found, and nothing else; what goes over the wire is what AWS's models say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { checkProof } from "./proofs.js";
import { difference, found, incomplete, leaks, readCalls, unlisted } from "./report.js";
import { steersOf } from "./scripts/agents.js";
import { connectionsOf } from "./scripts/deployments.js";
import { CREDENTIALS, HOLDERS, OUTBOUND_ISSUER, POD_ROLES } from "./scripts/identities.js";
import { MANAGEMENT } from "./seed.js";
import { RECORDERS } from "./seeds/recorders.js";
import { type ServicesScene, startServices } from "./services-scene.js";

const SCOPE = `aws:${MANAGEMENT}`;

/** Types of resources that may have a policy of their own. */
const STORES = ["s3-bucket", "sqs-queue", "sns-topic", "kms-key", "ecr-repository", "secret", "dynamodb-table"];
const WITH_POLICY = [...STORES, "event-bus", "ssm-parameter", "s3-access-point"].map((type) => `'aws.${type}'`).join();

describe("nhi scan aws, services", { timeout: 900_000 }, () => {
  let scene: ServicesScene;
  before(async () => {
    scene = await startServices("services");
  });
  after(() => scene?.stop());

  async function rows(sql: string): Promise<readonly { readonly [column: string]: string }[]> {
    const { status, stdout, stderr } = await scene.run([
      "query",
      sql,
      "--db",
      scene.file("one.db"),
      "--format",
      "json",
    ]);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as { readonly [column: string]: string }[];
  }

  const lines = async (sql: string) => (await rows(sql)).map((row) => Object.values(row).join(" ")).sort();

  const sorted = (wanted: readonly string[]) => [...wanted].sort();

  it("reads every service to its end", async () => {
    const { status, stderr, report } = await scene.scan("one", ["--every-user"]);
    assert.equal(status, 1, stderr);
    assert.deepEqual(incomplete(report(), SCOPE), []);
    assert.deepEqual(report().gaps, []);
  });

  it("requests and answers are as AWS's models say, and lists are read page by page", () => {
    const { script } = scene.services;
    // 32 characters at most, says the model of App Runner, and in a form that has 36.
    assert.deepEqual(
      script.problems.filter((problem) => !/\.ServiceId: \w{32} is not/.test(problem)),
      [],
    );
    assert.deepEqual(script.unasked(), [], "scripted and never asked");
    assert.deepEqual(script.unpaged(), [], "not read to the last page");
  });

  it("every workload runs as its role, and only those that have one", async () => {
    const { expected } = scene.services.seeds;
    const edges = "from edge where kind = 'runs_as' and not derived";
    assert.deepEqual(await lines(`select from_id || ' -> ' || to_id ${edges}`), sorted(expected.runsAs));
    const idle = `select id from workload where id not in (select from_id ${edges})`;
    assert.deepEqual(await lines(idle), sorted(expected.idle));
  });

  it("secrets in variables are seen, settings and names of parameters are not taken for one", async () => {
    const sql = "select e.from_id, '->', n.name from edge e join node n on n.id = e.to_id where e.kind = 'holds'";
    assert.deepEqual(await lines(sql), sorted(scene.services.seeds.expected.holds));
  });

  it("what acts without a person is marked, with what makes it", async () => {
    const sql = `select id, "trigger" from workload where acts_alone`;
    assert.deepEqual(await lines(sql), sorted(scene.services.seeds.expected.alone));
  });

  it("policies of resources are read; what has none has none", async () => {
    const { expected } = scene.services.seeds;
    const having = "document is not null and kind in ('resource', 'workload')";
    assert.deepEqual(await lines(`select id from node where ${having}`), sorted(expected.policies));
    const bare = `select id from resource where document is null and type in (${WITH_POLICY})`;
    assert.deepEqual(await lines(bare), sorted(expected.open));
    assert.deepEqual(await lines("select id from resource where policy_unread"), []);
    const keys = expected.policies.filter((id) => id.includes(":kms:"));
    assert.deepEqual(await lines("select principal from permission_grant where type = 'aws.kms-grant'"), sorted(keys));
    assert.deepEqual(await lines("select id from resource where grants_unread"), []);
  });

  it("what one names of another is joined", async () => {
    const named = "properties ->> 'role'";
    const sql = `select from_id, '->', to_id, ${named} from edge where kind = 'references' and ${named} is not null`;
    assert.deepEqual(await lines(sql), sorted(scene.services.seeds.expected.references));
    const steers = "select from_id, '->', to_id from edge where kind = 'steers'";
    assert.deepEqual(await lines(steers), steersOf(scene.services.seeds));
  });

  it("connections to hosts of code, with where they lead", async () => {
    const told = "id, properties ->> 'provider', properties ->> 'status'";
    assert.deepEqual(
      await lines(`select ${told} from node where type = 'aws.code-connection'`),
      sorted(
        connectionsOf(scene.services.seeds).map(
          ({ ConnectionArn, ProviderType, ConnectionStatus }) => `${ConnectionArn} ${ProviderType} ${ConnectionStatus}`,
        ),
      ),
    );
  });

  it("Identity Center: sets with what they grant, groups by name, people as numbers", async () => {
    const { deploy, unassigned, group, person } = scene.services.center;
    const list = (key: string) => `properties ->> '${key}'`;
    const grants = [list("managed_policies"), list("customer_managed_policies"), list("boundary")].join(", ");
    const [one, other] = await rows(`select id, ${grants} from node where type = 'aws.permission-set' order by name`);
    const powers = [
      '["arn:aws:iam::aws:policy/ReadOnlyAccess"]',
      '["acme-guard"]',
      "arn:aws:iam::aws:policy/PowerUserAccess",
    ];
    assert.deepEqual(Object.values(one ?? {}), [deploy, ...powers]);
    assert.deepEqual(Object.values(other ?? {}), [unassigned, "[]", "[]", null]);
    const people = await lines("select id, name from node where type in ('aws.sso-group', 'aws.sso-user')");
    const frame = "arn:aws:identitystore:::";
    assert.deepEqual(people, [`${frame}group/${group} release-managers`, `${frame}user/${person} ${person}`]);
    const assigned = "select from_id, to_id from edge where kind = 'has_grant' and to_id like '%/ps-%'";
    assert.equal((await lines(assigned)).length, 2);
  });

  it("identity pools: guests get a session of their role, members of a closed pool are no guests", async () => {
    const { open } = scene.services.pools;
    const pool = `arn:aws:cognito-identity:us-east-1:${MANAGEMENT}:identitypool/${open}`;
    const sql = "select id, properties ->> 'role' from node where id like '%/guest'";
    assert.deepEqual(await lines(sql), [`${pool}/guest arn:aws:iam::${MANAGEMENT}:role/pool-guest`]);
  });

  it("identity pools: who may sign up in the user pool that one takes is read", async () => {
    const { closed } = scene.services.pools;
    const pool = `arn:aws:cognito-identity:us-east-1:${MANAGEMENT}:identitypool/${closed}`;
    const [found] = await rows(`select properties ->> 'user_pools' as pools from node where id = '${pool}'`);
    const [{ provider, client, ...facts }] = JSON.parse(String(found?.["pools"]));
    const signIns =
      "select type, name from node where type in ('aws.cognito-user-pool', 'aws.cognito-developer-provider')";
    assert.deepEqual((await lines(signIns)).sort(), [
      "aws.cognito-developer-provider login.members",
      `aws.cognito-user-pool ${String(provider).split("/")[1]}`,
    ]);
    assert.match(`${provider} ${client}`, /^cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_\S+ \S+$/);
    assert.deepEqual(facts, {
      allows_sign_up: true,
      confirms_itself: true,
      has_sign_up_trigger: false,
      has_client_secret: false,
    });
  });

  it("clusters of EMR: those whose steps have roles of their own are told apart", async () => {
    const sql = "select name, properties ->> 'step_roles' from node where type = 'aws.emr-cluster'";
    assert.deepEqual(await lines(sql), ["bare 1", "logs 0"]);
  });

  it("IAM: credentials for one service, services that were used, tokens for others", async () => {
    const keys = "select id, status, expires_at is null from credential where type = 'aws.service-specific-credential'";
    assert.deepEqual(await lines(keys), [
      `${CREDENTIALS[0]} active 1`,
      `${CREDENTIALS[1]} active 0`,
      `${CREDENTIALS[2]} inactive 0`,
    ]);
    const tokens = "select id from node where type = 'aws.outbound-tokens'";
    assert.deepEqual(await lines(tokens), [`oidc:${OUTBOUND_ISSUER}`]);
    const made = scene.proxy.calls.filter(({ call }) => call === "iam:GenerateServiceLastAccessedDetails").length;
    const known = await lines("select id from identity where type in ('aws.iam-role', 'aws.iam-user')");
    assert.equal(made, known.length);
    assert.ok(known.length > HOLDERS.length + 20);
  });

  it("what records calls: trails by what they take, a store that was stopped, the log of models of one region", async () => {
    const of = (key: string) => `properties ->> '${key}'`;
    const keys = ["logging", "management", "data", "data_partly"].map(of).join(", ");
    assert.deepEqual(await lines(`select name, ${keys} from node where type = 'aws.trail'`), RECORDERS);
    const stores = `select name, ${of("logging")} from node where type = 'aws.event-data-store'`;
    assert.deepEqual(await lines(stores), ["lake 0"]);
    const account = `select calls_recorded, recorded_by, data_recorded from account where id = '${SCOPE}'`;
    assert.deepEqual(await lines(account), ['all ["everything"] ["AWS::S3::Object"]']);
    const agents = "select distinct model_calls_recorded from workload where type = 'aws.bedrock-agent'";
    assert.deepEqual(await lines(agents), ["1"]);
  });

  it("rules flag what was seeded for them and spare what lies next to it", async () => {
    scene.proxy.forget();
    const outputs = ["--output", scene.file("again.jsonl")];
    const { report } = await scene.scan("again", ["--db", scene.file("one.db"), "--every-user", ...outputs]);
    const role = (name: string) => `arn:aws:iam::${MANAGEMENT}:role/${name}`;
    const wanted = [
      // Without end; the one that ends in a month and the one that is off are spared.
      `AWS-006 ${CREDENTIALS[0]}`,
      `AWS-009 ${role("fn-deployer")}`,
      // The same statement as vm-held-back, which is denied just that.
      `AWS-010 ${role("vm-escalates")}`,
      // One service account by name, or by the tags of Pod Identity, is spared.
      ...[POD_ROLES.any, "pod-bridge", "pod-plain", "pod-target"].map((name) => `AWS-016 ${role(name)}`),
    ];
    const rules = new Set(wanted.map((line) => line.slice(0, line.indexOf(" "))));
    assert.deepEqual(
      found(report()).filter((line) => rules.has(line.slice(0, line.indexOf(" ")))),
      wanted,
    );
  });

  it("makes only calls that nhi permissions aws lists, and prints how many", () => {
    const called = [...new Set(scene.proxy.calls.map(({ call }) => call))].sort();
    assert.deepEqual(unlisted(called, scene.permissions.actions), []);
    const printed = readCalls(scene.file("again.jsonl"));
    const made = (call: string) => scene.proxy.calls.filter((passed) => passed.call === call).length;
    assert.deepEqual(
      called.map((call) => [call, printed.get(call)]),
      called.map((call) => [call, made(call)]),
    );
  });

  for (const [from, hops] of [
    ["lambda:us-east-1:123456789012:function:deployer", 1],
    ["lambda:us-east-1:123456789012:function:orders", 0],
    // It steers a function that may do little; the action group of the other is switched off.
    ["bedrock:us-east-1:123456789012:agent/SUPPORT001", 0],
    ["iam::123456789012:role/vm-held-back", 0],
    ["iam::123456789012:role/vm-escalates", 1],
  ] as const) {
    it(`nhi paths: ${from} reaches admin in ${hops === 0 ? "no way" : "one step at least"}`, async () => {
      const args = ["paths", "--db", scene.file("one.db"), "--from", `arn:aws:${from}`, "--to", "admin"];
      const { status, stdout, stderr } = await scene.run([...args, "--format", "json"]);
      const { paths } = JSON.parse(stdout) as { readonly paths: readonly { readonly hops: readonly object[] }[] };
      assert.equal(status, hops === 0 ? 1 : 0, stderr);
      assert.equal(paths.length, hops === 0 ? 0 : 1);
      assert.ok(paths.every((path) => path.hops.length >= hops));
    });
  }

  it("a recording replays to the same JSON, and both make the same graph", async () => {
    const [live, replayed] = [scene.file("live.json"), scene.file("replayed.json")];
    const recording = scene.file("recording");
    const dbs = { live: scene.file("live.db"), replayed: scene.file("replayed.db") };
    await scene.run(["scan", "aws", "--every-user", "--record", recording, "--db", dbs.live, "--output", live]);
    await scene.run(["scan", "--bundle", recording, "--db", dbs.replayed, "--output", replayed]);
    assert.equal(difference(readFileSync(live, "utf8"), readFileSync(replayed, "utf8")), undefined);
    for (const [what, key] of [
      ["node", "id, kind, type, name, region, parent, document, properties, data_set"],
      ["edge", "kind, from_id, to_id, capability, state, confidence, technique, properties"],
    ]) {
      const sql = `select ${key} from ${what} order by 1, 2, 3`;
      const read = async (db: string) => (await scene.run(["query", sql, "--db", db, "--format", "json"])).stdout;
      const [one, other] = [await read(dbs.live), await read(dbs.replayed)];
      assert.ok(one.length > 10_000);
      assert.equal(difference(one, other), undefined, `${what}s differ`);
    }
  });

  it("the calls that were answered are those that docs/coverage.md claims", () => {
    const { proxy, services } = scene;
    checkProof("services", {
      server: proxy.answered,
      schema: services.script.answered,
      serverRules: ["AWS-009", "AWS-010", "AWS-016"],
      schemaRules: ["AWS-006"],
    });
  });

  it("no secret of the account is in a database, a recording, a report or a log", () => {
    const { secrets } = scene.services.seeds.expected;
    assert.ok(secrets.length > 15);
    assert.deepEqual(leaks(scene.folder, secrets), []);
  });
});
