// Options that several commands share, and how their values are read.
import { type Command, InvalidArgumentError, Option } from "commander";
import { AZURE_CLOUDS } from "../app/config/azure-clouds.js";
import { DEFAULTS } from "../app/config/defaults.js";
import { NOT_A_REGION, parseRegions } from "../app/config/region.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import { FORMATS } from "../report/index.js";
import { shownEndings } from "./file-endings.js";
import { addTarget, type Formats, formatFor, type OutputTarget } from "./output-target.js";

/** What addAwsOptions adds. */
export interface AwsFlags {
  readonly organization?: boolean;
  readonly role?: string;
  readonly services?: boolean;
  readonly regions?: readonly string[];
  readonly everyUser?: boolean;
}

/** What addServerOptions adds. */
export interface ServerFlags {
  readonly githubUrl?: string;
  readonly gitlabUrl?: string;
  readonly azureCloud?: string;
  readonly kubeconfigExec?: boolean;
}

/** Common options as commander hands them over; every one may be absent. */
export interface CommonFlags {
  readonly bundle: readonly string[];
  readonly db?: string;
  readonly config?: string;
  readonly rules: readonly string[];
  readonly severity?: Severity;
  readonly failOn?: Severity | "none";
  readonly baseline?: string;
  readonly newOnly?: boolean;
  readonly strict?: boolean;
  readonly now?: Date;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
  readonly color: "auto" | "always" | "never";
  readonly format?: string;
  readonly output?: readonly OutputTarget[];
  readonly include?: readonly string[];
}

/** For repeatable options: adds a value to those before. */
export const addTo = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];

const noStrings: readonly string[] = [];
const noOutputs: readonly OutputTarget[] = [];
const REPORT_FORMATS: Formats = ["pretty", ...Object.keys(FORMATS).filter((format) => format !== "pretty")];

/** Where the reports of scan, check and demo go, each with its format; `command` is what people call. Throws UsageError. */
export function reportTargets(
  { format, output = noOutputs }: Pick<CommonFlags, "format" | "output">,
  command: string,
): { readonly format: string; readonly file: string }[] {
  return output.map((target) => ({ file: target.file, format: formatFor(target, format, REPORT_FORMATS, command) }));
}

/** What of AWS is read: options of whatever crawls, and of what says beforehand which calls those are. */
export function addAwsOptions(command: Command): Command {
  return (
    command
      .option("--organization", "AWS: list the accounts of the organisation and read each through a role")
      .option("--role <name>", `AWS: name of that role (default: ${DEFAULTS.role})`)
      // Named first: else --no-services would make it true where nobody said anything.
      .addOption(new Option("--services", "AWS: services too, whatever nhi.yaml says").hideHelp())
      .option("--no-services", "AWS: identities only, not what services hold (workloads, resource policies)")
      .option("--regions <names>", "AWS: read services there only, e.g. eu-west-1,us-east-1", addRegions)
      .option("--every-user", "AWS: SSH keys of each user, services used by each identity: calls for each")
  );
}

/** Where GitHub, GitLab and Microsoft are. */
export function addServerOptions(command: Command): Command {
  return command
    .option("--github-url <url>", "GitHub: an own server, or a host with data residency")
    .option("--gitlab-url <url>", "GitLab: an own server")
    .option("--kubeconfig-exec", "Kubernetes: run the program that the kubeconfig names to sign in")
    .addOption(
      new Option("--azure-cloud <name>", "Entra, Azure: another cloud than the public one").choices([...AZURE_CLOUDS]),
    );
}

function addRegions(text: string, previous: readonly string[] = []): readonly string[] {
  const { regions, fault } = parseRegions(text);
  if (fault !== undefined) throw new InvalidArgumentError(`"${fault}": ${NOT_A_REGION}`);
  if (regions.length === 0) throw new InvalidArgumentError(NOT_A_REGION);
  return [...previous, ...regions];
}

/** Reads an ISO date or date-time as UTC. */
function parseNow(text: string): Date {
  if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) {
    throw new InvalidArgumentError("write it as 2026-11-01 or 2026-11-01T00:00:00Z");
  }
  const zoned = /T/.test(text) && !/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? `${text}Z` : text;
  const date = new Date(zoned);
  // JavaScript takes February 30 for March 2
  const day = text.slice(0, "2026-11-01".length);
  const midnight = new Date(day);
  const isNoDay = Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, day.length) !== day;
  if (isNoDay || Number.isNaN(date.getTime())) throw new InvalidArgumentError("there is no such date");
  return date;
}

/** Where facts come from: options of every command that reads; then those of every command. */
export function addReadOptions(command: Command): Command {
  command
    .optionsGroup("Facts:")
    .option("--bundle <path>", "read recorded API answers instead of a live source (repeatable)", addTo, noStrings)
    .option("--db <file>", "database of earlier runs (default: in the data folder of the user)")
    .option("--config <file>", "configuration file (default: nearest nhi.yaml)")
    .option("--now <iso>", "clock for every age, e.g. 2026-11-01T00:00:00Z", parseNow);
  return addGeneralOptions(command);
}

/** How much is said, and in what colours. */
export function addGeneralOptions(command: Command): Command {
  return command
    .optionsGroup("General:")
    .option("--quiet", "no progress, only warnings and the report")
    .option("--verbose", "leave nothing out, and say more on stderr")
    .option("--debug", "print stack traces of errors")
    .addOption(
      new Option("--color <when>", "colour of the output").choices(["auto", "always", "never"]).default("auto"),
    )
    .helpOption("-h, --help", "this help");
}

/** What is reported and how: options of scan, check and demo. */
export function addReportOptions(command: Command, failOn: Severity | "none" = DEFAULTS.failOn): Command {
  const severities = [...SEVERITIES];
  return command
    .optionsGroup("Report:")
    .addOption(new Option("--format <format>", "what stdout gets").choices([...REPORT_FORMATS]))
    .option(
      "--output <[format=]file>",
      `write a report to a file (repeatable); stdout then stays empty; the format is that of its ending: ${shownEndings(REPORT_FORMATS).join(", ")}`,
      (text: string, previous: readonly OutputTarget[]) => addTarget(text, previous, REPORT_FORMATS),
      noOutputs,
    )
    .option("--rules <dir>", "folder with further rules (repeatable)", addTo, noStrings)
    .addOption(new Option("--severity <level>", "report findings of this severity and above").choices(severities))
    .addOption(
      new Option("--fail-on <level>", `exit 1 for findings of this severity and above (default: ${failOn})`).choices([
        ...severities,
        "none",
      ]),
    )
    .option("--baseline <file>", "known findings, as written by nhi baseline create")
    .option("--new-only", "only what --baseline does not know decides the exit code; refused without a baseline")
    .option("--strict", "exit 3 when anything was not evaluated")
    .addOption(
      // A parser of one's own takes the place of the one that knows the choices.
      new Option("--include <what>", "also list rows that passed")
        .choices(["passed"])
        .argParser<readonly string[]>((what, before) => addTo(toIncluded(what), before))
        .default(noStrings),
    );
}

function toIncluded(what: string): string {
  if (what !== "passed") throw new InvalidArgumentError("Allowed choices are passed.");
  return what;
}
