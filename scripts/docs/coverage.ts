// Writes docs/coverage.md: every call, rule, technique and client, and the strongest thing it is tested against. Nothing
// is stated by hand: it follows from what the end-to-end tests expect and the recorded answers that tests read.
// usage: node --import tsx scripts/docs/coverage.ts
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadRules } from "../../src/catalog/load-rules.js";
import { CALLS as ANTHROPIC_CALLS } from "../../src/collect/anthropic/calls.js";
import { CALLS } from "../../src/collect/aws/calls.js";
import { packageOf } from "../../src/collect/aws/sdk.js";
import { callName as azureName } from "../../src/collect/azure/call.js";
import { CALLS as AZURE_CALLS } from "../../src/collect/azure/calls.js";
import { CALLS as CIRCLECI_CALLS } from "../../src/collect/circleci/calls.js";
import { callName } from "../../src/collect/entra/call.js";
import { CALLS as ENTRA_CALLS } from "../../src/collect/entra/calls.js";
import { CALLS as GCP_CALLS } from "../../src/collect/gcp/calls.js";
import { CALLS as GITHUB_CALLS } from "../../src/collect/github/calls.js";
import { CALLS as GITLAB_CALLS } from "../../src/collect/gitlab/calls.js";
import { CALLS as JENKINS_CALLS } from "../../src/collect/jenkins/calls.js";
import { CALLS as KUBERNETES_CALLS } from "../../src/collect/kubernetes/calls.js";
import { CALLS as OPENAI_CALLS } from "../../src/collect/openai/calls.js";
import type { GoogleCall } from "../../src/collect/shared/google/call.js";
import { CALLS as SPIRE_CALLS } from "../../src/collect/spire/calls.js";
import { CALLS as WORKSPACE_CALLS } from "../../src/collect/workspace/calls.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { proofOfAzureCall, readAzureProofs } from "./coverage-azure.js";
import { proofOfEntraCall, readEntraProofs } from "./coverage-entra.js";
import { proofOfGitHubCall, readGitHubProofs } from "./coverage-github.js";
import { proofOfGitLabCall, recordedGitLab } from "./coverage-gitlab.js";
import { proofOfGoogleCall, readGoogleProofs } from "./coverage-google.js";
import { type Proof, type Proofs, proofOfCall, proofOfClient, proofOfRule, readProofs } from "./coverage-proofs.js";
import { answeredRest, proofOfRestCall, recordedRest } from "./coverage-rest.js";
import { type TechniqueProof, techniqueRows } from "./coverage-techniques.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface CoverageRow {
  readonly name: string;
  readonly about: string;
  readonly proof: Proof | TechniqueProof;
}

const WORDS: { readonly [proof in Proof | TechniqueProof]: string } = {
  server: "a server",
  schema: "the vendor's schema",
  bundle: "a bundle only",
  scripted: "a server of the tests only",
  published: "published cases",
  cases: "cases of its own",
  nothing: "**not at all**",
};

function table(head: string, rows: readonly CoverageRow[]): string {
  const lines = rows.map(({ name, about, proof }) => `| \`${name}\` | ${about} | ${WORDS[proof]} |`);
  return [`| ${head} | | tested against |`, "|---|---|---|", ...lines].join("\n");
}

const PROOFS: readonly Proof[] = ["server", "schema", "scripted", "bundle", "nothing"];
const TECHNIQUE_PROOFS: readonly TechniqueProof[] = ["published", "cases", "nothing"];

function counts(rows: readonly CoverageRow[], proofs: readonly CoverageRow["proof"][]): string {
  const parts = proofs.map((proof) => [WORDS[proof], rows.filter((row) => row.proof === proof).length] as const);
  return parts.map(([words, count]) => `${words}: ${count}`).join(" · ");
}

function section(
  title: string,
  head: string,
  rows: readonly CoverageRow[],
  proofs: readonly CoverageRow["proof"][] = PROOFS,
): string {
  const sorted = [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sorted.length === 0) return `## ${title}\n\nNone yet.\n`;
  return `## ${title}\n\n${counts(sorted, proofs)}\n\n${table(head, sorted)}\n`;
}

function callRows(proofs: Proofs): CoverageRow[] {
  return CALLS.map((call) => ({ name: call.call, about: call.dataSet, proof: proofOfCall(proofs, call) }));
}

async function githubRows(): Promise<CoverageRow[]> {
  const proofs = await readGitHubProofs(root);
  const calls = new Map(GITHUB_CALLS.map((call) => [call.route, call]));
  return [...calls.values()].map((call) => ({
    name: call.route,
    about: call.dataSet,
    proof: proofOfGitHubCall(proofs, call),
  }));
}

async function gitlabRows(): Promise<CoverageRow[]> {
  const recorded = await recordedGitLab(root);
  const calls = new Map(GITLAB_CALLS.map((call) => [call.route, call]));
  return [...calls.values()].map((call) => ({
    name: call.route,
    about: call.dataSet,
    proof: proofOfGitLabCall(recorded, call),
  }));
}

