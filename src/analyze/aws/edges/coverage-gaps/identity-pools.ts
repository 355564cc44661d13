// Identity pools that roles trust and that were not read: whether they let guests in is not known, so they may.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { once } from "../../../../model/once.js";
import { textOf } from "../../../properties.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";

const AUDIENCE = "cognito-identity.amazonaws.com:aud";
const DATA_SET = "aws/cognito-identity:identity-pools";

export interface TrustedPool {
  readonly role: AwsPrincipal;
  /** `us-east-1:0000-…`, as the trust policy names it. */
  readonly pool: string;
}

/** Role and pool of each trust that names one. */
export function* poolsTrusted({ principals }: Estate): Generator<TrustedPool> {
  const named = new Map<Policy, readonly string[]>();
  for (const role of principals) {
    const policy = role.trust?.policy;
    if (policy === undefined) continue;
    const pools = named.get(policy) ?? poolsIn(policy);
    named.set(policy, pools);
    for (const pool of pools) yield { role, pool };
  }
}

/** Those of which it was not read whom they let in. */
export function unreadPools(input: AnalysisInput, estate: Estate): readonly TrustedPool[] {
  const known = once(() => readKnown(input));
  return [...poolsTrusted(estate)].filter(({ role, pool }) => {
    const { regions, settled } = known();
    const [region = ""] = pool.split(":");
    const account = `aws:${role.account}`;
    // the row without a region speaks for those that have none of their own
    const isRead = regions.get(`${account} ${region}`) ?? regions.get(account) ?? false;
    return !isRead && !settled.has(pool);
  });
}

/** Pools that a trust policy names whole; what a pattern leaves open is judged as breadth. */
function poolsIn({ statements }: Policy): readonly string[] {
  const entries = statements.flatMap(({ condition }) => condition?.entries ?? []);
  const about = entries.filter(({ key, operator }) => key === AUDIENCE && !operator.isNegated && !operator.isNull);
  return [...new Set(about.flatMap(({ texts }) => texts))].filter((text) => !/[*?$]/.test(text));
}

interface KnownPools {
  /** Accounts, and regions of accounts, and whether their pools were read to the end. */
  readonly regions: ReadonlyMap<string, boolean>;
  /** Pools of which it was read whom they let in. */
  readonly settled: ReadonlySet<string>;
}

function readKnown(input: AnalysisInput): KnownPools {
  const regions = new Map<string, boolean>();
  for (const { id, coverage } of input.scopes()) {
    for (const { dataSet, region = "", state } of coverage) {
      if (dataSet === DATA_SET) regions.set(region === "" ? id : `${id} ${region}`, state === "complete");
    }
  }
  const settled = new Set<string>();
  for (const { properties } of input.nodes(["aws.cognito-identity-pool"])) {
    const { allows_unauthenticated: isOpen, unauthenticated_role: role, pool_id: pool } = properties;
    if (isOpen === false || (isOpen === true && role !== undefined)) settled.add(textOf(pool) ?? "");
  }
  return { regions, settled };
}
