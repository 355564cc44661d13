// workspace/cloudidentity:app-access: what applications that nobody has decided about may do. Set by unit and group; the weakest
// setting that is in force somewhere is the one that counts.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import { elementsOf } from "../../scope-crawl.js";
import type { WorkspaceCall } from "../call.js";
import type { DomainCrawl } from "../domain-crawl.js";
import type { WorkspaceResource } from "../resource.js";

export const LIST_POLICIES: WorkspaceCall = {
  api: "cloudidentity",
  version: "v1",
  method: "cloudidentity.policies.list",
  path: "policies",
  dataSet: "workspace/cloudidentity:app-access",
  scope: "cloud-identity.policies.readonly",
  privilege: "Super Admin",
  count: "1 per 100 settings",
  list: "policies",
  query: { filter: "setting.type.matches('api_controls.*')" },
};

/** What may be done, from the weakest setting to the strictest. */
const LEVELS = ["all", "sign-in", "none"] as const;
type Level = (typeof LEVELS)[number];

export const appAccess: WorkspaceResource = {
  dataSet: LIST_POLICIES.dataSet,
  calls: [LIST_POLICIES],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST_POLICIES, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_POLICIES, answer);
      return;
    }
    const facts = toFacts(elementsOf(LIST_POLICIES, answer).map(fieldsOf));
    yield crawl.close(LIST_POLICIES, {}, { supplements: [{ node: crawl.id, properties: facts }] }, {});
  },
};

function toFacts(policies: readonly Fields[]): JsonRecord {
  const apps = inForce(policies, "api_controls.unconfigured_third_party_apps");
  const own = inForce(policies, "api_controls.internal_apps").map((value) => value["trustInternalApps"]);
  const services = inForce(policies, "api_controls.google_services").flatMap((value) => listOf(value["services"]));
  const restricted = services.map(fieldsOf).filter(({ isEnabled }) => isEnabled === false);
  return properties({
    unconfigured_apps: weakest(apps.map((value) => toLevel(value["accessLevel"]))),
    unconfigured_apps_minors: weakest(apps.map((value) => toLevel(value["accessLevelUnder18"]))),
    trusts_internal_apps:
      own.every((value) => typeof value === "boolean") && own.length > 0 ? own.includes(true) : undefined,
    restricted_services: [...new Set(restricted.flatMap(({ scopesGroup }) => textOf(scopesGroup) ?? []))].sort(),
  });
}

/** Values of a setting, one for each unit or group that has it: the policy with the highest order wins there. */
function inForce(policies: readonly Fields[], type: string): readonly Fields[] {
  const best = new Map<string, { readonly order: number; readonly value: Fields }>();
  for (const policy of policies) {
    const setting = fieldsOf(policy["setting"]);
    if (textOf(setting["type"])?.replace(/^settings\//, "") !== type) continue;
    const { orgUnit, group, sortOrder } = fieldsOf(policy["policyQuery"]);
    const place = `${textOf(orgUnit) ?? ""} ${textOf(group) ?? ""}`;
    const order = typeof sortOrder === "number" ? sortOrder : 0;
    const before = best.get(place);
    if (before === undefined || order >= before.order) best.set(place, { order, value: fieldsOf(setting["value"]) });
  }
  return [...best.values()].map(({ value }) => value);
}

/** Undefined for a word that Google does not explain: it is not taken for either. */
function toLevel(value: unknown): Level | undefined {
  const word = textOf(value);
  if (word === undefined || /UNSPECIFIED/.test(word)) return undefined;
  if (/SIGN_?IN/.test(word)) return "sign-in";
  if (/^(?:BLOCK|DENY|DISALLOW)/.test(word)) return "none";
  return /^ALLOW|UNRESTRICTED/.test(word) ? "all" : undefined;
}

function weakest(levels: readonly (Level | undefined)[]): Level | undefined {
  if (levels.includes("all")) return "all";
  // where one of them is not known, the weakest is not known either
  return levels.includes(undefined) ? undefined : LEVELS.find((level) => levels.includes(level));
}
