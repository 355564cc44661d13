// entra/graph:administrative-units: what an assignment that is scoped to one reaches, and who is out of reach of every other one.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import type { EntraCall } from "../call.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:administrative-units";
const LIST_UNITS: EntraCall = {
  path: "/directory/administrativeUnits",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "AdministrativeUnit.Read.All",
  count: "1",
  isList: true,
};
const LIST_MEMBERS: EntraCall = {
  ...LIST_UNITS,
  path: "/directory/administrativeUnits/{id}/members",
  count: "1 per unit that a role is scoped to, or that is restricted",
  isBatched: true,
  query: { $select: "id", $top: "999" },
};

export const administrativeUnits: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST_UNITS, LIST_MEMBERS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST_UNITS, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST_UNITS, answer);
      return;
    }
    const out = new PartBuilder();
    for (const raw of elementsOf(answer).map(fieldsOf)) addUnit(raw, crawl, out);
    yield crawl.batch(DATA_SET, LIST_UNITS, out, {});
    const reader = new Reader(crawl, DATA_SET);
    const units = [...crawl.facts.units].sort();
    const work = async (unit: string, part: PartBuilder): Promise<void> => {
      const list = await reader.list(LIST_MEMBERS, { id: unit }, crawl.node(unit));
      for (const raw of list ?? []) {
        const id = textOf(fieldsOf(raw)["id"]);
        if (id === undefined) continue;
        part.edge("includes", crawl.node(unit), crawl.node(id));
        if (crawl.facts.restrictedUnits.has(unit)) crawl.facts.restricted.add(id.toLowerCase());
      }
    };
    reader.isPart = true;
    yield* reader.batches(
      { things: units, word: "administrative units", call: LIST_MEMBERS, basis: "entra/graph:role-assignments" },
      work,
    );
  },
};

function addUnit(raw: ReturnType<typeof fieldsOf>, crawl: TenantCrawl, out: PartBuilder): void {
  const objectId = textOf(raw["id"])?.toLowerCase();
  if (objectId === undefined) return;
  const isRestricted = raw["isMemberManagementRestricted"] === true;
  if (isRestricted) {
    crawl.facts.units.add(objectId);
    crawl.facts.restrictedUnits.add(objectId);
  }
  const rule = proseOf(raw["membershipRule"]);
  out.nodes.push({
    id: crawl.node(objectId),
    kind: "set",
    type: "entra.administrative-unit",
    name: proseOf(raw["displayName"]) ?? objectId,
    aliases: [objectId],
    properties: properties({
      description: proseOf(raw["description"]),
      is_restricted: isRestricted,
      membership_rule: rule,
      is_dynamic: rule !== undefined && raw["membershipRuleProcessingState"] !== "Paused",
    }),
  });
}
