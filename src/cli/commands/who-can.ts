// nhi who-can: everyone who may do an action on a resource.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi who-can iam:CreateAccessKey
  nhi who-can s3:GetObject arn:aws:s3:::acme-data/x
  nhi who-can iam.serviceAccounts.actAs projects/acme-prod
  nhi who-can Microsoft.KeyVault/vaults/secrets/getSecret/action acme-store`;

/** Adds `nhi who-can`: exit code 3 when somebody else might, too, because a source failed or an answer is open. */
export function registerWhoCan(program: Command, setExit: SetExit): void {
  const command = program
    .command("who-can")
    .argument("<action>", "as its cloud writes it: s3:GetObject, storage.objects.get, Microsoft.Web/sites/write")
    .argument("[resource]", "ARN, full resource name or resource id; left out for any")
    .summary("every identity that may do an action on a resource")
    .description("Asks the policy evaluator about every user and role at once.")
    .addOption(new Option("--format <format>", "what stdout gets").choices(["pretty", "json"]).default("pretty"));
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (action: string, resource: string | undefined, flags: CommonFlags) => {
    const { whoCan } = await import("../../app/who-can.js");
    const { resolveSettings } = await import("../../app/settings.js");
    setExit(
      await whoCan(await resolveSettings(flags), action, resource, flags.format ?? "pretty", createTerminal(flags)),
    );
  });
}
