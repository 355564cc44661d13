// Static secrets in files: every format beside something that only looks like it, and never a value.
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secretsIn } from "../../../src/collect/repo/secrets.js";
import { toDetectors } from "../../../src/collect/token-formats.js";
import { CI_TABLES, JOIN_KEY } from "../support.js";

const detectors = toDetectors(CI_TABLES.tokenFormats);

/** Characters that no one invented: the same each time, without runs or words. */
function drawn(length: number, alphabet: string, seed = "seed"): string {
  let text = "";
  for (let round = 0; text.length < length; round++) {
    for (const byte of createHmac("sha256", seed).update(String(round)).digest())
      text += alphabet[byte % alphabet.length];
  }
  return text.slice(0, length);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ALNUM = `${LETTERS}0123456789`;
const HEX = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const UUID = [8, 4, 4, 4, 12].map((length) => drawn(length, HEX, `uuid ${length}`)).join("-");

async function found(text: string, path = "app.py"): Promise<string[]> {
  return (await secretsIn(path, text, detectors, JOIN_KEY)).map(
    ({ detector, variable }) => `${detector} ${variable ?? "-"}`,
  );
}

const TOKENS: readonly (readonly [detector: string, token: string])[] = [
  ["github-personal-access-token", `ghp_${drawn(36, ALNUM)}`],
  ["github-fine-grained-token", `github_pat_${drawn(22, ALNUM)}_${drawn(59, ALNUM, "b")}`],
  ["gitlab-token", `glpat-${drawn(20, ALNUM)}`],
  ["slack-token", `xoxb-${drawn(12, "0123456789")}-${drawn(24, ALNUM)}`],
  ["npm-token", `npm_${drawn(36, ALNUM)}`],
  ["stripe-key", `sk_live_${drawn(24, ALNUM)}`],
  ["google-api-key", `AIza${drawn(35, ALNUM)}`],
  ["huggingface-token", `hf_${drawn(34, LETTERS)}`],
  ["digitalocean-token", `dop_v1_${drawn(64, HEX)}`],
  ["terraform-cloud-token", `${drawn(14, ALNUM)}.atlasv1.${drawn(67, ALNUM, "b")}`],
  ["databricks-token", `dapi${drawn(32, HEX)}`],
  ["anthropic-key", `sk-ant-api03-${drawn(93, ALNUM)}AA`],
  ["azure-client-secret", `${drawn(3, ALNUM)}8Q~${drawn(34, ALNUM, "b")}`],
  ["sendgrid-key", `SG.${drawn(22, ALNUM)}.${drawn(43, ALNUM, "b")}`],
  ["azure-storage-key", `${drawn(76, ALNUM)}+ASt${drawn(5, ALNUM, "b")}A==`],
  ["azure-cosmos-key", `${drawn(76, ALNUM)}ACDb${drawn(5, ALNUM, "b")}w==`],
  ["azure-messaging-key", `${drawn(33, ALNUM)}+ASbC${drawn(5, ALNUM, "b")}=`],
  ["azure-messaging-key", `${drawn(33, ALNUM)}+AEhP${drawn(5, ALNUM, "b")}=`],
  ["azure-event-grid-key", `${drawn(33, ALNUM)}AZEGA${drawn(5, ALNUM, "b")}=`],
  ["azure-iot-key", `${drawn(33, ALNUM)}AIoTB${drawn(5, ALNUM, "b")}=`],
  ["azure-redis-key", `${drawn(33, ALNUM)}AzCaD${drawn(5, ALNUM, "b")}=`],
  ["azure-container-registry-key", `${drawn(42, ALNUM)}+ACRB${drawn(5, ALNUM, "b")}`],
  ["azure-batch-key", `${drawn(76, ALNUM)}+ABa${drawn(5, ALNUM, "b")}g==`],
  ["azure-api-management-key", `${drawn(76, ALNUM)}APIM${drawn(5, ALNUM, "b")}Q==`],
  ["azure-search-key", `${drawn(42, ALNUM)}AzSeC${drawn(5, ALNUM, "b")}`],
  ["azure-functions-key", `${drawn(44, ALNUM)}AzFu${drawn(5, ALNUM, "b")}w==`],
  ["azure-service-key", `${drawn(52, ALNUM)}JQQJ99BAC${drawn(16, ALNUM, "b")}X${drawn(7, ALNUM, "c")}`],
  ["openrouter-key", `sk-or-v1-${drawn(64, HEX)}`],
  ["nvidia-key", `nvapi-${drawn(64, ALNUM)}`],
  ["cerebras-key", `csk-${drawn(48, ALNUM).toLowerCase()}`],
  ["together-key", `tgp_v1_${drawn(43, ALNUM)}`],
  ["langfuse-secret-key", `sk-lf-${UUID}`],
  ["tavily-key", `tvly-dev-${drawn(32, ALNUM)}`],
  ["firecrawl-key", `fc-${drawn(32, HEX)}`],
  ["e2b-key", `e2b_${drawn(40, HEX)}`],
  ["airtable-token", `pat${drawn(14, ALNUM)}.${drawn(64, HEX)}`],
  ["brevo-key", `xkeysib-${drawn(64, HEX)}-${drawn(16, ALNUM, "b")}`],
  ["contentful-token", `CFPAT-${drawn(43, ALNUM)}`],
  ["figma-token", `figd_${drawn(40, ALNUM)}`],
  ["hubspot-token", `pat-na1-${UUID}`],
  ["posthog-key", `phx_${drawn(43, ALNUM)}`],
  ["resend-key", `re_${drawn(8, ALNUM)}_${drawn(24, ALNUM, "b")}`],
  ["clickhouse-key", `4b1d${drawn(38, ALNUM)}`],
  ["clojars-token", `CLOJARS_${drawn(60, HEX)}`],
  ["confluent-secret", `cflt${drawn(60, ALNUM)}`],
  ["harness-token", `pat.${drawn(22, ALNUM)}.${drawn(24, ALNUM, "b")}.${drawn(20, ALNUM, "c")}`],
  ["infracost-key", `ico-${drawn(32, ALNUM)}`],
  ["mongodb-atlas-secret", `mdb_sa_sk_${drawn(40, ALNUM)}`],
  ["neon-key", `napi_${drawn(64, HEX)}`],
  ["octopus-key", `API-${drawn(26, UPPER)}`],
  ["openshift-token", `sha256~${drawn(43, ALNUM)}`],
  ["prefect-key", `pnu_${drawn(36, HEX)}`],
  ["scalingo-token", `tk-us-${drawn(48, ALNUM)}`],
  ["sourcegraph-token", `sgp_${drawn(16, HEX)}_${drawn(40, HEX, "b")}`],
  ["yandex-key", `AQVN${drawn(36, ALNUM)}`],
  ["discord-webhook", `https://discord.com/api/webhooks/${drawn(18, "123456789")}/${drawn(68, ALNUM)}`],
  [
    "teams-webhook",
    `https://acme.webhook.office.com/webhookb2/${UUID}@${UUID}/IncomingWebhook/${drawn(32, HEX)}/${UUID}`,
  ],
];

/** Formats that others share: they are told by a word beside them. */
const WORDS = new Map([
  ["airtable-token", "airtable"],
  ["octopus-key", "octopus"],
  ["resend-key", "resend"],
]);

describe("formats that name themselves", () => {
  it.each(TOKENS)("%s", async (detector, token) => {
    expect(await found(`# ${WORDS.get(detector) ?? ""}\nTOKEN = "${token}"\n`)).toEqual([`${detector} TOKEN`]);
  });

  it.each(TOKENS)("%s cut short is none", async (_, token) => {
    expect(await found(`TOKEN = "${token.slice(0, 12)}"\n`)).toEqual([]);
  });

  it.each(TOKENS.filter(([, token]) => !token.startsWith("https:")))(
    "%s within a longer word is none",
    async (_, token) => {
      expect(await found(`TOKEN = "longer${token}"\n`)).toEqual([]);
    },
  );

  it("the secret of an access key is found, its id alone is not", async () => {
    const id = `AKIA${drawn(16, UPPER)}`;
    expect(await found(`id = ${id}\n`)).toEqual([]);
    const [secret] = await secretsIn(
      "c",
      `aws_access_key_id = ${id}\naws_secret_access_key = ${drawn(40, ALNUM)}\n`,
      detectors,
      JOIN_KEY,
    );
    expect(secret).toMatchObject({
      detector: "aws-secret-access-key",
      publicPart: id,
      line: 2,
      column: 25,
      length: 40,
    });
  });

  it("a private key is found by its beginning, its last four are not kept", async () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${drawn(1600, ALNUM)}\n-----END RSA PRIVATE KEY-----\n`;
    const [secret] = await secretsIn("k.pem", key, detectors, JOIN_KEY);
    expect([secret?.detector, secret?.last4]).toEqual(["private-key", undefined]);
    expect(await found("-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\n")).toEqual([]);
  });
});

describe("values that nobody draws", () => {
  it.each([
    "AKIAIOSFODNN7EXAMPLE",
    `ghp_${"x".repeat(36)}`,
    `ghp_${"0123456789".repeat(4).slice(0, 36)}`,
    "postgres://user:password@localhost/db",
    "https://user:${TOKEN}@example.com/x",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  ])("%s", async (text) => {
    expect(await found(`TOKEN = "${text}"\n`)).toEqual([]);
  });
});

describe("generic formats", () => {
  it("an address with a password, and without one", async () => {
    expect(await found(`postgres://app:${drawn(12, ALNUM)}@db.internal:5432/x`)).toEqual(["generic-database-url -"]);
    expect(await found("postgres://app@db.internal:5432/x")).toEqual([]);
  });
});

