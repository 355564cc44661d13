// nhi init: detects what this machine can reach and writes a commented nhi.yaml.
import { existsSync } from "node:fs";
import { UsageError } from "../model/errors.js";
import { detectSources } from "./detect.js";
import type { Terminal } from "./terminal.js";
import { writeText } from "./write-file.js";

const FILE = "nhi.yaml";

/** Writes nhi.yaml into the current folder, or prints it. An existing file is kept unless `force`. */
export async function init(options: { force: boolean; print: boolean }, terminal: Terminal): Promise<number> {
  const found = await detectSources(process.env);
  const text = toConfig(found.map(({ source, because }) => `  - ${source}    # ${because}`));
  if (options.print) {
    await terminal.out(text);
    return 0;
  }
  if (existsSync(FILE) && !options.force) {
    throw new UsageError(`${FILE} is there already; --force replaces it, --print shows what would be written`);
  }
  await writeText(FILE, text);
  terminal.say(
    `nhi: wrote ${FILE} with ${found.length} ${found.length === 1 ? "source" : "sources"}; next: nhi doctor`,
  );
  return 0;
}

function toConfig(sources: readonly string[]): string {
  const list =
    sources.length > 0
      ? ["sources:", ...sources]
      : ["sources: []    # nothing was found; for example: [aws, aws:audit]"];
  return `# yaml-language-server: $schema=https://raw.githubusercontent.com/nhi-scanner/nhi/main/docs/schema/nhi.schema.json
# Configuration of nhi. Flags and NHI_* variables win over this file.

${list.join("\n")}

# From which severity on a scan exits with 1: critical, high, medium, low or none.
fail_on: high

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

# Accepted findings, with a reason, an owner and an end.
# waivers:
#   - fingerprint: 7f3a91c2
#     reason: rotated by the vendor each quarter
#     owner: platform@example.com
#     expires: 2027-03-31
`;
}
