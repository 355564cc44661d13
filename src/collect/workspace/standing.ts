// What a sign-in lacks in Workspace: no API tells it, so that what can be asked without reading is asked, first pages only. For doctor.
import { addAll } from "../../model/add-all.js";
import { addTo } from "../../model/group-by.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Lack } from "../provider.js";
import type { GoogleClient } from "../shared/google/client.js";
import type { WorkspaceCall } from "./call.js";
import { CALLS } from "./calls.js";
import { refineNeed } from "./domain-crawl.js";
import { firstPage } from "./resources/customer.js";

type Params = { readonly [name: string]: string };

/**
 * What the calls about a customer need and the sign-in has not, with the data sets that it opens. What nothing is known to ask
 * about (a group, where no group has a role) is left out, and so is what failed otherwise: it is no lack that is known.
 */
export async function lacksOf(client: GoogleClient): Promise<readonly Lack[]> {
  const params: { [name: string]: string } = {};
  const lacks: Lack[] = [];
  for (const { calls } of needs()) {
    for (const call of calls.filter((one) => isAskable(one, params))) {
      const answer = await firstPage(client.pages(call, params));
      if (answer instanceof AnswerFault) {
        addAll(lacks, lackOf(answer, call, calls));
        break;
      }
      Object.assign(params, namedIn(answer));
    }
  }
  return lacks;
}

/** Calls that the same scope and privilege open; those that name what others ask about come first. */
function needs(): readonly { readonly calls: readonly WorkspaceCall[] }[] {
  const byNeed = new Map<string, WorkspaceCall[]>();
  for (const call of CALLS) {
    const need = `${call.scope} ${call.privilege}`;
    addTo(byNeed, need, call);
  }
  const isLater = ({ calls }: { readonly calls: readonly WorkspaceCall[] }) =>
    calls.every((call) => !isAskable(call, {}));
  const all = [...byNeed.values()].map((calls) => ({ calls }));
  return [...all.filter((need) => !isLater(need)), ...all.filter(isLater)];
}

/** Whether what a call asks about is known: `users/{user}/tokens`. */
function isAskable({ path, query = {} }: WorkspaceCall, params: Params): boolean {
  const names = [path, ...Object.values(query)].flatMap((text) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  );
  return names.every((name) => name !== undefined && params[name] !== undefined);
}

/** A user and a group with a role, to ask about. */
function namedIn(page: Page): Params {
  const user = textOf(fieldsOf(listOf(page["users"])[0])["primaryEmail"]);
  const group = listOf(page["items"])
    .map(fieldsOf)
    .find((one) => /^group$/i.test(textOf(one["assigneeType"]) ?? ""));
  const id = textOf(group?.["assignedTo"]);
  return { ...(user === undefined ? {} : { user }), ...(id === undefined ? {} : { group: id }) };
}

function lackOf(fault: AnswerFault, call: WorkspaceCall, calls: readonly WorkspaceCall[]): readonly Lack[] {
  const what = refineNeed(fault, call).permission;
  if (fault.kind !== "denied" || what === undefined) return [];
  return [{ what, dataSets: [...new Set(calls.map(({ dataSet }) => dataSet))].sort() }];
}
