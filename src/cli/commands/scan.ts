// nhi scan, collect and check: crawl, judge, report.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import {
  type AwsFlags,
  addAwsOptions,
  addReadOptions,
  addReportOptions,
  addServerOptions,
  addTo,
  type CommonFlags,
  reportTargets,
  type ServerFlags,
} from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface ScanFlags extends CommonFlags, AwsFlags, ServerFlags {
  readonly record?: string;
  readonly dryRun?: boolean;
  readonly since?: string;
  readonly logs: readonly string[];
}

const SOURCES = `Sources:
  aws[:profile]     an AWS account through the SDK's own credential chain
  github:NAME       an organisation, a user, or one repository (owner/repo); signs in with GH_TOKEN,
                    GITHUB_TOKEN, gh auth login, or as an App (NHI_GITHUB_APP_ID and its key)
  entra:TENANT      a tenant of Entra by id or domain; signs in as @azure/identity does
  azure:ID          a subscription, or azure:all: roles, identities, vaults; signs in likewise
  gcp:PROJECT       a project, or gcp:organizations/N or gcp:folders/N with what is below it
  workspace:DOMAIN  a customer of Google Workspace; signs in with application default credentials
  gitlab:GROUP      a group with the groups and projects below it; signs in with GITLAB_TOKEN
  circleci:ORG      contexts of an organisation (circleci:gh/acme); signs in with CIRCLECI_CLI_TOKEN
  jenkins:HOST      credentials of a controller; signs in with JENKINS_USER_ID and JENKINS_API_TOKEN
  openai:NAME       people, service accounts and keys of an organisation of OpenAI; signs in with OPENAI_ADMIN_KEY
  anthropic         the same of Anthropic; signs in with ANTHROPIC_ADMIN_KEY
  agents[:<path>]   agents and editors on this machine, or in a copy of a home or disk: MCP servers, secrets, settings
  kubernetes:NAME   a cluster by a context or cluster of the kubeconfig: service accounts, RBAC, workloads
  repo:<path>       a checkout, without network: workflows and pipelines, static secrets
  (none)            those of nhi.yaml; without one, what this machine can reach`;

const SCAN_EXAMPLES = `Examples:
  nhi scan aws
  nhi scan aws:audit --organization --output sarif=nhi.sarif
  nhi scan github:octo-org aws --fail-on critical
  nhi scan --bundle answers/ --fail-on none
  nhi scan repo:. --since origin/main --baseline nhi-baseline.jsonl --new-only

${SOURCES}`;

const COLLECT_EXAMPLES = `Examples:
  nhi collect aws                      into the database, to be judged later by nhi check
  nhi collect aws --record answers/    also as a bundle, secrets replaced

${SOURCES}`;

const CHECK_EXAMPLES = `Examples:
  nhi check --severity critical
  nhi check --logs AWSLogs/            which privileges the last 90 days had no use for
  nhi check --output csv=findings.csv --include passed`;

function addCrawlOptions(command: Command): Command {
  return addServerOptions(
    addAwsOptions(
      command.optionsGroup("Crawl:").option("--record <dir>", "also write the answers as a bundle, secrets replaced"),
    ),
  )
    .option("--since <rev>", "repo: of static secrets, only those that the change since this revision adds")
    .option("--dry-run", "only print the scopes and calls that would be made");
}

const noLogs: readonly string[] = [];

/** Logs are facts of their own: of a live source, a recording or a database alike. */
function addLogs(command: Command): Command {
  return addReadOptions(command)
    .optionsGroup("Facts:")
    .option(
      "--logs <path>",
      "exported logs (CloudTrail, Entra, Azure, Google Cloud; JSON, also gzipped), or a folder of them: which privileges were never used (repeatable)",
      addTo,
      noLogs,
    );
}

async function run(kind: "scan" | "collect" | "check", sources: readonly string[], flags: ScanFlags): Promise<number> {
  const outputs = reportTargets(flags, `nhi ${kind}`);
  const { scan } = await import("../../app/scan.js");
  const { resolveSettings } = await import("../../app/settings.js");
  const terminal = createTerminal(flags);
  const settings = await resolveSettings(flags, sources);
  return scan(
    settings,
    {
      kind,
      record: flags.record,
      dryRun: flags.dryRun ?? false,
      logs: flags.logs,
      format: flags.format,
      outputs,
    },
    terminal,
  );
}

/**
 * Adds `nhi scan`: exit code 1 for findings at or over --fail-on, else 3 when a source failed or the run is otherwise
 * incomplete.
 */
export function registerScan(program: Command, setExit: SetExit): void {
  const command = program
    .command("scan")
    .argument("[source...]", "what to crawl, as listed above")
    .summary("crawl, work out who can become whom, run the rules, report")
    .description("Crawls the sources (read-only), works out who can become whom, runs the rules and reports.");
  withExamples(command, SCAN_EXAMPLES);
  addLogs(addReportOptions(addCrawlOptions(command)));
  command.action(async (sources: string[], flags: ScanFlags) => setExit(await run("scan", sources, flags)));
}

/** Adds `nhi collect`, which needs no rules and has no findings to fail on: exit code 3 when a source failed. */
export function registerCollect(program: Command, setExit: SetExit): void {
  const command = program
    .command("collect")
    .argument("[source...]", "what to crawl")
    .summary("crawl only: into the database, or with --record into a bundle")
    .description("Crawls the sources into the database without judging them.");
  withExamples(command, COLLECT_EXAMPLES);
  addLogs(addCrawlOptions(command));
  command.action(async (sources: string[], flags: ScanFlags) => setExit(await run("collect", sources, flags)));
}

/** Adds `nhi check`: what scan does behind the crawl, with the same exit codes. */
export function registerCheck(program: Command, setExit: SetExit): void {
  const command = program
    .command("check")
    .summary("run the rules on what the database holds")
    .description("Runs the rules on what earlier runs stored, or on a bundle, without crawling.");
  withExamples(command, CHECK_EXAMPLES);
  addLogs(addReportOptions(command));
  command.action(async (flags: ScanFlags) => setExit(await run("check", [], flags)));
}
