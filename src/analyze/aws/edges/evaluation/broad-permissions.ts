// What a principal may do without naming what it does it to: assume any role, read data of a whole kind. Asked about things
// that nobody has and no policy names, so that only a statement over all of them allows it.
import type { DerivedFact } from "../../../../model/analysis.js";
import type { JsonRecord } from "../../../../model/words.js";
import { createRecordPool } from "../../../facts/record-joiner.js";
import { NO, or, type Truth, UNKNOWN } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Policy } from "../../policy/policy.js";
import type { ResourceSet } from "../../policy/resource-set.js";
import { isResourceKey } from "../similarity/caller-similarity.js";
import { type Claim, claimsOn } from "../similarity/claims.js";
import { ASSUME_ROLE } from "../trust/trust-policies.js";
import type { ActionMask } from "./action-mask.js";
import type { Judge } from "./requests.js";

interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

interface Wide {
  /** What is said of who may do it. */
  readonly word: string;
  readonly action: string;
  /** One of its kind that nobody has, as the account sees it. */
  readonly sample: (place: Place) => string;
}

const ANY = "<any>";
const NOBODYS = "000000000000";

const ASSUMES: readonly Wide[] = [
  {
    word: "everywhere",
    action: ASSUME_ROLE,
    sample: ({ partition }) => `arn:${partition}:iam::${NOBODYS}:role/${ANY}`,
  },
  {
    word: "account",
    action: ASSUME_ROLE,
    sample: ({ partition, account }) => `arn:${partition}:iam::${account}:role/${ANY}`,
  },
];

const READS: readonly Wide[] = [
  { word: "buckets", action: "s3:GetObject", sample: ({ partition }) => `arn:${partition}:s3:::${ANY}/${ANY}` },
  {
    word: "parameters",
    action: "ssm:GetParameter",
    sample: ({ partition, region, account }) => `arn:${partition}:ssm:${region}:${account}:parameter/${ANY}`,
  },
  {
    word: "secrets",
    action: "secretsmanager:GetSecretValue",
    sample: ({ partition, region, account }) => `arn:${partition}:secretsmanager:${region}:${account}:secret:${ANY}`,
  },
  {
    word: "tables",
    action: "dynamodb:GetItem",
    sample: ({ partition, region, account }) => `arn:${partition}:dynamodb:${region}:${account}:table/${ANY}`,
  },
];

export const WIDE_ACTIONS = READS.map(({ action }) => action);

export interface Breadth {
  /** `mask` holds the actions of interest that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  facts(): readonly DerivedFact[];
}

/**
 * For principals of AWS: whether they may assume roles (`assumes_any_role`) and read data (`wide_data`) that nothing names. What
 * is not certain is not stated.
 */
export function createBreadth(judge: Judge): Breadth {
  const { interest } = judge;
  const assuming = interest.bitOf(ASSUME_ROLE);
  const reading = READS.map((wide) => ({ wide, bit: interest.bitOf(wide.action) }));
  const any = reading.reduce((mask, { bit }) => mask | bit, assuming);
  const ask = createAsking(judge);
  const wideMask = createWideMask(judge);
  const pool = createRecordPool();
  const facts: DerivedFact[] = [];
  return {
    add(principal, mask) {
      if ((mask & any) === 0n) return;
      let wideBits = 0n;
      for (const { policy } of principal.policies) wideBits |= wideMask(policy);
      // who names everything that it asks for needs no question; not to be stated means no
      if ((mask & any & wideBits) === 0n) return;
      const columns: { [column: string]: JsonRecord[string] } = {};
      if ((mask & assuming) !== 0n) {
        const answers = ASSUMES.map((wide) => ask(principal, wide, assuming));
        const at = answers.findIndex((truth) => truth < UNKNOWN);
        const isOpen = at < 0 && answers.includes(UNKNOWN);
        if (!isOpen) columns["assumes_any_role"] = ASSUMES[at]?.word ?? "no";
      }
      const asked = reading.filter(({ bit }) => (mask & bit) !== 0n);
      const reads = asked.map(({ wide, bit }) => ({ word: wide.word, truth: ask(principal, wide, bit) }));
      const wide = reads.filter(({ truth }) => truth < UNKNOWN).map(({ word }) => word);
      if (wide.length > 0 || !reads.some(({ truth }) => truth === UNKNOWN)) columns["wide_data"] = wide;
      facts.push({ node: principal.id, columns: pool(columns) });
    },
    facts: () => facts,
  };
}

/** Whether a principal may do it to any one; who holds the same statement has the same answer. */
function createAsking(judge: Judge): (principal: AwsPrincipal, wide: Wide, bit: ActionMask) => Truth {
  const known = new Map<string, Truth>();
  const one = (claim: Claim, account: string, { word, action, sample }: Wide): Truth => {
    const key = `${word} ${account} ${claim.key}`;
    let truth = known.get(key);
    if (truth === undefined) {
      truth = NO;
      for (const region of [ANY, ...regionsIn(claim)]) {
        const resource = sample({ partition: partitionOf(claim.probe.id), region, account });
        truth = or(truth, judge.askOwnSide(claim.probe, { action, resource, context: withoutTags(claim) }).truth);
      }
      known.set(key, truth);
    }
    return truth;
  };
  return (principal, wide, bit) => {
    let best: Truth = NO;
    for (const claim of claimsOn(principal, bit, judge.interest, { isTagger: () => false, isApart: judge.isApart })) {
      if (!claim.resources.some(mayBeOverAll)) continue;
      best = or(best, one(claim, principal.account, wide));
    }
    return best;
  };
}

const KINDS = ["parameter/", "role/", "secret:", "table/"];

/** Whether a list of resources may name all of a kind: a wildcard stands where names begin. The evaluator decides. */
function mayBeOverAll({ isNegated, isEverything, texts }: ResourceSet): boolean {
  return isNegated || isEverything || texts.some(startsWithWildcard);
}

function startsWithWildcard(text: string): boolean {
  const at = text.search(/[*?]/);
  if (at < 0) return false;
  const [, , , , , ...name] = text.slice(0, at).split(":");
  const fixed = name.join(":");
  return name.length === 0 || KINDS.some((kind) => kind.startsWith(fixed));
}

/** Actions that some statement of a policy may allow on all of a kind; worked out once a policy. */
function createWideMask({ interest }: Judge): (policy: Policy) => ActionMask {
  const known = new Map<Policy, ActionMask>();
  return (policy) => {
    let mask = known.get(policy);
    if (mask === undefined) {
      mask = policy.isOpaque ? interest.all : 0n;
      for (const { isAllow, resources, actions } of policy.statements) {
        if (isAllow && mayBeOverAll(resources)) mask |= interest.maskOf(actions);
      }
      known.set(policy, mask);
    }
    return mask;
  };
}

/** What demands a tag or the like of the thing itself is no statement over all of them. */
function withoutTags({ probe }: Claim): { readonly [key: string]: null } {
  const keys = probe.policies.flatMap(({ policy }) =>
    policy.statements.flatMap(({ condition }) => condition?.keys.filter(isResourceKey) ?? []),
  );
  return Object.fromEntries(keys.map((key) => [key, null]));
}

/** Regions that its statements name: everything of a kind in one region is wide, too. */
function regionsIn({ resources }: Claim): readonly string[] {
  const regions = resources.flatMap(({ texts }) => texts.flatMap((text) => text.split(":", 4)[3] ?? []));
  return [...new Set(regions)].filter((region) => /^[a-z0-9-]+$/.test(region)).slice(0, MOST_REGIONS);
}

const MOST_REGIONS = 8;