describe("files of assignments", () => {
  const value = drawn(20, ALNUM);
  it.each([
    [".env", `DB_PASSWORD=${value}\n`, ["assignment DB_PASSWORD"]],
    ["deploy/prod.env", `export API_TOKEN='${value}'\n`, ["assignment API_TOKEN"]],
    ["prod.tfvars", `db_password = "${value}"\n`, ["assignment db_password"]],
    [".env.example", `DB_PASSWORD=${value}\n`, []],
    ["settings.py", `DB_PASSWORD = "${value}"\n`, []],
    [".env", `DB_PASSWORD=\${FROM_VAULT}\n`, []],
    [".env", `DB_PASSWORD_FILE=/run/secrets/${value}\n`, []],
    [".env", `COLOUR=${value}\n`, []],
  ])("%s: %s", async (path, text, expected) => {
    expect(await found(text, path)).toEqual(expected);
  });
});

describe("passwords of registries in pipelines", () => {
  const value = drawn(20, ALNUM);
  const WORKFLOW = ".github/workflows/ci.yml";
  const CIRCLE = ".circleci/config.yml";
  const container = (password: string) =>
    `jobs:\n  it:\n    container:\n      credentials:\n        username: bot\n        password: ${password}\n`;
  it.each([
    ["of a container", WORKFLOW, container(value), ["assignment password"]],
    ["in quotes", WORKFLOW, container(`"${value}"`), ["assignment password"]],
    ["on one line", WORKFLOW, `      credentials: { username: bot, password: ${value} }\n`, ["assignment password"]],
    ["of an image of CircleCI", CIRCLE, `        auth:\n          password: ${value}\n`, ["assignment password"]],
    ["a secret", WORKFLOW, container("${{ secrets.REGISTRY }}"), []],
    ["a secret in quotes", WORKFLOW, container('"${{ secrets.REGISTRY }}"'), []],
    ["a variable", CIRCLE, "        auth:\n          username: bot\n          password: $REGISTRY_PASSWORD\n", []],
    ["a variable in quotes", CIRCLE, '        auth: { username: bot, password: "$REGISTRY_1" }\n', []],
    ["of a database for a test", WORKFLOW, `      env:\n        POSTGRES_PASSWORD: ${value}\n`, []],
    ["in a file that is no pipeline", "chart/values.yml", container(value), []],
  ])("%s (%s)", async (_, path, text, expected) => {
    expect(await found(text, path)).toEqual(expected);
  });
});

