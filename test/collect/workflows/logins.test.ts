// How jobs sign in: each static login beside the federated one of the same action, and what is no login.
import { describe, expect, it } from "vitest";
import { job, jobIn, picked, read } from "./read.js";

const ID_TOKEN = "permissions: { id-token: write }\n";

function loginsOf(step: string, top = ID_TOKEN): unknown[] {
  return picked(job("push", `runs-on: ubuntu-latest\nsteps:\n  - ${step}`, top)["logins"], "service", "mode", "origin");
}

describe("logins by action", () => {
  it.each([
    [
      "aws key in secrets",
      'uses: aws-actions/configure-aws-credentials@v4\n    with: { aws-access-key-id: "${{ secrets.K }}", aws-secret-access-key: "${{ secrets.S }}" }',
      ["AWS static secrets"],
    ],
    [
      "aws role",
      "uses: aws-actions/configure-aws-credentials@v4\n    with: { role-to-assume: arn:aws:iam::111122223333:role/ci }",
      ["AWS oidc literal"],
    ],
    [
      "aws role by name in other letters",
      "uses: AWS-Actions/Configure-AWS-Credentials@v4\n    with: { Role-To-Assume: x }",
      ["AWS oidc literal"],
    ],
    [
      "aws role chained",
      "uses: aws-actions/configure-aws-credentials@v4\n    with: { role-to-assume: x, role-chaining: true }",
      ["AWS ambient -"],
    ],
    [
      "azure creds",
      'uses: azure/login@v2\n    with: { creds: "${{ secrets.AZURE_CREDENTIALS }}" }',
      ["Azure static secrets"],
    ],
    ["azure ids", 'uses: azure/login@v2\n    with: { client-id: "${{ vars.ID }}", tenant-id: t }', ["Azure oidc vars"]],
    [
      "azure identity of the runner",
      "uses: azure/login@v2\n    with: { auth-type: identity, client-id: x }",
      ["Azure ambient -"],
    ],
    [
      "google key",
      'uses: google-github-actions/auth@v2\n    with: { credentials_json: "${{ secrets.GCP }}" }',
      ["Google Cloud static secrets"],
    ],
    [
      "google pool",
      "uses: google-github-actions/auth@v2\n    with: { workload_identity_provider: projects/1/x }",
      ["Google Cloud oidc literal"],
    ],
    [
      "registry with the job's own token",
      'uses: docker/login-action@v3\n    with: { registry: ghcr.io, password: "${{ secrets.GITHUB_TOKEN }}" }',
      [],
    ],
    [
      "registry with what a step got",
      'uses: docker/login-action@v3\n    with: { password: "${{ steps.a.outputs.token }}" }',
      [],
    ],
    [
      "registry with a stored password",
      'uses: docker/login-action@v3\n    with: { password: "${{ secrets.P }}" }',
      ["Docker registry static secrets"],
    ],
    ["PyPI without a password", "uses: pypa/gh-action-pypi-publish@release/v1", ["PyPI oidc -"]],
    [
      "PyPI with one",
      'uses: pypa/gh-action-pypi-publish@release/v1\n    with: { password: "${{ secrets.P }}" }',
      ["PyPI static secrets"],
    ],
    [
      "vault by role",
      "uses: hashicorp/vault-action@v3\n    with: { method: jwt, role: ci }",
      ["HashiCorp Vault oidc literal"],
    ],
    ["an action that is none", "uses: actions/setup-node@v4\n    with: { node-version: 20 }", []],
    ["an empty input", "uses: azure/login@v2\n    with: { creds: '' }", []],
  ])("%s", (_, step, expected) => {
    expect(loginsOf(step)).toEqual(expected);
  });

  it("without an id-token a role is assumed with what the machine has", () => {
    expect(loginsOf("uses: aws-actions/configure-aws-credentials@v4\n    with: { role-to-assume: x }", "")).toEqual([
      "AWS ambient literal",
    ]);
  });

  it("keep public facts, and no value of a secret", () => {
    const text = job(
      "push",
      'runs-on: x\nsteps:\n  - uses: azure/login@v2\n    with: { creds: "{\\"clientSecret\\": \\"MARKER-abc\\"}", tenant-id: "11111111-2222-3333-4444-555555555555" }',
    );
    expect(picked(text["logins"], "facts")).toEqual([{ tenant_id: "11111111-2222-3333-4444-555555555555" }]);
    expect(JSON.stringify(text)).not.toContain("MARKER");
  });
});

describe("logins by variable and command", () => {
  it.each([
    [
      "a key in the environment",
      'run: make\n    env: { AWS_SECRET_ACCESS_KEY: "${{ secrets.S }}" }',
      ["AWS static secrets"],
    ],
    ["the id of a key alone", 'run: make\n    env: { AWS_ACCESS_KEY_ID: "${{ secrets.S }}" }', []],
    ["a key that an earlier step got", 'run: make\n    env: { AWS_SECRET_ACCESS_KEY: "${{ steps.x.outputs.k }}" }', []],
    ["terraform with an id-token", "run: make\n    env: { ARM_USE_OIDC: true }", ["Azure oidc literal"]],
    ["terraform without", "run: make\n    env: { ARM_USE_OIDC: false }", []],
    ["az with a password", "run: az login --service-principal -u x -p $P --tenant t", ["Azure static -"]],
    [
      "az over two lines",
      "run: |\n        az login --service-principal \\\n          --federated-token $T",
      ["Azure oidc -"],
    ],
    ["a token asked for by hand", "run: curl $ACTIONS_ID_TOKEN_REQUEST_URL", ["id-token request oidc -"]],
    ["GH_TOKEN with the job's own token", 'run: gh x\n    env: { GH_TOKEN: "${{ github.token }}" }', []],
    ["GH_TOKEN with another", 'run: gh x\n    env: { GH_TOKEN: "${{ secrets.BOT }}" }', ["GitHub static secrets"]],
    ["a name that only contains one", 'run: x\n    env: { MY_NPM_TOKENS_COUNT: "${{ secrets.BOT }}" }', []],
  ])("%s", (_, step, expected) => {
    expect(loginsOf(step)).toEqual(expected);
  });

  it("variables of the workflow hold for every job", () => {
    const part = read({
      "w.yml":
        'on: push\nenv: { AWS_SECRET_ACCESS_KEY: "${{ secrets.S }}" }\njobs:\n  a: { runs-on: x, steps: [{ run: a }] }\n  b: { runs-on: x, steps: [{ run: b }] }\n',
    });
    expect(
      [jobIn(part, "acme/site/w.yml#a"), jobIn(part, "acme/site/w.yml#b")].map((one) => picked(one["logins"], "mode")),
    ).toEqual([["static"], ["static"]]);
  });
});
