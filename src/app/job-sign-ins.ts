// Whether a job says that it signs in as an identity that would take it. A trust in a whole organization takes jobs that never do.
import { isRecord, listedTexts, recordsOf } from "../analyze/properties.js";
import type { Json } from "../model/words.js";
import type { KnownNode } from "../store/index.js";

/** Beginning of a type → how logins of jobs call its cloud. */
const CLOUDS: readonly (readonly [type: string, cloud: string])[] = [
  ["aws.", "aws"],
  ["azure.", "azure"],
  ["entra.", "azure"],
  ["gcp.", "gcp"],
];

/** Facts of a login that name an identity: ARN of a role, client id, e-mail address (rules/tables/ci-logins.yaml). */
const NAMING = ["role", "client_id", "service_account"];
const KEYS = ["client", "app_id", "email"];

/**
 * In: a job, and an identity. Out: `yes` where its text names the identity, `no` where it signs in to that cloud as others only,
 * `unsaid` where a name is worked out when it runs, or no sign-in there was recognized.
 */
export function signsInAs({ properties }: KnownNode, identity: KnownNode): "yes" | "no" | "unsaid" {
  const cloud = CLOUDS.find(([type]) => identity.type.startsWith(type))?.[1];
  const logins = recordsOf(properties["logins"]).filter((one) => one["cloud"] === cloud && one["mode"] !== "static");
  const named = logins.map(({ facts }) => (isRecord(facts) ? NAMING.flatMap((fact) => literal(facts[fact])) : []));
  // what a script says beside logins
  const written = listedTexts(properties["roles"]).flatMap(literal);
  const own = [identity.id, identity.name, ...KEYS.map((key) => identity.properties[key])].flatMap(literal);
  if ([...named.flat(), ...written].some((one) => own.includes(one))) return "yes";
  if (named.length === 0) return written.length > 0 ? "no" : "unsaid";
  return named.every((names) => names.length > 0) ? "no" : "unsaid";
}

/** A text in lower case; none where it is worked out in the run. */
function literal(value: Json | undefined): string[] {
  return typeof value === "string" && !value.includes("$") ? [value.toLowerCase()] : [];
}
