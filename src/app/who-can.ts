// nhi who-can: everyone who may do an action on a resource.

import { counted } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { answererFor, checkAction, isNamed } from "./answerer.js";
import { openEstate } from "./estate.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** Ids of which nobody can tell who it is: accounts of Google Cloud are called by number, principals of Entra by object id. */
const IS_NUMBER = /^(?:gcp:service-account\/\d+|[0-9a-f-]{36}\/[0-9a-f-]{36})$/;

/** Prints who may, and of whom it depends, sorted by id; exit code 0, or 3 when something that bears on it was not read or the action is likely none. */
export async function whoCan(
  settings: Settings,
  action: string,
  resource: string | undefined,
  format: string,
  terminal: Terminal,
): Promise<number> {
  checkAction(action);
  const { store, now, failed } = await openEstate(settings, terminal, false);
  try {
    const answerer = await answererFor(action, store, settings, now);
    const {
      of,
      allowed,
      depends,
      open = [],
      assumptions = [],
      notes = [],
      doubt,
    } = answerer.whoCan({ action, resource });
    if (format === "json") {
      const unread = {
        ...(open.length > 0 && { open }),
        ...(assumptions.length > 0 && { assumptions }),
        ...(doubt !== undefined && { doubt }),
      };
      await terminal.out(`${indentedJson({ action, resource: of ?? "*", allowed, depends, ...unread })}\n`);
    } else {
      const shown = (id: string): string =>
        IS_NUMBER.test(id) ? `${id}  ${store.node(id)?.name ?? ""}`.trimEnd() : id;
      const lines = [...allowed.map(shown), ...depends.map((id) => `${shown(id)}  depends`)].map(terminalText);
      if (lines.length > 0) await terminal.out(`${lines.join("\n")}\n`);
      const rest = depends.length > 0 ? `; of ${depends.length} it depends` : "";
      if (doubt !== undefined) terminal.say(`nhi: ${terminalText(doubt)}`);
      if (!isNamed(of, resource)) terminal.say(`nhi: asked of ${terminalText(of ?? "")}`);
      for (const one of open) terminal.say(`nhi: others may, too, if ${terminalText(one)}`);
      for (const one of notes) terminal.say(`nhi: ${terminalText(one)}`);
      for (const one of assumptions) terminal.say(`nhi: taken as given: ${terminalText(one)}`);
      terminal.say(`nhi: ${counted(allowed.length, "identity", "identities")} may ${action}${rest}`);
    }
    const isWhole = failed.length === 0 && open.length === 0 && assumptions.length === 0 && doubt === undefined;
    return isWhole ? 0 : 3;
  } finally {
    store.close();
  }
}