describe("what is kept", () => {
  it("is type, length, last four of known formats, a keyed hash and the place", async () => {
    const token = `ghp_${drawn(36, ALNUM)}`;
    const [secret] = await secretsIn("a", `x\n  key: ${token}\n`, detectors, JOIN_KEY);
    expect(secret).toEqual({
      detector: "github-personal-access-token",
      what: "GitHub personal access token",
      provider: "github",
      line: 2,
      column: 8,
      length: 40,
      join: createHmac("sha256", JOIN_KEY).update(token).digest("hex"),
      last4: token.slice(-4),
      variable: "key",
    });
  });

  it("equal secrets meet, whatever stands around them", async () => {
    const token = `ghp_${drawn(36, ALNUM)}`;
    const [a] = await secretsIn("a", `A=${token}`, detectors, JOIN_KEY);
    const [b] = await secretsIn("b", `{"b": "${token}"}`, detectors, JOIN_KEY);
    expect(a?.join).toBe(b?.join);
  });
});

it("the library that searches does not measure itself: that takes the square of the number of files", async () => {
  performance.clearMarks();
  expect(await found(`url = "postgres://app:${drawn(20, ALNUM)}@db.internal/app"\n`)).toHaveLength(1);
  expect(performance.getEntriesByType("mark")).toEqual([]);
});