async function restRows(): Promise<CoverageRow[]> {
  const providers = await Promise.all(
    ["circleci", "jenkins", "kubernetes", "openai", "anthropic", "spire"].map((one) => recordedRest(root, one)),
  );
  const recorded = providers.flat();
  const answered = await answeredRest(root, "kubernetes");
  return [
    ...CIRCLECI_CALLS,
    ...JENKINS_CALLS,
    ...KUBERNETES_CALLS,
    ...OPENAI_CALLS,
    ...ANTHROPIC_CALLS,
    ...SPIRE_CALLS,
  ].map((call) => ({
    name: call.route,
    about: call.dataSet,
    proof: proofOfRestCall(recorded, answered, call),
  }));
}

async function entraRows(): Promise<CoverageRow[]> {
  const proofs = await readEntraProofs(root);
  const calls = new Map(ENTRA_CALLS.map((call) => [callName(call), call]));
  return [...calls].map(([name, call]) => ({ name, about: call.dataSet, proof: proofOfEntraCall(proofs, call) }));
}

async function googleRows(provider: "gcp" | "workspace", all: readonly GoogleCall[]): Promise<CoverageRow[]> {
  const proofs = await readGoogleProofs(root, provider);
  const calls = new Map(all.map((call) => [call.method, call]));
  return [...calls].map(([name, call]) => ({ name, about: call.dataSet, proof: proofOfGoogleCall(proofs, call) }));
}

async function azureRows(): Promise<CoverageRow[]> {
  const proofs = await readAzureProofs(root);
  const calls = new Map(AZURE_CALLS.map((call) => [azureName(call), call]));
  return [...calls].map(([name, call]) => ({ name, about: call.dataSet, proof: proofOfAzureCall(proofs, call) }));
}

async function ruleRows(proofs: Proofs): Promise<CoverageRow[]> {
  const rules = await loadRules(join(root, "rules"), "built-in", checkExpressions);
  return rules.map(({ id, title }) => ({ name: id, about: title, proof: proofOfRule(proofs, id) }));
}

function clientRows(proofs: Proofs): CoverageRow[] {
  const services = [...new Set(CALLS.map(({ call }) => call.slice(0, call.indexOf(":"))))];
  return services.map((service) => ({
    name: packageOf(service),
    about: "signing, retry, paging, the list of allowed calls",
    proof: proofOfClient(proofs, service),
  }));
}

/** Text of docs/coverage.md. */
export async function coveragePage(): Promise<string> {
  const proofs = await readProofs(root);
  return [
    "# What is tested against what",
    "Generated by `npm run docs`. *A server*: made by others, stateful, asked through the vendor's real client while the end-to-end tests run" +
      ` (${proofs.server}). *The vendor's schema*: asked through the real client and answered by a loopback server, and both sides checked` +
      " against the vendor's own models (AWS, lists page by page; Kubernetes, those of its client) or OpenAPI (GitHub, Microsoft Graph, Azure) or discovery documents (Google). *A bundle only*: recorded or hand-made answers in" +
      " fixtures/ or test/truth/; calls to GitLab, CircleCI, Jenkins, OpenAI and Anthropic, and to SPIRE in a cluster, are asked through the real client of a server of our own besides, and the paths of GitLab's compared with" +
      " those that gitbeaker knows. Two of the calls to Microsoft Graph are never made and stand here for bundles that other tools wrote: `GET /v1.0/applications/{id}/federatedIdentityCredentials`, since v1.0 hides flexible credentials and beta is asked instead, and `GET /v1.0/servicePrincipals/{id}/appRoleAssignments`, since asking each API for `appRoleAssignedTo` tells the same in a few requests. Nor is that of SPIRE, which stands for what its own command prints. *A server of the tests only*: asked through the real client, answered as the vendor documents it; its schema does not have the call. *Published cases*: attacks that others published, with the answer: what is asked for is found" +
      " by a path with the technique on it (`npm run truth`). *Cases of its own*: in the technique's file, found and near misses," +
      " run by `npm test` with that technique alone. *Not at all*: only unit tests, cases or types. Every rule" +
      " also has flagged, spared and unknown cases of its own, which run with `npm test`.",
    section("Calls to AWS", "call", callRows(proofs)),
    section("Calls to GitHub", "call", await githubRows()),
    section("Calls to GitLab", "call", await gitlabRows()),
    section("Calls to CircleCI, Jenkins, Kubernetes, OpenAI, Anthropic and SPIRE", "call", await restRows()),
    section("Calls to Microsoft Graph", "call", await entraRows()),
    section("Calls to Azure", "call", await azureRows()),
    section("Calls to Google Cloud", "call", await googleRows("gcp", GCP_CALLS)),
    section("Calls to Google Workspace", "call", await googleRows("workspace", WORKSPACE_CALLS)),
    section("Rules", "rule", await ruleRows(proofs)),
    section("Techniques", "technique", await techniqueRows(root), TECHNIQUE_PROOFS),
    section("Clients", "client", clientRows(proofs)),
  ].join("\n\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await writeFile(join(root, "docs/coverage.md"), await coveragePage());
