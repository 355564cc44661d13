// Shell completion: adds `completion <shell>` and the hidden `complete -- …` that those scripts call back.
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";

/** Most identities offered at once; a shell lists no more with profit. */
const MOST = 200;

/** Arguments that take an identity: command → argument name as commander prints it. */
const IDENTITY_ARGUMENTS: readonly (readonly [command: string, argument: string])[] = [
  ["explain", "id"],
  ["can", "principal"],
  ["plan", "identity"],
  ["boundary", "identity"],
];

/**
 * Wires completion into a program that has no `completion` command of its own yet. Identities come from the default
 * database and are read only when the line being completed names a command that takes one.
 */
export async function wireCompletion(program: Command, args: readonly string[]): Promise<void> {
  const root = tab(program, { completionCommandName: "completion" });
  const wanted = IDENTITY_ARGUMENTS.find(([command]) => args.includes(command));
  if (args[0] !== "complete" || wanted === undefined) return;
  const { identityNames } = await import("../app/names.js");
  const typed = args.at(-1) ?? "";
  const names = identityNames(typed, MOST);
  root.commands.get(wanted[0])?.argument(wanted[1], (offer) => {
    for (const name of names) offer(name.id, name.type);
  });
}
