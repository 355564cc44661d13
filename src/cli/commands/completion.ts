// nhi completion: scripts for the shell.
import { Argument, type Command } from "commander";
import { withExamples } from "../help.js";

const EXAMPLES = `Examples:
  source <(nhi completion bash)    for this shell only
  nhi completion bash > ~/.local/share/bash-completion/completions/nhi
  nhi completion zsh > "\${fpath[1]}/_nhi"
  nhi completion fish > ~/.config/fish/completions/nhi.fish`;

/** Adds `nhi completion`, which prints a script; what it completes with is asked of nhi when the key is pressed. */
export function registerCompletion(program: Command): void {
  const command = program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish"]))
    .summary("print a completion script for the shell")
    .description(
      "Prints a completion script for the shell; it completes commands, options, their values, and identities of the database.",
    )
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { SCRIPTS } = await import("../completion/scripts.js");
      process.stdout.write(SCRIPTS[shell]);
    });
  withExamples(command, EXAMPLES);
}
