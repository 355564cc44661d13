// Buckets behind access points: what they have to say of who comes that way.
import { contextThrough } from "../../access-points.js";
import type { Estate } from "../../estate.js";
import { both, GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";
import { pickResource } from "../evaluation/pattern-intersection.js";
import type { Judge, Question } from "../evaluation/requests.js";
import type { Lock } from "./decryption.js";

/** Buckets of an access point whose policies tell access points apart: others let in nobody who has no way without them. */
export function bucketsBehind(point: string, estate: Estate): readonly string[] {
  const buckets = estate.resource(point)?.way?.buckets ?? [];
  return buckets.filter((bucket) => (estate.resource(bucket)?.accessPoints.length ?? 0) > 0);
}

/**
 * What the bucket behind an access point has to say of who comes that way, whatever the policy of the access point is. Of several
 * buckets the network picks the one that answers: where they differ, it is not known.
 */
export function toBucketLock(point: string, action: string, judge: Judge): Lock | undefined {
  const way = judge.estate.resource(point)?.way;
  if (way === undefined || bucketsBehind(point, judge.estate).length === 0) return undefined;
  const context = Object.fromEntries(contextThrough(point, way, new Map()));
  const from = way.origin === "VPC" ? uncertain(`that it comes from the network of ${point}`) : GRANTED;
  const judged = (ask: (question: Question) => Judgement): Judgement => {
    const answers = way.buckets.map((bucket) =>
      judge.estate.resource(bucket) === undefined
        ? uncertain(`what ${bucket} says, which was not read`)
        : ask({ action, resource: pickResource(`${bucket}/*`, ""), context }),
    );
    const [first = GRANTED, ...rest] = answers;
    const differ = rest.some(({ truth }) => truth !== first.truth);
    return both(differ ? uncertain(`which bucket of ${point} answers`) : first, from);
  };
  return {
    id: `${point} ${action}`,
    judge: (principal) => judged((question) => judge.ask(principal, question)),
    judgeFor: (caller) => judged((question) => judge.askFor(caller, question)),
  };
}
