// CI: contexts in which code runs, who can run code in them, which clouds take their tokens, and what their secrets are.
// Pure; nothing is drawn where no CI was crawled.
import type { AnalysisInput, DerivedEdge, DerivedFact, DerivedNode, StoredNode } from "../../model/analysis.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { type FederatedTrust, readFederatedTrusts } from "../trust/federated.js";
import { buildSourceFacts } from "./build-sources.js";
import { drawCaches } from "./caches.js";
import { drawClassicTokens } from "./classic-tokens.js";
import { drawCloudBuilds } from "./cloud-builds.js";
import { type CiContext, contextsOf } from "./contexts.js";
import { createCiDrawing } from "./drawing.js";
import { type CiOwner, type CiRepository, readCiEstate } from "./estate.js";
import { ciFacts } from "./facts.js";
import { drawFederation, type Runner } from "./federation.js";
import { drawTrustedForks, forkContextId, forkRunOf } from "./forks.js";
import type { CiJob, SecretTie } from "./job.js";
import { drawActions, type FollowedActions } from "./job-actions.js";
import { runsOf } from "./job-runs.js";
import { drawOutside, type Entrance, repositoriesByName } from "./jobs.js";
import { isOfEnterprise } from "./judged-runs.js";
import { createLabellers } from "./labellers.js";
import { drawMemberships } from "./memberships.js";
import { drawMerges } from "./merges.js";
import { namedWriters } from "./named-writers.js";
import { drawPublished } from "./published.js";
import { drawRunners } from "./runners.js";
import { drawSecrets, SECRET_TYPES } from "./secrets.js";
import { createMeanings, createTies, NAME_ONLY, type SecretMeaning } from "./ties.js";
import { drawWriters } from "./writers.js";

export interface CiAnalysis {
  readonly facts: readonly DerivedFact[];
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  /** Jobs: how far they are from control is a fact about each. */
  readonly workloads: readonly string[];
  /** Crawled owners by issuer and login in lower case: what a subject says of them is worked out here. */
  readonly owners: ReadonlySet<string>;
  /** Trusts that accept some run of a crawled owner. */
  readonly matched: ReadonlySet<string>;
}

const NOTHING: CiAnalysis = { facts: [], nodes: [], edges: [], workloads: [], owners: new Set(), matched: new Set() };

/** Ways that begin in repositories of GitHub. In: the stored estate; where no owner was read, only what builds take code from. */
export function analyzeCi(input: AnalysisInput, policies: PolicyCompiler): CiAnalysis {
  const owners = readCiEstate(input, namedWriters(input));
  const sources = buildSourceFacts(input, owners);
  if (owners.length === 0) return { ...NOTHING, facts: sources };
  const drawing = createCiDrawing();
  const contexts = new Map<string, readonly CiContext[]>();
  for (const owner of owners) for (const one of owner.repositories) contexts.set(one.id, contextsOf(one));
  drawWriters(owners, contexts, drawing);
  drawMemberships(input, owners, drawing);
  drawClassicTokens(input, owners, input.tables.ci?.githubScopes ?? [], drawing);
  drawTrustedForks(owners, drawing);
  drawCloudBuilds(input, owners, drawing);
  const hosts = drawRunners(input, owners, drawing);
  const repositories = repositoriesByName(owners);
  const entrances = new Map<string, Entrance>();
  const followed = new Map<string, FollowedActions>();
  const jobs = jobsOf(owners);
  const labellersOf = createLabellers(input);
  for (const { job, repository } of jobs) {
    followed.set(job.id, drawActions(job, repository, { drawing, repositories }));
    const entrance = drawOutside(job, repository, { drawing, labellersOf });
    if (entrance) entrances.set(job.id, entrance);
  }
  for (const repository of active(owners)) {
    drawMerges(repository, entrances, drawing);
    drawCaches(repository, entrances, drawing);
  }
  const trusts = trustsOf(owners, input, policies);
  const runners = toRunners(owners, contexts);
  const federation = drawFederation(trusts, { owners, runners, now: input.now, drawing });
  const secrets = [...input.nodes(SECRET_TYPES)];
  const use = drawSecrets(secrets, { owners, contexts, repositories, drawing });
  const named = new Map(secrets.map((secret) => [secret.id, secret]));
  const secretsOf = (job: string): readonly StoredNode[] =>
    (use.used.get(job) ?? []).flatMap((secret) => named.get(secret) ?? []);
  for (const repository of active(owners)) drawPublished(repository, secretsOf, drawing);
  const ties = drawTies(input, secrets, use.readers, drawing);
  const facts = ciFacts({ input, owners, jobs, followed, entrances, trusts, federation, secrets, use, ties, hosts });
  return {
    facts: [...facts, ...sources],
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: jobs.map(({ job }) => job.id),
    owners: new Set(
      owners.flatMap((owner) => issuersOf(owner, trusts).map((name) => `${name} ${owner.login.toLowerCase()}`)),
    ),
    matched: federation.matched,
  };
}

