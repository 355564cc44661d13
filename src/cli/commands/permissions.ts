// nhi permissions: the least-privilege policy of a provider, from the list the client enforces.
import { Argument, type Command } from "commander";
import { withExamples } from "../help.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

interface PermissionFlags {
  readonly organization?: boolean;
  readonly role?: string;
}

const EXAMPLES = `Examples:
  nhi permissions aws > nhi-policy.json
  nhi permissions aws --organization | jq .stackSetTemplate > nhi-stackset.json`;

export function registerPermissions(program: Command, setExit: SetExit): void {
  const command = program
    .command("permissions")
    .addArgument(new Argument("<provider>", "whose permissions").choices(["aws"]))
    .summary("print the least-privilege policy that a crawl needs")
    .description("Prints the least-privilege policy that a crawl needs, from the same list that the client enforces.")
    .option("--organization", "AWS: the policy of the management account and a StackSet template for the others")
    .option("--role <name>", "AWS: name of the role in the accounts (default: NhiAuditor)")
    .action(async (provider: string, flags: PermissionFlags) => {
      const { permissions } = await import("../../app/permissions.js");
      setExit(await permissions(provider, flags, createTerminal({ color: "auto" })));
    });
  withExamples(command, EXAMPLES);
}
