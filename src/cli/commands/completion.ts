// nhi completion: scripts for the shell. The work is in ../completion.ts, which main loads before parsing when it is needed.
import { Argument, type Command } from "commander";
import { withExamples } from "../help.js";

const EXAMPLES = `Examples:
  nhi completion bash > ~/.local/share/bash-completion/completions/nhi
  source <(nhi completion bash)    for this shell only`;

export function registerCompletion(program: Command): void {
  const command = program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(["bash", "zsh", "fish", "powershell"]))
    .summary("print a completion script for the shell")
    .description("Prints a completion script for the shell; it completes commands, options and identities.");
  withExamples(command, EXAMPLES);
}