describe("files whose form says that they hold secrets", () => {
  const [one, two, three] = [drawn(16, ALNUM), drawn(16, ALNUM, "b"), drawn(16, ALNUM, "c")];
  const inBase64 = (text: string): string => Buffer.from(text).toString("base64");

  it(".netrc: a password for each machine, by its name", async () => {
    const text = `machine git.acme.io\n  login bot\n  password ${one}\nmachine b.acme.io login x password ${two}\n`;
    expect(await found(text, "home/.netrc")).toEqual(["assignment git.acme.io", "assignment b.acme.io"]);
    expect(await found(text, "home/netrc.md")).toEqual([]);
    expect(await found("machine git.acme.io login bot\n", ".netrc")).toEqual([]);
    expect(await found("machine git.acme.io login bot password changeme\n", ".netrc")).toEqual([]);
  });

  it(".pgpass: the last field of a line", async () => {
    const text = `# hosts\ndb.acme.io:5432:app:app:${one}\n*:*:*:admin:${two}\n`;
    expect(await found(text, ".pgpass")).toEqual(["assignment db.acme.io", "assignment *"]);
    expect(await found("# db.acme.io:5432:app:app:secret\ndb.acme.io:5432:app\n", ".pgpass")).toEqual([]);
  });

  it("a Kubernetes secret: what its keys announce, in base64 or plain", async () => {
    const text = `apiVersion: v1
kind: Secret
metadata:
  name: db
data:
  username: ${inBase64("application")}
  password: ${inBase64(one)}
  tls.key: ${inBase64(`-----BEGIN PRIVATE KEY-----${three}`)}
stringData:
  api-token: "${two}"
`;
    expect(await found(text, "k8s/db.yaml")).toEqual([
      "assignment password",
      "assignment tls.key",
      "assignment api-token",
    ]);
    // equal to the same value elsewhere, whatever the form
    const [inManifest] = await secretsIn("k8s/db.yaml", text, detectors, JOIN_KEY);
    const [inEnv] = await secretsIn(".env", `DB_PASSWORD=${one}\n`, detectors, JOIN_KEY);
    expect(inManifest?.join).toBe(inEnv?.join);
    expect(inManifest?.line).toBe(7);
  });

  it.each([
    ["a config map", (text: string) => text.replace("kind: Secret", "kind: ConfigMap")],
    ["a sealed secret", (text: string) => text.replace("kind: Secret", "kind: SealedSecret")],
    ["an external secret", (text: string) => text.replace("kind: Secret", "kind: ExternalSecret")],
    ["one encrypted by sops", (text: string) => `${text}sops:\n  version: 3.9.0\n`],
    ["a template of Helm", (text: string) => text.replace(/password: .*/, "password: {{ .Values.pw | b64enc }}")],
    ["an invented value", (text: string) => text.replace(/password: .*/, `password: ${inBase64("changeme")}`)],
    ["a value that the chart fills in", (text: string) => text.replace(/password: .*/, 'password: "${PASSWORD}"')],
    [
      "another document of the file",
      (text: string) => `${text.replace(/^data:\n.*/ms, "")}---\nkind: ConfigMap\ndata:\n  password: ${one}\n`,
    ],
  ])("%s is none", async (_, changed) => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: ${inBase64(one)}\n`;
    expect(await found(text, "k8s/db.yaml")).toEqual(["assignment password"]);
    expect(await found(changed(text), "k8s/db.yaml")).toEqual([]);
  });

  it("addresses of services with a password", async () => {
    expect(await found(`CACHE = "redis://:${one}@cache.acme.io:6379/0"\n`)).toEqual(["generic-url-password CACHE"]);
    expect(await found(`MQ=amqps://app:${one}@mq.acme.io/\n`, "run.sh")).toEqual(["generic-url-password MQ"]);
    for (const spared of [
      `redis://:${one}@redis:6379/0`,
      `redis://:${one}@127.0.0.1:6379/0`,
      "redis://:${REDIS_PASSWORD}@cache.acme.io:6379/0",
      "redis://cache.acme.io:6379/0",
      "amqp://guest:<password>@mq.acme.io/",
    ]) {
      expect(await found(`URL = "${spared}"\n`), spared).toEqual([]);
    }
  });
});

