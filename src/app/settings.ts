// Settings of one command: flags over NHI_* variables over nhi.yaml over the user's config over defaults.
import type { EstateConfig } from "../model/analysis.js";
import { UsageError } from "../model/errors.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import { type ConfigFile, loadConfig, type WaiverEntry } from "./config/load.js";
import { defaultDatabase } from "./config/locate.js";

/** What a command line may say; absent means not said. */
export interface SettingFlags {
  readonly bundle?: readonly string[] | undefined;
  readonly db?: string | undefined;
  readonly config?: string | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly severity?: Severity | undefined;
  readonly failOn?: Severity | "none" | undefined;
  readonly baseline?: string | undefined;
  readonly newOnly?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly now?: Date | undefined;
  readonly organization?: boolean | undefined;
  readonly role?: string | undefined;
  readonly include?: readonly string[] | undefined;
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
  /** Only when it was asked for; otherwise the recording's clock or the real one. */
  readonly now: Date | undefined;
  readonly includePassed: boolean;
  readonly estate: EstateConfig;
  /** Rule id → param → value as written (`60d`, 3). */
  readonly params: { readonly [rule: string]: { readonly [param: string]: string | number | boolean } };
  readonly waivers: readonly WaiverEntry[];
  readonly aws: { readonly organization: boolean; readonly role: string };
  /** The file the config came from, for messages. */
  readonly configFile: string | undefined;
}

const DEFAULT_ROLE = "NhiAuditor";

/** Works the settings out; a malformed config or variable is a UsageError that says where. */
export async function resolveSettings(
  flags: SettingFlags,
  sources: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
): Promise<Settings> {
  const config = await loadConfig(flags.config ?? env["NHI_CONFIG"], env, folder);
  const bundles = flags.bundle ?? [];
  return {
    sources: sources.length > 0 || bundles.length > 0 ? sources : (config.sources ?? []),
    bundles,
    db: flags.db ?? (bundles.length > 0 ? ":memory:" : (env["NHI_DB"] ?? config.db ?? defaultDatabase(env))),
    rulesDirs: flags.rules?.length ? flags.rules : (config.rules ?? []),
    severity: flags.severity ?? severityFrom(env, "NHI_SEVERITY") ?? config.severity ?? "low",
    failOn: flags.failOn ?? failOnFrom(env) ?? config.fail_on ?? "high",
    baseline: flags.baseline ?? env["NHI_BASELINE"] ?? config.baseline,
    newOnly: flags.newOnly ?? config.new_only ?? false,
    strict: flags.strict ?? config.strict ?? false,
    now: flags.now ?? nowFrom(env),
    includePassed: flags.include?.includes("passed") ?? false,
    estate: toEstate(config),
    params: config.params ?? {},
    waivers: config.waivers ?? [],
    aws: {
      organization: flags.organization ?? config.aws?.organization ?? false,
      role: flags.role ?? env["NHI_AWS_ROLE"] ?? config.aws?.role ?? DEFAULT_ROLE,
    },
    configFile: config.file,
  };
}

function toEstate(config: ConfigFile): EstateConfig {
  return {
    knownAccounts: config.known_accounts ?? {},
    environments: config.environments ?? {},
    ownerTags: config.owner_tags ?? ["owner", "team", "contact"],
    environmentTags: config.environment_tags ?? ["environment", "env", "stage"],
    owners: config.owners ?? {},
    ...(config.people ? { people: config.people } : {}),
  };
}

function severityFrom(env: NodeJS.ProcessEnv, variable: string): Severity | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const severity = SEVERITIES.find((known) => known === text);
  if (severity === undefined) throw new UsageError(`${variable}=${text}: not one of ${SEVERITIES.join(", ")}`);
  return severity;
}

function failOnFrom(env: NodeJS.ProcessEnv): Severity | "none" | undefined {
  return env["NHI_FAIL_ON"] === "none" ? "none" : severityFrom(env, "NHI_FAIL_ON");
}

function nowFrom(env: NodeJS.ProcessEnv): Date | undefined {
  const text = env["NHI_NOW"];
  if (!text) return undefined;
  const now = new Date(text);
  if (Number.isNaN(now.getTime())) throw new UsageError(`NHI_NOW=${text}: not a date; write 2026-11-01T00:00:00Z`);
  return now;
}
