// Who is asked behind the fault proxy: servers by others (moto, Prism with the vendors' own descriptions) where they are
// installed, else the scripted ones of the tests.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { CALLS as AZURE_CALLS } from "../../src/collect/azure/calls.js";
import { openClient as openAzure } from "../../src/collect/azure/client.js";
import { type Container, ContainerCrawl } from "../../src/collect/azure/container-crawl.js";
import { crawlTenant as crawlAzure } from "../../src/collect/azure/crawl.js";
import { EstateFacts } from "../../src/collect/azure/facts.js";
import { CALLS as ENTRA_CALLS } from "../../src/collect/entra/calls.js";
import { openClient as openEntra } from "../../src/collect/entra/client.js";
import { crawlTenant as crawlEntra } from "../../src/collect/entra/crawl.js";
import { TenantCrawl } from "../../src/collect/entra/tenant-crawl.js";
import { collectorFor } from "../../src/collect/index.js";
import { LiveAnswers } from "../../src/collect/live.js";
import type { CollectOptions } from "../../src/collect/options.js";
import type { Clock } from "../../src/collect/pause.js";
import type { GraphBatch } from "../../src/model/batch.js";
import { estate } from "../collect/azure/estate.js";
import { ArmServer } from "../collect/azure/server.js";
import { GraphServer } from "../collect/entra/server.js";
import { TENANT, tenant } from "../collect/entra/tenant.js";
import { organization as googleOrganization } from "../collect/gcp/estate.js";
import { fromTable, GoogleServer } from "../collect/gcp/server.js";
import { crawlLive as crawlGoogle } from "../collect/gcp/support.js";
import { FILES, organization } from "../collect/github/organization.js";
import { GitHubServer } from "../collect/github/server.js";
import { FILES as GITLAB_FILES, group } from "../collect/gitlab/group.js";
import { GitLabServer } from "../collect/gitlab/server.js";
import { batchesOf, JOIN_KEY, noting } from "../collect/support.js";
import { FOLDER } from "../e2e/tools/tools.js";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.js";
import { byAddress, byLink, byOperation, byToken, type GoOn } from "./paging.js";

export interface Stage {
  readonly name: string;
  readonly proxy: FaultProxy;
  crawl(signal: AbortSignal): Promise<readonly GraphBatch[]>;
  stop(): Promise<void>;
}

type Opened = Stage | { readonly name: string; readonly skipped: string };
type Crawl = (url: string, signal: AbortSignal) => Promise<readonly GraphBatch[]>;

