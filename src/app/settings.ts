// Settings of one command: flags over NHI_* variables over nhi.yaml over the user's config over defaults.
import type { EstateConfig } from "../model/analysis.js";
import type { Severity } from "../model/words.js";
import { DEFAULTS } from "./config/defaults.js";
import { type AcceptedGapEntry, type ConfigFile, loadConfig, type WaiverEntry } from "./config/load.js";
import { defaultDatabase } from "./config/locate.js";
import { readVariables, type Variables } from "./config/variables.js";

/** What a command line may say: all that a variable may, and more; absent means not said. */
export interface SettingFlags extends Omit<Variables, "sources"> {
  readonly bundle?: readonly string[] | undefined;
  readonly kubeconfigExec?: boolean | undefined;
  readonly since?: string | undefined;
  readonly include?: readonly string[] | undefined;
  readonly verbose?: boolean | undefined;
}

/** A threshold as written: `60d`, 3, or a list. */
export type ParamValue = string | number | boolean | readonly (string | number)[];

/** How AWS is crawled. */
export interface AwsSettings {
  readonly organization: boolean;
  readonly role: string;
  /** Reads what services hold, not identities alone. */
  readonly services: boolean;
  /** Regions whose services are read; undefined: those that the account has enabled. */
  readonly regions: readonly string[] | undefined;
  /** Asks every user for the credentials that no report shows. */
  readonly everyUser: boolean;
}

/** How GitHub is crawled. */
export interface GitHubSettings {
  /** Address of an own server or of a host with data residency; undefined: github.com, or what Actions says. */
  readonly githubUrl: string | undefined;
}

/** How GitLab is crawled. */
export interface GitLabSettings {
  /** Address of an own server; undefined: gitlab.com, or the server whose job runs us. */
  readonly gitlabUrl: string | undefined;
}

/** Where Microsoft is asked. */
export interface AzureSettings {
  /** A national cloud; undefined: the public one, or what AZURE_AUTHORITY_HOST says. */
  readonly azureCloud: string | undefined;
}

/** How clusters are signed in to. */
export interface KubernetesSettings {
  /** Runs the program that a kubeconfig names: only a flag may say so, never a file that comes with what is scanned. */
  readonly kubeconfigExec: boolean;
}

export interface Settings {
  readonly sources: readonly string[];
  readonly bundles: readonly string[];
  /** Database file, or `:memory:`. */
  readonly db: string;
  readonly rulesDirs: readonly string[];
  /** Report this severity and above. */
  readonly severity: Severity;
  readonly failOn: Severity | "none";
  readonly baseline: string | undefined;
  readonly newOnly: boolean;
  readonly strict: boolean;
  /** How long a change is told of, counted from the scan that saw it first. */
  readonly driftDays: number;
  /** Only when it was asked for; otherwise the recording's clock or the real one. */
  readonly now: Date | undefined;
  readonly includePassed: boolean;
  /** Nothing is left out of what is printed. */
  readonly verbose: boolean;
  readonly estate: EstateConfig;
  /** Rule id → param → value as written (`60d`, 3). */
  readonly params: { readonly [rule: string]: { readonly [param: string]: ParamValue } };
  readonly waivers: readonly WaiverEntry[];
  readonly acceptedGaps: readonly AcceptedGapEntry[];
  readonly aws: AwsSettings;
  readonly github: GitHubSettings;
  readonly gitlab: GitLabSettings;
  readonly azure: AzureSettings;
  readonly kubernetes: KubernetesSettings;
  /** Of checkouts, only the secrets that the change since this revision adds. */
  readonly since: string | undefined;
  /** The file the config came from, for messages. */
  readonly configFile: string | undefined;
  /** A fault of the config that shows only later, with its place. */
  readonly configProblem: ConfigFile["problem"];
  /** Which of these a flag asked for: a command that is suggested has to say them again. */
  readonly asked: { readonly severity: boolean; readonly db: boolean; readonly rules: boolean };
}

/** Works the settings out; a malformed config or variable is a UsageError that says where. */
export async function resolveSettings(
  flags: SettingFlags,
  sources: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
): Promise<Settings> {
  const set = readVariables(env);
  const config = await loadConfig(flags.config ?? set.config, env, folder);
  const bundles = flags.bundle ?? [];
  const named = sources.length > 0 || bundles.length > 0 ? sources : undefined;
  return {
    sources: named ?? set.sources ?? config.sources ?? [],
    bundles,
    db: flags.db ?? (bundles.length > 0 ? ":memory:" : (set.db ?? config.db ?? defaultDatabase(env))),
    rulesDirs: flags.rules?.length ? flags.rules : (set.rules ?? config.rules ?? []),
    severity: flags.severity ?? set.severity ?? config.severity ?? DEFAULTS.severity,
    failOn: flags.failOn ?? set.failOn ?? config.fail_on ?? DEFAULTS.failOn,
    baseline: flags.baseline ?? set.baseline ?? config.baseline,
    newOnly: flags.newOnly ?? set.newOnly ?? config.new_only ?? DEFAULTS.newOnly,
    strict: flags.strict ?? set.strict ?? config.strict ?? DEFAULTS.strict,
    driftDays: config.drift_days ?? DEFAULTS.driftDays,
    now: flags.now ?? set.now,
    includePassed: flags.include?.includes("passed") ?? false,
    verbose: flags.verbose ?? false,
    estate: toEstate(config),
    params: config.params ?? {},
    waivers: config.waivers ?? [],
    acceptedGaps: config.accepted_gaps ?? [],
    aws: toAws(flags, set, config),
    github: { githubUrl: flags.githubUrl ?? set.githubUrl ?? config.github?.url },
    gitlab: { gitlabUrl: flags.gitlabUrl ?? set.gitlabUrl ?? config.gitlab?.url },
    azure: { azureCloud: flags.azureCloud ?? set.azureCloud ?? config.azure?.cloud },
    kubernetes: { kubeconfigExec: flags.kubeconfigExec ?? false },
    since: flags.since,
    configFile: config.file,
    configProblem: config.problem,
    asked: {
      severity: flags.severity !== undefined,
      db: flags.db !== undefined,
      rules: (flags.rules?.length ?? 0) > 0,
    },
  };
}

function toAws(flags: SettingFlags, set: Variables, { aws = {} }: ConfigFile): AwsSettings {
  const regions = flags.regions ?? set.regions ?? aws.regions;
  return {
    organization: flags.organization ?? set.organization ?? aws.organization ?? DEFAULTS.organization,
    role: flags.role ?? set.role ?? aws.role ?? DEFAULTS.role,
    services: flags.services ?? set.services ?? aws.services ?? DEFAULTS.services,
    regions: regions?.length ? regions : undefined,
    everyUser: flags.everyUser ?? set.everyUser ?? aws.every_user ?? DEFAULTS.everyUser,
  };
}

function toEstate(config: ConfigFile): EstateConfig {
  return {
    knownAccounts: config.known_accounts ?? {},
    environments: config.environments ?? {},
    ownerTags: config.owner_tags ?? DEFAULTS.ownerTags,
    environmentTags: config.environment_tags ?? DEFAULTS.environmentTags,
    owners: config.owners ?? {},
    ...(config.people ? { people: config.people } : {}),
  };
}
