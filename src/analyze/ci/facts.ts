// What follows for each repository, environment, job, secret and trust, as columns for rules.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { textsOf } from "../properties.js";
import type { FederatedTrust } from "../trust/federated.js";
import type { Federation } from "./accepted-runs.js";
import { writerGate } from "./environment-gates.js";
import { type CiOwner, type CiRepository, environmentNamed } from "./estate.js";
import { forkFacts } from "./forks.js";
import type { CiJob, SecretTie } from "./job.js";
import type { FollowedActions } from "./job-actions.js";
import { isOnlyCalled } from "./job-secrets.js";
import { type Entrance, outsideReaders } from "./jobs.js";
import { missingSubject } from "./missing.js";
import { reviewColumns } from "./reviews.js";
import { placesOf } from "./secret-places.js";
import type { SecretUse } from "./secrets.js";
import { approvalFacts } from "./ways-round.js";

export interface CiFindings {
  readonly input: AnalysisInput;
  readonly owners: readonly CiOwner[];
  readonly jobs: readonly CiJob[];
  readonly followed: ReadonlyMap<string, FollowedActions>;
  readonly entrances: ReadonlyMap<string, Entrance>;
  readonly trusts: readonly FederatedTrust[];
  readonly federation: Federation;
  readonly secrets: readonly StoredNode[];
  readonly use: SecretUse;
  readonly ties: ReadonlyMap<string, SecretTie>;
  /** Runner group → identities of the machines that its runners are, as far as those are known. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

/** Facts about every node of CI, sorted by node. */
export function ciFacts(findings: CiFindings): readonly DerivedFact[] {
  const { owners, jobs, trusts } = findings;
  const facts: DerivedFact[] = [];
  const yields = new Map(trusts.map((trust) => [trust.id, trust.yields]));
  for (const owner of owners) {
    for (const repository of owner.repositories) {
      facts.push({ node: repository.id, columns: repositoryFacts(repository, findings) });
      for (const environment of repository.environments) {
        const gate = writerGate({
          id: "",
          name: "",
          repository,
          run: { kind: "environment" },
          environment,
          isNew: false,
        });
        const canUse =
          gate.state === "unknown" ? {} : { writer_can_use: gate.state !== "blocked" && gate.state !== "needs-actor" };
        const asked = approvalFacts(environment, repository, { ...findings, yields });
        facts.push({
          node: environment.id,
          columns: { trusted_count: findings.federation.counts.get(environment.id) ?? 0, ...canUse, ...asked },
        });
      }
    }
  }
  for (const one of jobs) facts.push({ node: one.job.id, columns: jobFacts(one, findings, yields) });
  const byId = new Map(jobs.map(({ job }) => [job.id, job]));
  for (const secret of findings.secrets) {
    const places = placesOf(secret, findings.use.users.get(secret.id) ?? [], byId);
    facts.push({ node: secret.id, columns: { ...secretFacts(secret, findings), ...places } });
  }
  for (const { id } of findings.input.nodes(["github.runner-group"]))
    facts.push({ node: id, columns: { cloud_identities: [...(findings.hosts.get(id) ?? [])] } });
  for (const trust of trusts) {
    const subject = missingSubject(trust, owners, findings.input.now);
    if (subject === undefined) continue;
    if (!subject.isAbout) continue;
    const isMissing = subject.missing.length > 0;
    const columns: JsonRecord = {
      subject_checked: true,
      ...(isMissing && { missing_subject: subject.missing.join(", ") }),
      ...((isMissing || subject.isKnown) && { subject_known: !isMissing }),
    };
    facts.push({ node: trust.id, columns });
  }
  return facts.sort((a, b) => compareText(a.node, b.node));
}

/** Claims of which one in a subject says which repository it is of. */
const NAMING = new Set(["repo", "repository", "repository_id", "job_workflow_ref", "workflow_ref"]);

function repositoryFacts(repository: CiRepository, { federation }: CiFindings): JsonRecord {
  const { id, form, keys } = repository;
  return {
    ...reviewColumns(repository),
    ...(form !== undefined && {
      subject_form: form,
      subject_names_repository: form !== "custom" || keys.some((key) => NAMING.has(key) && !key.includes("workflow")),
    }),
    trusted_count: federation.counts.get(id) ?? 0,
    trusted_by_name: federation.byName.has(id),
  };
}

function jobFacts({ job, repository }: CiJob, findings: CiFindings, yields: ReadonlyMap<string, string>): JsonRecord {
  const { entrances, federation, use, ties, input } = findings;
  const entrance = entrances.get(job.id);
  const roles = (federation.byRunner.get(job.id) ?? []).flatMap((trust) => yields.get(trust) ?? []);
  const keys = (use.used.get(job.id) ?? []).flatMap((secret) => ties.get(secret)?.tie?.credential ?? []);
  const reached = [...new Set([...roles, ...keys])].sort(compareText);
  return {
    ...(entrance && { untrusted_source: entrance.source, untrusted_reason: entrance.reason }),
    reached_identities: reached,
    ...actionFacts(job, findings),
    ...forkFacts(job, repository),
    ...publishedFacts(job, repository),
    ...missingSecrets(job, repository, findings),
    ...guardOf(job, repository, input),
  };
}

/** Who downloads what the job publishes. */
function publishedFacts({ properties }: StoredNode, repository: CiRepository): JsonRecord {
  const readers = properties["published_tokens"] === undefined ? undefined : outsideReaders(repository);
  return readers === undefined ? {} : { published_to: readers };
}

/** What is behind the actions of the owner that the job uses. */
function actionFacts({ id }: StoredNode, { followed }: CiFindings): JsonRecord {
  const { unpinned = [], unread = [] } = followed.get(id) ?? {};
  return {
    ...(unpinned.length > 0 && { nested_unpinned: unpinned }),
    ...(unread.length > 0 && { unread_actions: unread }),
  };
}

/** Names that the job reads and that are nowhere; nothing is said where a level that may keep one was not read. */
function missingSecrets(job: StoredNode, { owner }: CiRepository, { use, input }: CiFindings): JsonRecord {
  if (isOnlyCalled(job)) return {};
  const notGiven = textsOf(job.properties["secrets_not_given"]) ?? [];
  const unfound = use.unfound.get(job.id) ?? [];
  const levels = [
    /^github\/repo:actions-secrets$/,
    ...(owner.isPersonal ? [] : [/^github\/org:actions-secrets$/]),
    ...(job.properties["environments"] === undefined ? [] : [/^github\/repo:environments$/]),
  ];
  if (unfound.length > 0 && !levels.every((level) => isRead(input, owner.scope, level))) return {};
  return { missing_secrets: [...new Set([...notGiven, ...unfound])].sort(compareText) };
}

/** Whether somebody is asked in every environment that a job may be; one that does not exist is made, and asks nobody. */
function guardOf({ properties }: StoredNode, repository: CiRepository, input: AnalysisInput): JsonRecord {
  const names = textsOf(properties["environments"]);
  if (names === undefined) return {};
  const isWhole = isRead(input, repository.owner.scope, /^github\/repo:environments$/);
  const asks = names.map((name) => {
    const known = environmentNamed(repository, name);
    return known === undefined ? (isWhole ? false : undefined) : known.hasReviewers;
  });
  if (asks.includes(false)) return { environment_guarded: false };
  const isOpen = properties["environment_dynamic"] === true || asks.length === 0 || asks.includes(undefined);
  return isOpen ? {} : { environment_guarded: true };
}

const CLOUD_SCOPES: { readonly [provider: string]: RegExp } = {
  aws: /^aws:/,
  azure: /^(azure|entra):/,
  gcp: /^gcp:/,
};

function secretFacts(secret: StoredNode, findings: CiFindings): JsonRecord {
  const { use, ties } = findings;
  const { provider, holds, isStatic, tie, confidence } = ties.get(secret.id) ?? {};
  const readers = use.readers.get(secret.id) ?? [];
  const isGivenAway = readers.some(({ id }) => use.givingAway.has(id));
  const users = use.users.get(secret.id)?.length ?? 0;
  const areFilesRead = isRead(findings.input, secret.scope, /^github\/repo:(files|workflows)$/);
  return {
    ...(provider !== undefined && { cloud: provider, credential_type: holds ?? "", is_static: isStatic ?? false }),
    ...(secret.type === "github.actions-secret" &&
      areFilesRead &&
      (users > 0 || !isGivenAway) && { used_by_count: users }),
    ...oidcTrust(provider, tie?.scope, readers, findings),
    ...(tie && { tied_to: tie.credential }),
    ...(confidence !== undefined && { tie_confidence: confidence }),
  };
}

/** Whether a trust of the same cloud, and of the same account where it is known, accepts a repository that reads it. */
function oidcTrust(
  provider: string | undefined,
  scope: string | undefined,
  readers: readonly CiRepository[],
  { input, trusts, federation }: CiFindings,
): JsonRecord {
  const cloud = provider === undefined ? undefined : CLOUD_SCOPES[provider];
  if (cloud === undefined || ![...input.scopes()].some(({ id }) => cloud.test(id))) return {};
  const wanted = trusts.filter((trust) => (scope === undefined ? cloud.test(trust.scope) : trust.scope === scope));
  const exists = wanted.some(({ id }) => readers.some((repository) => federation.accepts(repository.id, id)));
  return { oidc_trust_exists: exists };
}

function isRead(input: AnalysisInput, scope: string, wanted: RegExp): boolean {
  for (const { id, coverage } of input.scopes()) {
    if (id === scope) return coverage.some(({ dataSet, state }) => wanted.test(dataSet) && state === "complete");
  }
  return false;
}