/** Every stage by its name, opened one after the other; `byOthers`: in place of scripted servers those that others made. */
export function stages(byOthers: boolean): { readonly [name: string]: () => Promise<Opened> } {
  if (!byOthers) return { GitHub: github, GitLab: gitlab, Entra: entra, Azure: azure, "Google Cloud": google };
  return {
    "GitHub on Prism": githubOnPrism,
    GitLab: gitlab,
    "Entra on Prism": entraOnPrism,
    "Azure on Prism": azureOnPrism,
    "Google Cloud on Prism": googleOnPrism,
    "AWS on moto": awsOnMoto,
  };
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** Puts the proxy before a server; `crawl` is given the address to ask. */
async function stageOf(name: string, server: Server, goOn: GoOn, crawl: Crawl): Promise<Stage> {
  const { origin, pathname } = new URL(server.url);
  const proxy = await startFaultProxy(origin, goOn);
  const url = proxy.url + pathname.replace(/\/$/, "");
  const stop = async () => {
    await proxy.stop();
    await server.stop();
  };
  return { name, proxy, crawl: (signal) => crawl(url, signal), stop };
}

async function started<T extends { start(): Promise<unknown> }>(server: T): Promise<T> {
  await server.start();
  return server;
}

function crawlSource(source: string, options: CollectOptions, env: { readonly [name: string]: string }) {
  return async (signal: AbortSignal): Promise<readonly GraphBatch[]> => {
    Object.assign(process.env, env);
    return batchesOf(await collectorFor(source, { ...options, clock: skippingClock() }), noting([], signal));
  };
}

const crawlGitHub =
  (owner: string): Crawl =>
  (githubUrl, signal) =>
    crawlSource(`github:${owner}`, { githubUrl }, { NHI_GITHUB_TOKEN: "t" })(signal);

async function github(): Promise<Opened> {
  return stageOf("GitHub", await started(new GitHubServer(organization(), FILES)), byLink, crawlGitHub("octo-org"));
}

async function gitlab(): Promise<Opened> {
  return stageOf("GitLab", await started(new GitLabServer(group(), GITLAB_FILES)), byLink, (gitlabUrl, signal) =>
    crawlSource("gitlab:acme", { gitlabUrl }, { NHI_GITLAB_TOKEN: "t" })(signal),
  );
}

async function entra(): Promise<Opened> {
  return stageOf("Entra", await started(new GraphServer(tenant())), byAddress("@odata.nextLink"), entraCrawl(TENANT));
}

async function azure(): Promise<Opened> {
  return stageOf("Azure", await started(new ArmServer(estate())), byAddress("nextLink"), azureCrawl);
}

async function google(): Promise<Opened> {
  const server = await started(new GoogleServer(fromTable(foundByAll())));
  return stageOf("Google Cloud", server, byToken, gatheredFrom);
}

/** An organisation whose search finds what the policies say that are asked for one by one where it fails. */
function foundByAll(): ReturnType<typeof googleOrganization> {
  const table = googleOrganization();
  const above = Object.entries(table).flatMap(([path, policy]) => {
    const [, resource, kind = ""] =
      /^cloudresourcemanager\/v3\/((folder|organization)s\/\d+):getIamPolicy$/.exec(path) ?? [];
    const assetType = `cloudresourcemanager.googleapis.com/${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    return resource === undefined
      ? []
      : [{ resource: `//cloudresourcemanager.googleapis.com/${resource}`, assetType, policy }];
  });
  const found = Object.entries(table).map(([path, answer]) => {
    if (!path.endsWith(":searchAllIamPolicies")) return [path, answer];
    return [path, { results: [...(answer as { results: object[] }).results, ...above] }];
  });
  return Object.fromEntries(found);
}

const gatheredFrom: Crawl = async (url, signal) =>
  (await crawlGoogle({ url }, { clock: skippingClock(), noted: noting([], signal) })).batches;

async function githubOnPrism(): Promise<Opened> {
  const name = "GitHub on Prism";
  if (!existsSync(join(FOLDER, "node_modules/@octokit/openapi")))
    return { name, skipped: "run npm run e2e:github first" };
  const { acme, startScene } = await import("../e2e/github/scene.js");
  const scene = await startScene("soak-github", acme());
  return stageOf(name, { url: scene.front.url, stop: scene.stop }, byLink, crawlGitHub("acme"));
}

async function entraOnPrism(): Promise<Opened> {
  const { acme, startScene, whySkipped } = await import("../e2e/entra/scene.js");
  const name = "Entra on Prism";
  const skipped = whySkipped();
  if (skipped !== undefined) return { name, skipped };
  const { tenant, answers } = acme();
  const scene = await startScene("soak-entra", answers);
  scene.front.pageSize = 2;
  return stageOf(name, { url: scene.front.url, stop: scene.stop }, byAddress("@odata.nextLink"), entraCrawl(tenant));
}

async function azureOnPrism(): Promise<Opened> {
  const { acme, startScene, whySkipped } = await import("../e2e/azure/scene.js");
  const name = "Azure on Prism";
  const skipped = whySkipped();
  if (skipped !== undefined) return { name, skipped };
  const scene = await startScene("soak-azure", acme());
  scene.front.pageSize = 2;
  return stageOf(name, { url: scene.front.url, stop: scene.stop }, byAddress("nextLink"), azureCrawl);
}

async function googleOnPrism(): Promise<Opened> {
  const { startScene, whySkipped } = await import("../e2e/gcp/scene.js");
  const name = "Google Cloud on Prism";
  const skipped = whySkipped();
  if (skipped !== undefined) return { name, skipped };
  const scene = await startScene("soak-gcp", foundByAll());
  const server = { url: scene.server.url, stop: scene.stop };
  return stageOf(name, server, byToken, gatheredFrom);
}

async function awsOnMoto(): Promise<Opened> {
  const name = "AWS on moto";
  const { startScene } = await import("../e2e/aws/scene.js");
  const scene = await startScene("soak-aws").catch((error: Error) => error);
  if (scene instanceof Error) return { name, skipped: scene.message.split("\n")[0] ?? "" };
  const { id, secret } = scene.seeded.auditor;
  return stageOf(name, { url: scene.proxy.url, stop: scene.stop }, byOperation, (url, signal) =>
    crawlSource(
      "aws",
      {},
      {
        AWS_ENDPOINT_URL: url,
        AWS_REGION: "us-east-1",
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
      },
    )(signal),
  );
}

/** Waits pass at once; the time that they would have taken has gone by. */
function skippingClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    sleep: async (milliseconds) => {
      skipped += milliseconds;
    },
  };
}

const token = async (): Promise<string> => "t";

function entraCrawl(name: string): Crawl {
  return async (graph, signal) => {
    const { context } = noting([], signal);
    const client = openEntra({
      graph,
      token,
      calls: ENTRA_CALLS,
      signal,
      onCall: () => undefined,
      onPause: () => undefined,
    });
    const answers = new LiveAnswers(JOIN_KEY, undefined);
    return all(crawlEntra(new TenantCrawl({ tenant: name, folder: name, answers, client, context })));
  };
}

async function azureCrawl(manager: string, signal: AbortSignal): Promise<readonly GraphBatch[]> {
  const { context } = noting([], signal);
  const client = openAzure({
    manager,
    token,
    calls: AZURE_CALLS,
    signal,
    onCall: () => undefined,
    onPause: () => undefined,
  });
  const answers = new LiveAnswers(JOIN_KEY, undefined);
  const shared = new EstateFacts();
  const open = (container: Container) => new ContainerCrawl({ container, answers, client, context, shared });
  return all(crawlAzure(open({ kind: "tenant", name: "tenant" }), open));
}

async function all(batches: AsyncIterable<GraphBatch>): Promise<readonly GraphBatch[]> {
  const read: GraphBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return read;
}