describe("a password that a script gives to a command", () => {
  const value = drawn(16, ALNUM, "command").replace(/^../, "a7");
  const WORKFLOW = ".github/workflows/ci.yml";
  it.each([
    ["of a registry", "run.sh", `docker login -u bot -p ${value} registry.acme.io`],
    ["in quotes, over two lines", "run.sh", `docker login \\\n  --username bot --password="${value}" registry.acme.io`],
    ["of a cloud", "deploy/run.ps1", `az login --service-principal -u 1 -p '${value}' --tenant 2`],
    ["from another command", WORKFLOW, `      - run: echo ${value} | docker login -u bot --password-stdin acme.io`],
    ["of a request", "Jenkinsfile", `sh "curl -s -u bot:${value} https://repo.acme.io/x"`],
    ["in a header", "Makefile", `\tcurl -H "Authorization: Bearer ${value}" https://api.acme.io`],
    ["of a machine", "run.sh", `sshpass -p ${value} ssh bot@host.acme.io`],
  ])("%s", async (_name, path, text) => {
    expect(await found(text, path)).toHaveLength(1);
  });

  it.each([
    ["a variable", "run.sh", "docker login -u bot -p $PASSWORD1x registry.acme.io"],
    ["a secret of a workflow", WORKFLOW, '      - run: curl -u "bot:${{ secrets.KEY1 }}" https://repo.acme.io'],
    ["a variable of a batch file", "run.bat", "docker login -u bot -p %PASSWORD1% registry.acme.io"],
    ["a word", "run.sh", "docker login -u bot -p password registry.acme.io"],
    ["what only looks like one", "run.sh", "docker login -u bot -p your-password1 registry.acme.io"],
    ["a port", "run.sh", `docker login -u bot && docker run -p 8080:80a${value} acme`],
    ["of the machine itself", "run.sh", `curl -u bot:${value} http://localhost:8080/api`],
    ["a variable of another command", "run.sh", 'echo "$TOKEN1" | docker login --password-stdin acme.io'],
    ["in a text about it", "README.md", `docker login -u bot -p ${value} registry.acme.io`],
    ["an address that is no login", "run.sh", `curl https://repo.acme.io/u:${value}`],
  ])("%s is none", async (_name, path, text) => {
    expect(await found(text, path)).toEqual([]);
  });
});
