// What an identity reaches, in the columns that are kept of it.
import type { Json, JsonRecord } from "../../model/words.js";
import { createRecordPool } from "../facts/record-joiner.js";
import type { Away, Both } from "./both.js";
import type { ReachOf } from "./workloads.js";

/** Principals, and what their own permissions say of being administrator; undefined stands for `no`. */
export type Standings = ReadonlyMap<string, Json | undefined>;

/** What perhaps reaches control. */
export const UNKNOWN: JsonRecord = { admin: "unknown" };
/** What reaches nothing. */
export const NOT: JsonRecord = { admin: "no", reaches_admin: false, tier_known: true };
/** What reaches no control, and data of production perhaps. */
const NO_CONTROL: JsonRecord = { admin: "no", reaches_admin: false };

export interface Judged {
  readonly standings: Standings;
  readonly isJudged: (id: string) => boolean;
}

/** What identities reach, and what is reached by running as them. */
export function createReaches(judged: Judged, control: Both | undefined, data: Both | undefined) {
  return {
    reachOf: createReachOf(judged, control, data),
    running: createReachOf(judged, control?.unsigned, data?.unsigned),
  };
}

/** Columns of an identity: principals that were judged, and sessions that lead somewhere. */
export function createReachOf(
  { standings, isJudged }: Judged,
  control: Away | undefined,
  data: Away | undefined,
): ReachOf {
  const shared = createRecordPool();
  return (node) => {
    if (!isJudged(node)) return undefined;
    const verdict = standings.get(node);
    const hops = control?.hopsFrom(node);
    if (hops !== undefined) {
      const admin = verdict === "effective" ? "effective" : "reaches";
      return shared({ admin, reaches_admin: true, admin_hops: hops, tier: 0, tier_known: true });
    }
    const toData = data?.hopsFrom(node);
    const columns = verdict === "unknown" || control?.mayReach(node) ? UNKNOWN : NOT;
    if (toData !== undefined) return shared({ ...columns, tier: 1, data_hops: toData });
    return columns === NOT && data?.mayReach(node) === true ? NO_CONTROL : columns;
  };
}

/** What is said of an identity holds for what runs as it, but for being an administrator itself. */
export function withoutVerdict(columns: JsonRecord | undefined): JsonRecord | undefined {
  if (columns === undefined) return undefined;
  const { admin: _, ...rest } = columns;
  return rest;
}
