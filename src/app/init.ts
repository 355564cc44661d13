// nhi init: detects what this machine can reach and writes a commented nhi.yaml.
import { lstatSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { UsageError } from "../model/errors.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import { CONFIG_SCHEMA_URL, nearestConfig } from "./config/locate.js";
import { type Detected, detectSources } from "./detect.js";
import type { DetectedSource } from "./detected-source.js";
import type { Terminal } from "./terminal.js";
import { SHARED, writeText } from "./write-file.js";

const FILE = "nhi.yaml";

export interface InitOptions {
  readonly force: boolean;
  readonly print: boolean;
  /** Undefined: nhi.yaml in the current folder. */
  readonly file: string | undefined;
}

/** Writes nhi.yaml into the current folder, or another file, or prints it. An existing file, or a link, is kept unless `force`. */
export async function init(options: InitOptions, terminal: Terminal): Promise<number> {
  const { file = FILE } = options;
  const found = detectSources(process.env);
  if (options.print || file === "-") {
    await terminal.out(toConfig(found));
    return 0;
  }
  if (lstatSync(file, { throwIfNoEntry: false }) !== undefined && !options.force) {
    throw new UsageError(`${file} is there already; --force replaces it, --print shows what would be written`);
  }
  const above = nearestConfig(dirname(resolve(file)));
  await writeText(file, toConfig(found), SHARED);
  for (const line of summary(found, file)) terminal.say(line);
  if (basename(file) !== FILE) terminal.say(`nhi: a file of that name counts only where --config names it`);
  else if (above !== undefined && above !== resolve(file)) {
    const folder = dirname(resolve(file)) === resolve(".") ? "this" : "that";
    terminal.say(
      `nhi: ${terminalText(relative(".", above))} no longer counts in ${folder} folder: the nearest file does`,
    );
  }
  return 0;
}

function summary({ sources, others }: Detected, file: string): string[] {
  const wrote = `nhi: wrote ${terminalText(file)}`;
  const named = others.length === 0 ? "" : `; ${counted(others.length, "further profile")} in it as comments`;
  if (sources.length > 0) {
    const list = sources.map(({ source, because }) => `${terminalText(source)} (${because})`).join(", ");
    return [`${wrote}: ${list}${named}; next: nhi doctor`];
  }
  if (others.length > 0) return [`${wrote}: no source yet${named}: choose one, then nhi doctor`];
  return [
    `${wrote}: no source, since no sign-in was found on this machine`,
    "     next: aws configure sso, then name the profile under sources; or look around first: nhi demo",
  ];
}

function toConfig({ sources, others }: Detected): string {
  return `# yaml-language-server: $schema=${CONFIG_SCHEMA_URL}
# Configuration of nhi. Flags and NHI_* variables win over this file.

${sourceLines(sources, others).join("\n")}

# How AWS is crawled.
# aws:
#   organization: true       # every account of the organisation, each through the role
#   role: NhiAuditor
#   regions: [eu-west-1]     # services there only; left out, the regions that the account has enabled

# From which severity on a scan exits with 1: critical, high, medium, low or none.
fail_on: high

# Known findings (nhi baseline create); only new ones then fail a build.
# baseline: nhi-baseline.jsonl
# new_only: true

# AWS accounts that are ours or of a vendor we trust, beyond those of our organisation.
# known_accounts:
#   "999988887777": Monitoring vendor

# What is production and what is not: globs over scope ids and names.
# environments:
#   production: ["aws:111122223333"]
#   development: ["*-dev"]

# Who owns what, where tags do not say it.
# owners:
#   "arn:aws:iam::*:role/site-*": platform@example.com

# Thresholds of rules: nhi rules show AWS-001 says which it has.
# params:
#   AWS-001: { max_age: 60d }

# Accepted findings, with a reason, an owner and an end.
# waivers:
#   - fingerprint: 7f3a91c2
#     reason: rotated by the vendor each quarter
#     owner: platform@example.com
#     expires: 2027-03-31

# What may stay unread: it stays listed, and does not make a scan incomplete.
# accepted_gaps:
#   - scope: "aws:*"
#     data_set: "aws/organizations:*"
#     reason: read from the management account only
#     owner: platform@example.com
`;
}

function sourceLines(sources: readonly DetectedSource[], others: readonly DetectedSource[]): string[] {
  const lines = sources.map((one) => `  - ${sourceText(one)}`);
  const comments = others.map((one) => `  # - ${sourceText(one)}`);
  if (lines.length > 0) return ["sources:", ...lines, ...comments];
  if (comments.length > 0) return ["# Take the # from those to read, and the [] away.", "sources: []", ...comments];
  return ["# Nothing was found on this machine; for example: [aws, aws:audit]", "sources: []"];
}

/** A profile may have any name, one that means something in YAML or that breaks a line too. */
function sourceText({ source, because }: DetectedSource): string {
  const plain = /^[\w][\w:./@+-]*\w$/.test(source) || source === "aws";
  return `${plain ? source : JSON.stringify(source)}    # ${because}`;
}
