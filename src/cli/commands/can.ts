// nhi can: may this identity do that? One question, or a file of them.
import type { Command } from "commander";
import type { Terminal } from "../../app/terminal.js";
import { UsageError } from "../../model/errors.js";
import { withExamples } from "../help.js";
import { addReadOptions, addTo, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface CanFlags extends CommonFlags {
  readonly context: readonly string[];
  readonly requests?: string;
}

const FORMATS = ["pretty", "json", "jsonl"] as const;
/** What answers to a file of requests are. */
const OF_REQUESTS = ["jsonl"] as const;

const EXAMPLES = `Examples:
  nhi can role/site-deploy s3:GetObject arn:aws:s3:::acme-data/x
  nhi can ci iam:PassRole role/admin --context iam:PassedToService=lambda.amazonaws.com
  nhi can ci@acme-prod.iam.gserviceaccount.com storage.objects.get //storage.googleapis.com/acme-data
  nhi can store-deploy Microsoft.Storage/storageAccounts/listKeys/action acmestoreorders
  nhi can --requests questions.jsonl --output answers.jsonl

A line of such a file: {"principal": "arn:…", "action": "s3:GetObject", "resource": "arn:…", "context": {}}

Of AWS its context is the whole one: a key that is not in it is not in the request, be it the organisation of the caller.

Azure: an operation of both sorts is told apart by --context plane=control or plane=data; attributes of
conditions are written as there: --context '@Request[Microsoft.Authorization/roleAssignments:PrincipalType]=User'

Exit code: 0 allowed, 1 denied, 3 depends, also on what is meant by an action that there is not; of a file always 0`;

const none: readonly string[] = [];

/** Adds `nhi can`, for one question (exit code 0 allowed, 1 denied, 3 depends) or a file of them (0). */
export function registerCan(program: Command, setExit: SetExit): void {
  const command = program
    .command("can")
    .argument("[principal]", "id or name of a user or role, a service, or * for anyone")
    .argument("[action]", "as its cloud writes it: s3:GetObject, storage.objects.get, Microsoft.Web/sites/write")
    .argument("[resource]", "ARN, full resource name or resource id; left out for actions without one")
    .summary("may this identity do that, and which statement decides")
    .description(
      "Asks the policy evaluator: identity and resource policies, roles, boundaries, organisation and deny policies, conditions.",
    )
    .option("--context <key=value>", "value of a condition key (repeatable)", addTo, none)
    .option(
      "--requests <file>",
      "answer a file of requests, one JSON object a line, with one a line; - is what is piped in",
    );
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(
    async (
      principal: string | undefined,
      action: string | undefined,
      resource: string | undefined,
      flags: CanFlags,
      self: Command,
    ) => {
      const { can, canAll } = await import("../../app/can.js");
      const { resolveSettings } = await import("../../app/settings.js");
      const { requests, context } = flags;
      if (requests !== undefined) {
        const answer = async (_: "jsonl", terminal: Terminal) =>
          canAll(await resolveSettings(flags), requests, terminal);
        setExit(await printResult(self, OF_REQUESTS, answer));
        return;
      }
      if (principal === undefined || action === undefined) {
        throw new UsageError(
          "can: say who and what (nhi can <principal> <action> [resource]), or give --requests FILE",
        );
      }
      const question = { principal, action, resource, context };
      const code = await printResult(self, FORMATS, async (format, terminal) =>
        can(await resolveSettings(flags), question, format, terminal),
      );
      setExit(code);
    },
  );
}
