// nhi baseline: accept what is there, fail on what is new.
import type { Command } from "commander";
import { UsageError } from "../../model/errors.js";
import { withExamples } from "../help.js";
import { addReadOptions, addTo, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface BaselineFlags extends Omit<CommonFlags, "output"> {
  readonly output?: string;
  readonly out?: string;
  readonly baseline?: string;
}

const DEFAULT_FILE = "nhi-baseline.jsonl";

const EXAMPLES = `Examples:
  nhi baseline create                        what is known today: nhi-baseline.jsonl
  nhi scan aws --baseline nhi-baseline.jsonl --new-only
  nhi baseline prune                         take out what has been fixed`;

/** Adds `nhi baseline` with create and prune, both of which write the same file. */
export function registerBaseline(program: Command, setExit: SetExit): void {
  const baseline = program
    .command("baseline")
    .summary("write or tidy the list of known findings")
    .description("A baseline is a sorted file of known findings; a scan that is given it fails on new ones only.");
  withExamples(baseline, EXAMPLES);
  for (const [name, summary] of [
    ["create", "write the findings of now as the baseline"],
    ["prune", "take out findings that are gone; what was not evaluated stays"],
  ] as const) {
    const command = baseline
      .command(name)
      .summary(summary)
      .description(summary)
      .option("--output <file>", "the baseline file (default: that of nhi.yaml, else nhi-baseline.jsonl)")
      .option("--out <file>", "the same")
      .option("--baseline <file>", "the same, as scan takes it")
      .option("--rules <dir>", "folder with further rules", addTo, []);
    withExamples(command, EXAMPLES);
    addReadOptions(command).action(async (flags: BaselineFlags) => {
      const app = await import("../../app/baseline.js");
      const { resolveSettings } = await import("../../app/settings.js");
      const run = name === "create" ? app.createBaseline : app.pruneBaseline;
      const settings = await resolveSettings(flags);
      const { output, out, baseline: known } = flags;
      const [named, other] = new Set([output, out, known].filter((file) => file !== undefined));
      if (other !== undefined) {
        throw new UsageError("baseline: --output, --out and --baseline name the file alike; give one of them");
      }
      setExit(await run(settings, named ?? settings.baseline ?? DEFAULT_FILE, createTerminal(flags)));
    });
  }
}
