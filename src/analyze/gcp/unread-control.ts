// Of whom it is not known whether they get to control on Google Cloud, because what would say so was not read: policies of projects
// and of what holds them, the service accounts of a project, its pools.
import type { AnalysisInput } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";
import { poolMemberOf } from "../trust/google-members.js";
import type { GoogleCaller } from "./caller.js";
import type { GoogleEstate } from "./environment.js";
import { grantsOf } from "./grants.js";
import { withAllAbove } from "./places.js";

const POLICIES = "gcp/iam:policies";
const ACCOUNTS = "gcp/iam:service-accounts";
const POOLS = "gcp/iam:workload-identity-pools";

/** By any of them somebody becomes a service account: https://cloud.google.com/iam/docs/service-account-permissions */
const BECOMING = [
  "iam.serviceAccounts.getAccessToken",
  "iam.serviceAccounts.signJwt",
  "iam.serviceAccounts.signBlob",
  "iam.serviceAccounts.implicitDelegation",
  "iam.serviceAccounts.actAs",
  "iam.serviceAccounts.setIamPolicy",
  "iam.serviceAccountKeys.create",
];

/** Whether somebody may be bound on a container that was asked for its policy and did not answer: then anybody may. */
export function arePoliciesUnread({ places, members, isRead, isReadAt }: GoogleEstate): boolean {
  // one policy in it may be missing where that of the container itself was read: it is of a resource, which gives no control
  const isBound = once(() => {
    const found = new Set<string>();
    for (const { bindings } of members.values()) for (const { place } of bindings) found.add(place);
    return found;
  });
  for (const { place, id } of places.containers.values()) {
    if (isRead(id, POLICIES)) continue;
    const above = withAllAbove(place, places);
    const wasAsked = above.some((one) => isReadAt(`gcp:${one}`, POLICIES) === false);
    if (wasAsked && above.some((one) => !isBound().has(one))) return true;
  }
  return false;
}

/** Whether a caller may become service accounts of a project whose accounts were asked for and not listed. */
export function becomesUnlisted(estate: GoogleEstate): (caller: GoogleCaller) => boolean {
  return mayInUnlisted(estate, ACCOUNTS, BECOMING);
}

/** Whether a caller may read what was asked for and not listed: https://cloud.google.com/iam/docs/permissions-reference */
export function readsUnlisted(estate: GoogleEstate): (caller: GoogleCaller) => boolean {
  const buckets = mayInUnlisted(estate, "gcp/storage:buckets", ["storage.objects.get"]);
  const secrets = mayInUnlisted(estate, "gcp/secretmanager:secrets", ["secretmanager.versions.access"]);
  return (caller) => buckets(caller) || secrets(caller);
}

/** Whether a caller holds one of the permissions in a project of which the data set was asked for and not read. */
function mayInUnlisted(
  estate: GoogleEstate,
  dataSet: string,
  permissions: readonly string[],
): (caller: GoogleCaller) => boolean {
  const { places, isReadAt } = estate;
  const unlisted = [...places.containers.values()].flatMap(({ place, id }) =>
    isReadAt(id, dataSet) === false ? [place] : [],
  );
  if (unlisted.length === 0) return () => false;
  const projects = new Set(unlisted);
  const holding = new Set(unlisted.flatMap((project) => withAllAbove(project, places)));
  return ({ member, mayHold }) =>
    permissions.some(mayHold) &&
    grantsOf(member, estate).bindings.some(
      ({ place, role }) =>
        (holding.has(place) || withAllAbove(place, places).some((above) => projects.has(above))) &&
        permissions.some((permission) => role.has(permission) === true),
    );
}

/** Identities of AWS that bindings name as members of a pool which was not read: whose tokens it takes is not known. */
export function drawUnreadPools(
  input: AnalysisInput,
  { members, places, isReadAt }: GoogleEstate,
  drawing: Drawing,
): void {
  const rolesNamed = once(() => groupBy(input.nodes(["aws.iam-role"]), ({ scope, name }) => `${scope} ${name}`));
  for (const { id, member } of members.values()) {
    const inPool = poolMemberOf(member);
    const named = inPool && ROLE_SESSION.exec(inPool.rest);
    if (!inPool || !named) continue;
    const [project = ""] = /^projects\/[^/]+/.exec(inPool.pool) ?? [];
    const place = places.placeOf(`//cloudresourcemanager.googleapis.com/${project}`);
    if (isReadAt(`gcp:${place}`, POOLS) !== false) continue;
    const [, account, role] = named;
    const judgement = uncertain(`whether ${inPool.pool} takes tokens of AWS: its providers were not read`);
    for (const { id: from } of rolesNamed().get(`aws:${account} ${role}`) ?? [])
      drawing.edge({ kind: "federates", from, to: id, judgement });
  }
}

/** Of a session, as `attribute.aws_role` and `google.subject` of a provider of AWS have it. */
const ROLE_SESSION = /arn:aws[\w-]*:sts::(\d{12}):assumed-role\/([^/]+)/;
