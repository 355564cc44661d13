// nhi boundary: the least that an identity or a task of an agent needs.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface BoundaryFlags extends CommonFlags {
  readonly action: readonly string[];
  readonly actions?: string;
  readonly logs?: string;
  readonly out?: string;
  readonly force?: boolean;
}

const FORMATS = ["pretty", "json"] as const;

const EXAMPLES = `Examples:
  nhi boundary role/site-deploy                                    from the services that it used
  nhi boundary role/site-deploy --action "s3:PutObject arn:aws:s3:::site/*"
  nhi boundary site-deploy --actions needed.txt --out boundary/    one action a line, a resource after it
  nhi boundary role/site-deploy --logs AWSLogs/                    from what CloudTrail saw it do
  nhi boundary acme/site/deploy.yml#deploy --action contents:read --action id-token:write

Exit code: 0 it stops the paths and keeps the actions, 3 it does so in part, or there is none`;

/** Adds `nhi boundary`: exit code 3 where what it proposes stops only a part of the paths, or there is none. */
export function registerBoundary(program: Command, setExit: SetExit): void {
  const command = program
    .command("boundary")
    .argument("<identity>", "id or name of a role, user, service account, application, managed identity or job")
    .summary("a least-privilege boundary, checked to stop the found paths and keep the actions")
    .description(
      "Proposes the least that an identity needs: a permissions boundary of AWS, a custom role of Google or Azure, permissions of a job.",
    )
    .addOption(
      new Option("--action <action>", "an action to keep, and a resource after it in the same text (repeatable)")
        .argParser((one: string, all: string[]) => [...all, one])
        .default([], "those of the services that it used"),
    )
    .option("--actions <file>", "file with an action to keep a line")
    .option("--logs <path>", "CloudTrail log files (JSON, also gzipped), or a folder of them: keeps what it did")
    .option("--out <dir>", "write the files into this folder; nothing there is overwritten")
    .option("--force", "with --out: overwrite files of the same names");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (identity: string, flags: BoundaryFlags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { boundary } = await import("../../app/boundary.js");
      const { resolveSettings } = await import("../../app/settings.js");
      const { action: actions, actions: file, logs, out, force = false } = flags;
      const options = { identity, actions, file, logs, out, force, format };
      return boundary(await resolveSettings(flags), options, terminal);
    });
    setExit(code);
  });
}
