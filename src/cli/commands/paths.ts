// nhi paths: who can become whom, step by step; and what to change first.
import { type Command, InvalidArgumentError } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface PathsFlags extends CommonFlags {
  readonly from?: string;
  readonly to?: string;
  readonly maxHops?: number;
  readonly all?: boolean;
  readonly choke?: boolean;
  readonly logs?: string;
}

const FORMATS = ["pretty", "json"] as const;

const EXAMPLES = `Examples:
  nhi paths --from role/site-deploy --to admin       the best way to control of an account
  nhi paths --from github:acme/site --to admin       for whoever can write to a repository
  nhi paths --from any:internet --to arn:aws:s3:::acme-data
  nhi paths --to admin                               everyone who has a way
  nhi paths --to admin --logs AWSLogs/               which of these steps were taken, when, by whom
  nhi paths --choke                                  which change cuts most of them

What everyone can do is told of any:internet, and not again of whom was read.

Exit code: 0 found, 1 none, 3 none but something that was not read could hide one`;

function parseHops(text: string): number {
  const hops = Number(text);
  if (text.trim() === "" || !Number.isInteger(hops) || hops < 0)
    throw new InvalidArgumentError("a number of hops, 0 or more");
  return hops;
}

/** Adds `nhi paths`: exit code 1 when there is no way, 3 when a gap could hide one. */
export function registerPaths(program: Command, setExit: SetExit): void {
  const command = program
    .command("paths")
    .summary("ways from one identity to another, to data, to admin; and what cuts them")
    .description("Finds the best way from a start to an end, hop by hop with conditions and evidence.")
    .option(
      "--from <id>",
      "id, unique name, any:internet, any:member, github:<owner>/<repo>, gitlab:<group>/<project>, …",
      toStart,
    )
    .option("--to <id>", "id, unique name, or admin: control of any account")
    .option("--max-hops <n>", "longest path to look for", parseHops)
    .option("--all", "other paths as well, not only the best one")
    .option(
      "--logs <path>",
      "CloudTrail log files (JSON, also gzipped), or a folder of them: which steps somebody took",
    )
    .option("--choke", "changes by how many identities they cut off from admin");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (flags: PathsFlags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { resolveSettings } = await import("../../app/settings.js");
      const settings = await resolveSettings(flags);
      const { from, to, maxHops, logs, all = false } = flags;
      if (flags.choke) {
        const { choke } = await import("../../app/choke.js");
        return choke(settings, { from, to, format }, terminal);
      }
      const { paths } = await import("../../app/paths.js");
      return paths(settings, { from, to, maxHops, logs, all, format }, terminal);
    });
    setExit(code);
  });
}

/** Services are written in lower case: `GitHub:acme/site` is `github:acme/site`. */
function toStart(text: string): string {
  return text.replace(/^git(?:hub|lab):/i, (service) => service.toLowerCase());
}
