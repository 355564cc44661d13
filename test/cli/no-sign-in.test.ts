// A scan without any sign-in: what to do comes first, libraries do not speak beside nhi, and it is incomplete, not wrong usage.
import { expect, test } from "vitest";
import { freshFolder, nhi } from "./nhi.js";

const toLine = (text: string) => text.replaceAll(/\s+/g, " ");
const NOWHERE = {
  PATH: freshFolder(),
  GCE_METADATA_HOST: "127.0.0.1:9",
  AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
};

test.each<[string, RegExp]>([
  ["aws", /^nhi: aws: no credentials found: run aws configure/],
  ["github:acme", /^nhi: github: no sign-in for github\.com found: set GH_TOKEN/],
  ["gcp:acme-shop", /^nhi: gcp: no sign-in found: run gcloud auth application-default login/],
  ["azure:all", /^nhi: azure:all: no sign-in: run az login, set AZURE_TENANT_ID.* Azure's library says: /],
  ["entra:acme.example", /^nhi: entra:acme\.example: no sign-in: run az login --tenant acme\.example, set /],
  ["gitlab:acme", /^nhi: gitlab: no sign-in for gitlab\.com found: set GITLAB_TOKEN/],
  ["kubernetes", /^nhi: kubernetes: no kubeconfig found: set KUBECONFIG/],
])("%s", async (source, says) => {
  const { code, stdout, stderr } = await nhi(["scan", source, "--db", ":memory:"], freshFolder(), NOWHERE);
  expect(toLine(stderr)).toMatch(says);
  expect(stderr).not.toMatch(/^\(node:|Warning|^\s+at /m);
  expect(toLine(stdout)).toContain("Nothing was read, so nothing is known.");
  expect(code).toBe(3);
});
