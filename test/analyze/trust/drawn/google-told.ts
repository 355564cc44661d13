// Whether a token is an identity of a pool, from Google's pages alone: "Workload Identity Federation" (attribute mappings, attribute
// conditions, principal identifiers) and the Common Expression Language. Token by token.
import type { Sureness } from "./aws-told.js";
import type { Bringing, Claims } from "./github-tokens.js";
import type { PlanPool, PlanTest } from "./google-plan.js";

function valueAt(path: string, { mapping }: PlanPool, claims: Claims): string | undefined {
  return path.startsWith("assertion.") ? claims[path.slice("assertion.".length)] : claims[mapping[path] ?? ""];
}

function holds(test: PlanTest, pool: PlanPool, claims: Claims): boolean {
  const given = valueAt(test.path, pool, claims) ?? "";
  switch (test.how) {
    case "==":
      return given === test.value;
    case "!=":
      return given !== test.value;
    case "startsWith":
      return given.startsWith(test.value);
    case "endsWith":
      return given.endsWith(test.value);
    case "contains":
      return given.includes(test.value);
    case "in":
      return test.values.includes(given);
  }
}

/** The provider takes the token, and the identity that it makes of it is the member. */
function isMember(member: string, pool: PlanPool, claims: Claims): boolean {
  const { condition } = pool;
  if (condition?.some((tests) => tests.every((test) => holds(test, pool, claims))) === false) return false;
  if (member === "*") return true;
  const slash = member.indexOf("/");
  const attribute = member.slice(0, slash) === "subject" ? "google.subject" : member.slice(0, slash);
  return valueAt(attribute, pool, claims) === member.slice(slash + 1);
}

/** Claims that a pool looks at for one of its identities. */
export function claimsOfPool({ condition, mapping }: PlanPool, member: string): ReadonlySet<string> {
  const paths = (condition ?? []).flat().map(({ path }) => path);
  const attribute = member.split("/")[0] ?? "";
  return new Set([...paths, attribute].map((path) => mapping[path] ?? path.replace("assertion.", "")));
}

/** Of everything that may be brought, the surest; a token is asked for with the audience that the pool wants. */
export function surenessOfMember(pool: PlanPool, member: string, all: readonly Bringing[]): Sureness {
  if (pool.issuer !== "github" || !pool.isActive) return 0;
  let best: Sureness = 0;
  for (const { tokens, isSure } of all) {
    if (isSure && tokens.every((claims) => isMember(member, pool, claims))) return 2;
    if (best === 0 && tokens.some((claims) => isMember(member, pool, claims))) best = 1;
  }
  return best;
}
