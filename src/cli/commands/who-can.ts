// nhi who-can: everyone who may do an action on a resource.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

const FORMATS = ["pretty", "json"] as const;

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
    .description("Asks the policy evaluator about every user and role at once.");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(
    async (action: string, resource: string | undefined, flags: CommonFlags, self: Command) => {
      const code = await printResult(self, FORMATS, async (format, terminal) => {
        const { whoCan } = await import("../../app/who-can.js");
        const { resolveSettings } = await import("../../app/settings.js");
        return whoCan(await resolveSettings(flags), action, resource, format, terminal);
      });
      setExit(code);
    },
  );
}
