// nhi who-can: everyone who may do an action on a resource.
import { principalsIn } from "../analyze/aws/evaluator.js";
import { terminalText } from "../report/escape.js";
import { counted } from "../report/text.js";
import { checkAction } from "./can.js";
import { openEstate } from "./estate.js";
import { openEvaluator } from "./evaluator.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** Prints who may, and of whom it depends, sorted by ARN; exit code 0, or 3 when a bundle could not be read. */
export async function whoCan(
  settings: Settings,
  asked: string,
  resource: string | undefined,
  format: string,
  terminal: Terminal,
): Promise<number> {
  const action = checkAction(asked);
  const { store, now, failed } = await openEstate(settings, terminal, false);
  try {
    const evaluator = await openEvaluator(store, settings, now);
    const found = evaluator.whoCan({ action, ...(resource !== undefined && { resource }) });
    const allowed = principalsIn(found.allowed, evaluator.estate).map(({ id }) => id);
    const depends = principalsIn(found.unknown, evaluator.estate).map(({ id }) => id);
    if (format === "json") {
      await terminal.out(`${JSON.stringify({ action, resource: resource ?? "*", allowed, depends }, null, 2)}\n`);
    } else {
      const lines = [...allowed, ...depends.map((id) => `${id}  depends`)].map(terminalText);
      if (lines.length > 0) await terminal.out(`${lines.join("\n")}\n`);
      const doubt = depends.length > 0 ? `; of ${depends.length} it depends` : "";
      terminal.say(`nhi: ${counted(allowed.length, "identity", "identities")} may ${action}${doubt}`);
    }
    return failed.length > 0 ? 3 : 0;
  } finally {
    store.close();
  }
}
