// gcp/policyanalyzer:…: when service accounts and their keys last signed in, as Google tracks it.
import type { GraphBatch, Supplement } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, properties, textOf } from "../../fields.js";
import { elementsOf } from "../../scope-crawl.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { serviceAccountId } from "../ids.js";
import type { GcpResource } from "../resource.js";
import { LIST_ACCOUNTS } from "./service-accounts.js";

interface ActivityKind {
  readonly type: "serviceAccountLastAuthentication" | "serviceAccountKeyLastAuthentication";
  readonly dataSet: string;
}

const KINDS: readonly ActivityKind[] = [
  { type: "serviceAccountLastAuthentication", dataSet: "gcp/policyanalyzer:service-account-activity" },
  { type: "serviceAccountKeyLastAuthentication", dataSet: "gcp/policyanalyzer:key-activity" },
];

const toCall = ({ type, dataSet }: ActivityKind): GcpCall => ({
  api: "policyanalyzer",
  version: "v1",
  method: `policyanalyzer.projects.locations.activityTypes.activities.query (${type})`,
  path: `projects/{project}/locations/global/activityTypes/${type}/activities:query`,
  dataSet,
  permission: `policyanalyzer.${type}Activities.query`,
  role: "roles/policyanalyzer.activityAnalysisViewer",
  count: "1 per 1,000",
  list: "activities",
  page: { name: "pageSize", size: 1000 },
});

export const activity: readonly GcpResource[] = KINDS.map((kind) => {
  const call = toCall(kind);
  return {
    dataSet: kind.dataSet,
    calls: [call],
    of: OF_PROJECT,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      const params = { project: crawl.container.name };
      const [answer, accounts] = [await crawl.one(call, params), await crawl.one(LIST_ACCOUNTS, params)];
      if (answer instanceof AnswerFault) {
        yield crawl.closeAfter(call, answer);
        return;
      }
      const ids = accounts instanceof AnswerFault ? [] : elementsOf(LIST_ACCOUNTS, accounts).map(fieldsOf);
      const byEmail = new Map<string, string>();
      for (const raw of ids) {
        const email = textOf(raw["email"]);
        if (email !== undefined) byEmail.set(email, serviceAccountId(textOf(raw["uniqueId"]), email));
      }
      const supplements = elementsOf(call, answer).flatMap((one) => toSupplement(fieldsOf(one), byEmail) ?? []);
      // Without the list the accounts go by their addresses, which is not what they are called where it was read.
      const isUnsure = accounts instanceof AnswerFault && accounts.kind !== "unrecorded";
      const coverage = isUnsure ? { state: "partial" as const, message: accounts.message } : {};
      yield crawl.close(call, coverage, { supplements }, params);
    },
  };
});

/** `//iam.googleapis.com/projects/p/serviceAccounts/a@…[/keys/k]` and the day of its last sign-in, if there was one. */
function toSupplement(raw: Fields, byEmail: ReadonlyMap<string, string>): Supplement | undefined {
  const name = textOf(raw["fullResourceName"]) ?? "";
  const [, email, key] = /\/serviceAccounts\/([^/]+)(?:\/keys\/([^/]+))?$/.exec(name) ?? [];
  if (email === undefined) return undefined;
  const account = byEmail.get(email) ?? serviceAccountId(undefined, email);
  const period = fieldsOf(raw["observationPeriod"]);
  return {
    node: key === undefined ? account : `${account}/key/${key}`,
    properties: properties({
      last_used_at: toIso(fieldsOf(raw["activity"])["lastAuthenticatedTime"]),
      last_used_known: true,
      observed_from: toIso(period["startTime"]),
      observed_until: toIso(period["endTime"]),
    }),
  };
}
