// Who may let themselves into a group (PIM for groups), asked once a group for the data sets that need it.
import { AnswerFault } from "../fault.js";
import { fieldsOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { EntraCall } from "./call.js";
import { elementsOf, type TenantCrawl } from "./tenant-crawl.js";

export const LIST_ELIGIBLE: EntraCall = {
  path: "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
  version: "v1.0",
  dataSet: "entra/graph:group-eligibility",
  permission: "PrivilegedEligibilitySchedule.Read.AzureADGroup",
  licence: "Microsoft Entra ID P2",
  count: "1 per group that may hold roles",
  isList: true,
  query: { $filter: "groupId eq '{group}'" },
  param: ["groupId", "{group}"],
};

/** Groups whose members may be something in the directory: those that may hold roles; undefined where groups could not be read. */
export function groupsWithRoles({ facts }: TenantCrawl): readonly string[] | undefined {
  const { groups } = facts;
  return groups && [...groups].flatMap(([id, { mayHoldRoles }]) => (mayHoldRoles ? [id] : []));
}

/** Eligible members and owners of a group, or the fault that stands for them. */
export function askEligible(crawl: TenantCrawl, group: string): Promise<Page | AnswerFault> {
  const known = crawl.facts.eligibleMembers.get(group);
  if (known !== undefined) return known;
  const asked = askAboutGroup(crawl, LIST_ELIGIBLE, { group, field: "groupId" });
  crawl.facts.eligibleMembers.set(group, asked);
  return asked;
}

/** Answer about one group; a bundle may hold one list of all of them instead, whose elements name theirs in `field`. */
export async function askAboutGroup(
  crawl: TenantCrawl,
  call: EntraCall,
  { group, field }: { readonly group: string; readonly field: string },
): Promise<Page | AnswerFault> {
  const { param: _, ...all } = call;
  if (crawl.answers.isLive || (await crawl.has(call, { group })) || !(await crawl.has(all, {}))) {
    return crawl.one(call, { group });
  }
  const page = await crawl.one(all, {});
  if (page instanceof AnswerFault) return page;
  return { value: elementsOf(page).filter((raw) => textOf(fieldsOf(raw)[field])?.toLowerCase() === group) };
}
