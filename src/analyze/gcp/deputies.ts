// Accounts of Google's that do what somebody else tells them to, without his having to act as them: the one that builds ran as before
// accounts could be chosen, and the one that deployments are made by.
import type { GoogleEstate } from "./environment.js";
import { projectOf } from "./homes.js";
import type { Member } from "./member.js";

export interface Deputy {
  /** Type by which techniques know it. */
  readonly kind: string;
  readonly member: Member;
  /** Node id of the member. */
  readonly node: string;
  readonly place: string;
  readonly project: string;
}

/**
 * Sources: https://cloud.google.com/build/docs/cloud-build-service-account,
 * https://cloud.google.com/iam/docs/service-account-types#google-api-service-agent
 */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^\d+@cloudbuild\.gserviceaccount\.com$/, "gcp.build-account"],
  [/^\d+@cloudservices\.gserviceaccount\.com$/, "gcp.apis-agent"],
];

/** Those of crawled projects that are bound to something. */
export function deputiesOf(estate: GoogleEstate): readonly Deputy[] {
  return [...estate.members.values()].flatMap((member): Deputy[] => {
    if (member.kind !== "serviceAccount" || member.bindings.length === 0) return [];
    const email = member.member.slice("serviceAccount:".length);
    const kind = KINDS.find(([form]) => form.test(email))?.[1];
    const project = kind === undefined ? undefined : projectOf(email, estate.places);
    if (kind === undefined || project === undefined) return [];
    const place = `//iam.googleapis.com/${project}/serviceAccounts/${email}`;
    return [{ kind, member, node: member.id, place, project }];
  });
}
