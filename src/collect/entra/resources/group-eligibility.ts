// entra/graph:group-eligibility: who may let itself into a group that may hold directory roles (PIM for groups).
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { activationOf, askedProperties, NO_PERSON, SOMEBODY } from "../../shared/microsoft/activation.js";
import { toIso } from "../../time.js";
import { askEligible, groupsWithRoles, LIST_ELIGIBLE } from "../eligible-members.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const { dataSet } = LIST_ELIGIBLE;

export const groupEligibility: EntraResource = {
  dataSet,
  calls: [LIST_ELIGIBLE],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const groups = groupsWithRoles(crawl);
    const reader = new Reader(crawl, dataSet);
    if (groups === undefined) {
      yield reader.closeUnlisted(LIST_ELIGIBLE, "groups");
      return;
    }
    const work = async (group: string, out: PartBuilder): Promise<void> => {
      const list = await reader.answer(LIST_ELIGIBLE, crawl.node(group), () => askEligible(crawl, group));
      if (typeof list === "string") return;
      for (const raw of elementsOf(list)) addEligible(fieldsOf(raw), group, crawl, out);
    };
    const things = { things: groups, word: "groups with roles", call: LIST_ELIGIBLE, basis: "entra/graph:groups" };
    yield* reader.batches(things, work);
  },
};

/**
 * PIM does not manage a group in a restricted unit; whether those who were eligible before still let themselves in, Microsoft does not say.
 * https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-restricted-management#limitations
 */
const RESTRICTED = { state: "unknown", confidence: 0.6 } as const;
const NOT_MANAGED = "the group is in a restricted administrative unit, which PIM does not manage";

function addEligible(raw: ReturnType<typeof fieldsOf>, group: string, crawl: TenantCrawl, out: PartBuilder): void {
  const principal = textOf(raw["principalId"])?.toLowerCase();
  if (principal === undefined) return;
  const access = textOf(raw["accessId"])?.toLowerCase() ?? "member";
  const activation = crawl.facts.groupActivations.get(`${group}/${access}`);
  const { confidence, why } = activationOf(activation, principal, { as: `eligible as ${access}`, byDefault: SOMEBODY });
  const isApplication = crawl.facts.principal(principal) !== undefined;
  const isDead = isApplication || crawl.facts.disabled.has(principal);
  const isRestricted = crawl.facts.restricted.has(group);
  out.edge("member_of", crawl.node(principal), crawl.node(group), {
    ...(isDead ? { state: "blocked" } : isRestricted ? RESTRICTED : { state: "needs-actor", confidence }),
    properties: properties({
      held: "eligible",
      by_people: crawl.facts.groups?.has(principal) === true ? true : undefined,
      access,
      ends_at: toIso(raw["endDateTime"]),
      why: isApplication ? NO_PERSON : isRestricted ? NOT_MANAGED : why,
      ...askedProperties(activation, (one) => crawl.node(one)),
    }),
  });
}
