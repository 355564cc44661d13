// What was not read of Google Cloud and may still allow what nothing that was read allows: then the answer is no "denied". Pure.
import { didYouMean } from "../../model/nearest.js";
import { isWithin } from "../scoped/world.js";
import type { GoogleEstate } from "./environment.js";
import { answer, type GoogleAnswer, type GoogleQuestion } from "./evaluator.js";
import { withAllAbove } from "./places.js";
import { poolOf } from "./pool-sets.js";

const POLICIES = "gcp/iam:policies";
const GROUPS = "gcp/cloudidentity:groups";
const CONTAINER = "gcp/cloudresourcemanager:container";
const ELIGIBLE = "gcp/privilegedaccessmanager:entitlements";
const PREDEFINED = "gcp/iam:predefined-roles";
const CUSTOM = "gcp/iam:roles";

/** The answer, and where nothing allows it but something was not read, that it depends on what that holds. */
export function settle(question: GoogleQuestion, estate: GoogleEstate): GoogleAnswer {
  const found = answer(question, estate);
  if (found.verdict !== "implicit-deny") return found;
  const open = [...unreadAt(question.place, estate), ...perhapsIn(question, estate)];
  if (open.length > 0) return { ...found, verdict: "unknown", open };
  const unknown = estate.roles.isNamed(question.permission)
    ? []
    : [
        `${question.permission} is a permission, although no role that was read holds it${didYouMean(question.permission, estate.roles.names())}`,
      ];
  return { ...found, assumptions: [...found.assumptions, ...unknown, ...unaskedFor(question.place, estate)] };
}

/** What was not read and may give it to others than those who are known to have it, each as the words after "if". */
export function unreadFor(question: Omit<GoogleQuestion, "member">, estate: GoogleEstate): readonly string[] {
  const groups = groupsThatMay(question, estate).map((group) => `they are in ${group}, ${UNREAD_MEMBERS}`);
  return [...unreadAt(question.place, estate), ...unreadRoles(question, estate), ...groups];
}

const UNREAD_MEMBERS = `whose members were not read (${GROUPS})`;

/** Bindings on a place or above it that were not read. Empty where all of them were. */
function unreadAt(place: string, { places, isRead, isRefusedAt }: GoogleEstate): readonly string[] {
  const scope = places.scopeOf(place);
  const known = scope === undefined ? undefined : places.containers.get(scope);
  if (scope === undefined || known === undefined)
    return [`a binding on ${scope ?? place}, or on what holds it, allows it: neither was read (${POLICIES})`];
  const missing: string[] = [];
  // what holds a project is read with it
  const isCovered =
    isRead(known.id, POLICIES) ||
    (!scope.startsWith("projects/") && places.projectsIn(scope).some((one) => isRead(`gcp:${one}`, POLICIES)));
  if (!isCovered)
    missing.push(`a binding on ${scope}, or on what holds it, allows it: not every policy was read (${POLICIES})`);
  const top = withAllAbove(scope, places).at(-1) ?? scope;
  if (!places.containers.has(top) || (top.startsWith("folders/") && places.parent(top) === undefined))
    missing.push(`a binding on what holds ${top} allows it: nobody could see what that is (${CONTAINER})`);
  const refused = withAllAbove(scope, places).filter((one) => isRefusedAt(`gcp:${one}`, ELIGIBLE));
  if (refused.length > 0)
    missing.push(`it may ask for a role on ${refused.join(", ")} that allows it: who may was not read (${ELIGIBLE})`);
  return missing;
}

/** What is taken as given where a recording from before nhi asked who may ask for which role holds nothing of it. */
export function unaskedFor(place: string, { places, isReadAt, isRefusedAt }: GoogleEstate): readonly string[] {
  const scope = places.scopeOf(place) ?? "";
  const isKnown = isReadAt(`gcp:${scope}`, ELIGIBLE) === true || isRefusedAt(`gcp:${scope}`, ELIGIBLE);
  if (!places.containers.has(scope) || isKnown) return [];
  return [`nobody may ask for a role that allows it: that was not read (${ELIGIBLE})`];
}

/** Roles bound on the place or above of which nobody could tell what they hold. */
function unreadRoles(
  { permission, place }: Omit<GoogleQuestion, "member">,
  { members, places }: GoogleEstate,
): readonly string[] {
  const found = new Set<string>();
  for (const { bindings } of members.values())
    for (const { role, place: on } of bindings)
      if (!found.has(role.name) && role.has(permission) === undefined && isWithin(place, on, places))
        found.add(role.name);
  return [...found]
    .sort()
    .map(
      (role) =>
        `they have ${role}, whose permissions were not read (${role.startsWith("roles/") ? PREDEFINED : CUSTOM})`,
    );
}

/** Groups that may, of which it is not known whether the member is in them: to be asked where nothing else allows it. */
function perhapsIn(question: GoogleQuestion, estate: GoogleEstate): readonly string[] {
  const { member } = question;
  if (member.kind === "principal") return setsOfPool(question, estate);
  if (!/^(?:user|serviceAccount|group)$/.test(member.kind)) return [];
  return groupsThatMay(question, estate)
    .filter((group) => group !== member.member)
    .map((group) => `it is in ${group}, ${UNREAD_MEMBERS}`);
}

/** Sets of its pool that may: claims of its token decide, which only the token has. */
function setsOfPool(question: GoogleQuestion, estate: GoogleEstate): readonly string[] {
  const pool = poolOf(question.member.member);
  if (pool === undefined) return [];
  return [...estate.members.values()]
    .filter((set) => set.member.startsWith(`principalSet:${pool}/`))
    .filter((set) => answer({ ...question, member: set }, estate).verdict !== "implicit-deny")
    .map((set) => `its token puts it in ${set.member}`)
    .sort();
}

function groupsThatMay({ permission, place }: Omit<GoogleQuestion, "member">, estate: GoogleEstate): readonly string[] {
  return estate.unreadGroups
    .filter((group) => answer({ member: group, permission, place }, estate).verdict !== "implicit-deny")
    .map((group) => group.member)
    .sort();
}
