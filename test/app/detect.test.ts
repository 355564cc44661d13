// What a machine can reach, from files and variables alone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { detectSources } from "../../src/app/detect.js";

const folder = mkdtempSync(join(tmpdir(), "nhi-detect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EMPTY = { AWS_CONFIG_FILE: join(folder, "none"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
const APPLICATION = { ...EMPTY, AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "EXAMPLE" };
const NO_INSTANCE = join(folder, "none");

let count = 0;
function files(config: string, credentials = ""): NodeJS.ProcessEnv {
  const own = join(folder, String(count++));
  mkdirSync(own);
  writeFileSync(join(own, "config"), config);
  writeFileSync(join(own, "credentials"), credentials);
  return { AWS_CONFIG_FILE: join(own, "config"), AWS_SHARED_CREDENTIALS_FILE: join(own, "credentials") };
}

function googleFile(content: object): NodeJS.ProcessEnv {
  const file = join(folder, `google-${count++}.json`);
  writeFileSync(file, JSON.stringify(content));
  return { ...EMPTY, GOOGLE_APPLICATION_CREDENTIALS: file };
}

const KEY = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n";
const SSO = "sso_session = corp\nsso_account_id = 111122223333\n";

describe("what a scan without a source reads", () => {
  it.each<[what: string, env: NodeJS.ProcessEnv, sources: string[]]>([
    ["nothing", EMPTY, []],
    [
      "a token in a job of GitLab",
      { ...EMPTY, GITLAB_CI: "true", GITLAB_TOKEN: "t", CI_PROJECT_ROOT_NAMESPACE: "acme" },
      ["gitlab:acme"],
    ],
    ["a job of GitLab without a token", { ...EMPTY, GITLAB_CI: "true", CI_PROJECT_ROOT_NAMESPACE: "acme" }, []],
    [
      "an application of Microsoft: its tenant, and all that it may read of Azure",
      APPLICATION,
      ["entra:t", "azure:all"],
    ],
    [
      "an application beside the subscription it works in",
      { ...APPLICATION, AZURE_SUBSCRIPTION_ID: "0a0a0a0a-1111-4222-8333-444444444444" },
      ["entra:t", "azure:0a0a0a0a-1111-4222-8333-444444444444"],
    ],
    ["an application with nothing to prove it", { ...APPLICATION, AZURE_CLIENT_SECRET: "" }, []],
    ["a subscription alone", { ...EMPTY, AZURE_SUBSCRIPTION_ID: "0a0a0a0a-1111-4222-8333-444444444444" }, []],
    [
      "a token of Google beside a project",
      { ...EMPTY, GOOGLE_OAUTH_ACCESS_TOKEN: "EXAMPLE", GOOGLE_CLOUD_PROJECT: "acme-prod" },
      ["gcp:acme-prod"],
    ],
    ["a token of Google alone: nobody says what to read", { ...EMPTY, GOOGLE_OAUTH_ACCESS_TOKEN: "EXAMPLE" }, []],
    ["a project of Google without a sign-in", { ...EMPTY, GOOGLE_CLOUD_PROJECT: "acme-prod" }, []],
    [
      "the key file of a service account",
      googleFile({ type: "service_account", project_id: "acme-ci" }),
      ["gcp:acme-ci"],
    ],
    [
      "the project that is named before that of the file",
      { ...googleFile({ project_id: "acme-ci" }), CLOUDSDK_CORE_PROJECT: "acme-prod" },
      ["gcp:acme-prod"],
    ],
    ["a file of federation, which has no project", googleFile({ type: "external_account" }), []],
    ["a file of Google's that is not there", { ...EMPTY, GOOGLE_APPLICATION_CREDENTIALS: "/none/key.json" }, []],
    [
      "an administrator of Workspace to stand in for",
      { ...googleFile({ project_id: "acme-ci" }), NHI_WORKSPACE_ADMIN: "root@Acme.example" },
      ["gcp:acme-ci", "workspace:acme.example"],
    ],
    [
      "a token of Workspace with its administrator",
      { ...EMPTY, NHI_WORKSPACE_ACCESS_TOKEN: "EXAMPLE", NHI_WORKSPACE_ADMIN: "root@acme.example" },
      ["workspace:acme.example"],
    ],
    ["an administrator of Workspace without a sign-in", { ...EMPTY, NHI_WORKSPACE_ADMIN: "root@acme.example" }, []],
    ["a key in the environment", { ...EMPTY, AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" }, ["aws"]],
    ["a token file", { ...EMPTY, AWS_WEB_IDENTITY_TOKEN_FILE: "/var/run/token" }, ["aws"]],
    ["container credentials", { ...EMPTY, AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/x" }, ["aws"]],
    ["AWS_PROFILE before all else", { ...files(`[default]\n${KEY}`), AWS_PROFILE: "audit" }, ["aws:audit"]],
    ["an empty AWS_PROFILE is none", { ...EMPTY, AWS_PROFILE: "" }, []],
    ["a default profile with a key", files("", `[default]\n${KEY}`), ["aws"]],
    ["a default profile that assumes a role", files("[default]\nrole_arn = arn:aws:iam::1:role/x\n"), ["aws"]],
    ["a default profile that only names a region", files("[default]\nregion = eu-west-1\n"), []],
    ["one named profile alone", files(`[default]\nregion = eu-west-1\n[profile audit]\n${SSO}`), ["aws:audit"]],
    ["several named ones: none is chosen for anybody", files(`[profile a]\n${SSO}[profile b]\n${SSO}`), []],
    ["a profile without a way to sign in", files("[profile a]\nregion = eu-west-1\n"), []],
    ["a setting without a value", files("[profile a]\nrole_arn =\n"), []],
    ["a comment", files("#[default]\n# aws_access_key_id = x\n"), []],
  ])("%s", (_, env, sources) => {
    expect(detectSources(env, NO_INSTANCE).sources.map(({ source }) => source)).toEqual(sources);
  });

  it("an EC2 instance may have a role, unless its metadata is switched off", () => {
    const maker = join(folder, "sys_vendor");
    writeFileSync(maker, "Amazon EC2\n");
    expect(detectSources(EMPTY, maker).sources).toEqual([
      { source: "aws", because: "this machine is an EC2 instance" },
    ]);
    expect(detectSources({ ...EMPTY, AWS_EC2_METADATA_DISABLED: "true" }, maker).sources).toEqual([]);
    writeFileSync(maker, "QEMU\n");
    expect(detectSources(EMPTY, maker).sources).toEqual([]);
  });
});

describe("further profiles", () => {
  it("are named with how they sign in, each once, and no section of another kind is one", () => {
    const env = files(
      `[default]\nregion = x\n[profile audit]\n${SSO}[sso-session corp]\nsso_start_url = https://corp.example\n[services local]\niam =\n  endpoint_url = http://127.0.0.1\n`,
      `[ci]\n${KEY}[audit]\naws_session_token = x\n[default]\n${KEY}`,
    );
    expect(detectSources(env, NO_INSTANCE)).toEqual({
      sources: [{ source: "aws", because: "the shared AWS files have a default profile" }],
      others: [
        { source: "aws:audit", because: "signs in through IAM Identity Center" },
        { source: "aws:ci", because: "has an access key" },
      ],
    });
  });

  it("do not repeat the one in use", () => {
    const env = { ...files(`[profile audit]\n${SSO}[profile b]\n${SSO}`), AWS_PROFILE: "audit" };
    expect(detectSources(env, NO_INSTANCE).others.map(({ source }) => source)).toEqual(["aws:b"]);
  });

  it("may have quoted names with spaces", () => {
    const env = files(`[profile "prod: eu"]\n${SSO}[profile 'b c']\n${SSO}`);
    expect(detectSources(env, NO_INSTANCE).others.map(({ source }) => source)).toEqual(["aws:prod: eu", "aws:b c"]);
  });
});
