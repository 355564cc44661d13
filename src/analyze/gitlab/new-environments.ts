// Environments that a project does not have: the job that names one makes it, of the tier that the job says. Pure.
// https://docs.gitlab.com/ci/environments/, https://docs.gitlab.com/ci/yaml/#environmentdeployment_tier
import { oncePer } from "../../model/once.js";
import type { DeployRule } from "./access.js";
import type { GitLabEnvironment, GitLabProject, NewEnvironments } from "./estate.js";
import type { GitLabRun } from "./run.js";

/** What groups ask of environments by their tier. https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments */
const TIERS: readonly string[] = ["other", "development", "testing", "staging", "production"];

/** Stands for a tier of which groups ask what was not read. */
const UNREAD_TIER = "some tier";

/** Ways to make an environment of a name: of each tier that groups protect, and of one that they do not. */
export function newRuns(run: GitLabRun, { tiers, areTiersRead }: NewEnvironments): readonly GitLabRun[] {
  const open = TIERS.find((name) => !tiers.some(({ tier }) => tier === name));
  const free = tiers.length === 0 ? [run] : open === undefined ? [] : [{ ...run, tier: open }];
  const unread = areTiersRead ? [] : [{ ...run, tier: UNREAD_TIER }];
  return [...free, ...tiers.map(({ tier }) => ({ ...run, tier })), ...unread];
}

/** Tier that the token of a run names; undefined where it may be any. */
export function claimedTier({ tier }: GitLabRun): string | undefined {
  return tier === UNREAD_TIER ? undefined : tier;
}

/** What of an environment that is not there was not read, in words; undefined where everything was. */
export function unreadOf({ areRead }: NewEnvironments, { environment, tier }: EnvironmentRun): string | undefined {
  if (!areRead) return `whether ${environment} is there, and who deploys to it, was not read`;
  return tier === UNREAD_TIER ? "which tiers groups protect was not read" : undefined;
}

type Environments = Pick<GitLabProject, "environments"> & Partial<Pick<GitLabProject, "newEnvironments">>;

/** What of a run its environment is told by. */
export type EnvironmentRun = Pick<GitLabRun, "environment" | "tier">;

/** A project may have thousands, each of which is looked up for every trust: by name. */
const byName = oncePer((environments: readonly GitLabEnvironment[]) => {
  const found = new Map<string, GitLabEnvironment>();
  for (const one of environments) if (!found.has(one.name)) found.set(one.name, one);
  return found;
});

/** The environment of a run, where the project has it. */
export function environmentOf(
  { environments }: Pick<GitLabProject, "environments">,
  { environment }: Pick<GitLabRun, "environment">,
): GitLabEnvironment | undefined {
  return environment === undefined ? undefined : byName(environments).get(environment);
}

/** What the project and the groups above it ask of who deploys in a run. */
export function deployRules(project: Environments, run: EnvironmentRun): readonly DeployRule[] {
  const known = environmentOf(project, run);
  return known?.rules ?? project.newEnvironments?.tiers.find(({ tier }) => tier === run.tier)?.rules ?? [];
}

/** Whether a run is in a protected environment, as its token says; undefined when that was not read. */
export function isProtectedEnvironment(project: Environments, run: GitLabRun): boolean | undefined {
  const now = protectedNow(project, run);
  return now === undefined || run.turned !== "environment" ? now : !now;
}

function protectedNow(project: Environments, run: GitLabRun): boolean | undefined {
  if (run.environment === undefined) return undefined;
  const known = environmentOf(project, run);
  if (known !== undefined) return known.isProtected;
  const { newEnvironments: made } = project;
  if (made === undefined || !made.areRead) return undefined;
  if (run.tier === UNREAD_TIER) return true;
  // of a job that does not say which tier, any may be meant
  return run.tier === undefined && made.tiers.length > 0 ? undefined : deployRules(project, run).length > 0;
}