/** Trusts that take tokens of the owners, or of their enterprises. */
function trustsOf(
  owners: readonly CiOwner[],
  input: AnalysisInput,
  policies: PolicyCompiler,
): readonly FederatedTrust[] {
  const issuers = [...new Set(owners.map(({ issuer }) => issuer))];
  return readFederatedTrusts(input, policies, (name) =>
    issuers.some((issuer) => name === issuer || isOfEnterprise(name, issuer)),
  );
}

/** Issuers under which an owner's repositories are looked for: its own, and those of enterprises that are trusted. */
function issuersOf({ issuer }: CiOwner, trusts: readonly FederatedTrust[]): readonly string[] {
  const named = new Set(trusts.map((trust) => trust.issuer.name.toLowerCase()));
  return [issuer, ...[...named].filter((name) => isOfEnterprise(name, issuer))];
}

/** Repositories that still run something. */
function active(owners: readonly CiOwner[]): readonly CiRepository[] {
  return owners.flatMap(({ repositories }) => repositories.filter(({ isArchived }) => !isArchived));
}

function jobsOf(owners: readonly CiOwner[]): readonly CiJob[] {
  return active(owners).flatMap((repository) => repository.jobs.map((job) => ({ job, repository })));
}

/** Contexts, and jobs that can ask for a token; a job that only calls a workflow that was read has none. */
function toRunners(
  owners: readonly CiOwner[],
  contexts: ReadonlyMap<string, readonly CiContext[]>,
): ReadonlyMap<string, readonly Runner[]> {
  const runners = new Map<string, readonly Runner[]>();
  for (const repository of owners.flatMap((owner) => owner.repositories)) {
    const own: Runner[] = (contexts.get(repository.id) ?? []).map((context) => ({
      id: context.id,
      repository,
      runs: [context.run],
      context,
    }));
    for (const job of repository.isArchived ? [] : repository.jobs) {
      const { id_token: hasToken, uses_workflow: uses, is_followed: isFollowed } = job.properties;
      if (hasToken !== true || isFollowed === true || (typeof uses === "string" && uses.startsWith("./"))) continue;
      const runs = runsOf(job, repository);
      if (runs.length > 0) own.push({ id: job.id, repository, runs });
    }
    if (forkRunOf(repository)?.hasWriteToken === true)
      own.push({ id: forkContextId(repository), repository, runs: [{ kind: "pull_request" }] });
    runners.set(repository.id, own);
  }
  return runners;
}

/** What the store itself says of a secret: a credential of Jenkins has a class. */
function saidMeaning({ supplements }: StoredNode): SecretMeaning | undefined {
  const { provider, holds } = supplements["jenkins/server:credential-scopes"] ?? {};
  if (typeof provider !== "string" || typeof holds !== "string") return undefined;
  return { provider, holds, isStatic: true };
}

/** A name as variables are written: aws-secret-access-key as aws_secret_access_key. */
function toVariable(name: string): string {
  return name.replaceAll(/[-. ]/g, "_");
}

/** Draws which credential of the estate a secret probably holds; `readers`: who can read it. */
export function drawTies(
  input: AnalysisInput,
  secrets: readonly StoredNode[],
  readers: ReadonlyMap<string, readonly { readonly id: string }[]>,
  drawing: ReturnType<typeof createCiDrawing>,
): ReadonlyMap<string, SecretTie> {
  const meaningOf = createMeanings(input.tables.ci?.secretNames ?? []);
  const ties = createTies(input);
  const found = new Map<string, SecretTie>();
  for (const secret of secrets) {
    const meaning = saidMeaning(secret) ?? meaningOf(toVariable(secret.name));
    if (meaning === undefined) continue;
    const places = [secret.parent ?? "", secret.scope, ...(readers.get(secret.id) ?? []).map(({ id }) => id)];
    const tie = meaning.isStatic ? ties.find(secret, meaning, places) : undefined;
    found.set(secret.id, {
      ...meaning,
      ...(tie && { tie }),
      ...(meaning.isStatic && { confidence: tie?.confidence ?? NAME_ONLY }),
    });
    if (tie === undefined) continue;
    const condition = `${secret.name} holds it, as far as names tell: ${tie.why}`;
    drawing.edge({
      kind: "stores",
      from: secret.id,
      to: tie.credential,
      state: "met",
      condition,
      confidence: tie.confidence,
      because: [secret.id],
    });
  }
  return found;
}
