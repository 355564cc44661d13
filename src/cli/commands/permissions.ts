// nhi permissions: the least-privilege policy of a provider, from the list the client enforces.
import { Argument, type Command } from "commander";
import { withExamples } from "../help.js";
import { addGeneralOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface PermissionFlags extends Pick<CommonFlags, "color"> {
  readonly organization?: boolean;
  readonly role?: string;
  readonly services?: boolean;
}

const FORMATS = ["json"] as const;

const EXAMPLES = `Examples:
  nhi permissions aws --output nhi-policy.json
  nhi permissions aws --no-services --output nhi-policy.json   for scans with --no-services
  nhi permissions aws --organization | jq .stackSetTemplate > nhi-stackset.json
  nhi permissions entra | jq .permissions                what each permission of Microsoft Graph is good for
  nhi permissions azure | jq .customRole > nhi-role.json
  nhi permissions gcp | jq .customRole > nhi-role.json
  nhi permissions github | jq .app > nhi-app-manifest.json
  nhi permissions workspace | jq -r '.scopes | join(",")'   OAuth scopes for the list of domain-wide delegation
  nhi permissions gitlab                                 role and scope of a token that reads a group`;

/** Adds `nhi permissions`: texts from the lists of calls, for which nothing is asked of anybody. */
export function registerPermissions(program: Command, setExit: SetExit): void {
  const command = program
    .command("permissions")
    .addArgument(
      new Argument("<provider>", "whose permissions").choices([
        "anthropic",
        "aws",
        "azure",
        "circleci",
        "kubernetes",
        "entra",
        "gcp",
        "github",
        "gitlab",
        "jenkins",
        "openai",
        "spire",
        "workspace",
      ]),
    )
    .summary("print the least-privilege policy that a crawl needs")
    .description("Prints the least-privilege policy that a crawl needs, from the same list that the client enforces.")
    .option("--organization", "AWS: the policy of the management account and a StackSet template for the others")
    .option("--role <name>", "AWS: with --organization, name of the role in the accounts (default: NhiAuditor)")
    .option("--no-services", "AWS: identities only, not what services hold")
    .action(async (provider: string, flags: PermissionFlags, self: Command) => {
      const code = await printResult(self, FORMATS, async (_, terminal) => {
        const { permissions } = await import("../../app/permissions.js");
        return permissions(provider, flags, terminal);
      });
      setExit(code);
    });
  withExamples(addGeneralOptions(addResultOptions(command, FORMATS)), EXAMPLES);
}
