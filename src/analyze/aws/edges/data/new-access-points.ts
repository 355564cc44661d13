// A bucket that leaves access to access points of an account, whichever they are, is open to who may make one there and let itself
// through it ("Delegating access control to access points", Amazon S3 User Guide). Making one takes no consent of the bucket.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { oncePerWord } from "../../../../model/once.js";
import type { Capability } from "../../../../model/words.js";
import { textOf } from "../../../properties.js";
import { ACCESS_POINT_KEY, contextThrough } from "../../access-points.js";
import { accountOfArn } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { withoutVariables } from "../../policy/glob.js";
import type { Drawing } from "../builder/edge-builder.js";
import { createMechanism } from "../builder/mechanism.js";
import type { MechanismSpec } from "../builder/mechanism-spec.js";
import { createTargets } from "../builder/target-index.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { both, GRANTED, surest, uncertain } from "../evaluation/decision.js";
import { commonPattern, commonResource, pickResource } from "../evaluation/pattern-intersection.js";
import type { Judge } from "../evaluation/requests.js";
import type { Claim } from "../similarity/claims.js";
import type { Lock } from "./decryption.js";

const CREATE = "s3:CreateAccessPoint";
const OPEN = "s3:PutAccessPointPolicy";

export const NEW_POINT_ACTIONS: readonly string[] = [CREATE, OPEN];

/** What it gives, by the action that the bucket has to let through. */
const OBJECT_ACTIONS: readonly (readonly [action: string, gives: Capability])[] = [
  ["s3:GetObject", "read"],
  ["s3:PutObject", "write"],
];

/** Whoever makes one says from where it takes requests; from a network, it has to have one. */
const ORIGINS = ["Internet", "VPC"] as const;
type Origin = (typeof ORIGINS)[number];

export interface NewAccessPoints {
  /** `mask` holds the actions that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

/** In: the estate. Out: who gets to the objects of its buckets by an access point of its own making. */
export function createNewAccessPoints(input: Pick<AnalysisInput, "nodes">, judge: Judge): NewAccessPoints {
  const { estate, interest } = judge;
  const regions = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.s3-bucket"])) {
    if (allowingConditions(id, estate).length > 0) regions.set(id, textOf(properties["bucket_region"]) ?? "*");
  }
  const mechanisms =
    regions.size === 0
      ? []
      : OBJECT_ACTIONS.flatMap(([action, gives]) =>
          ORIGINS.flatMap((origin) =>
            // its policy names the caller, or the caller's own policies allow it there
            [OPEN, action].map((beside) =>
              createMechanism(toSpec({ action, gives, origin, beside }, regions, judge), judge),
            ),
          ),
        );
  const bit = interest.bitOf(CREATE);
  return {
    add(principal, mask) {
      if ((mask & bit) === 0n) return;
      for (const mechanism of mechanisms) mechanism.add({ principal, judgement: GRANTED });
    },
    draw(drawing) {
      for (const mechanism of mechanisms) mechanism.draw(drawing);
    },
  };
}

interface Way {
  readonly action: string;
  readonly gives: Capability;
  readonly origin: Origin;
  /** What the caller has to be allowed at the new access point besides making it. */
  readonly beside: string;
}

function toSpec(
  { action, gives, origin, beside }: Way,
  regions: ReadonlyMap<string, string>,
  judge: Judge,
): MechanismSpec {
  const { estate } = judge;
  const wanted = (bucket: string, account: string) => pointsOf(bucket, regions.get(bucket) ?? "*", account, estate);
  const named = (bucket: string, claims: readonly Claim[]) =>
    namesIn(claims, wanted(bucket, claims[0]?.probe.account ?? ""));
  const isObject = beside === action;
  return {
    id: `${CREATE} ${beside} ${origin}`,
    kind: "permits",
    gives,
    actions: [
      {
        action: CREATE,
        context: { "s3:AccessPointNetworkOrigin": origin },
        resources: (bucket, _, claims) => named(bucket, claims).map(({ point }) => point),
      },
      {
        action: beside,
        context: { "s3:AccessPointNetworkOrigin": origin },
        resources: (bucket, _, claims) =>
          named(bucket, claims).flatMap(({ point, object }) => (isObject ? (object ?? []) : [point])),
      },
    ],
    targetsFor: oncePerWord((account) =>
      createTargets([...regions.keys()].filter((bucket) => wanted(bucket, account).length > 0)),
    ),
    // the access point is judged; what the bucket says of who comes by it is its lock
    lockOf: oncePerWord((bucket) => toLock(bucket, action, origin, wanted, judge)),
    hubName: (account, count) => `${count} buckets that access points which ${account} makes lead to`,
  };
}

function toLock(
  bucket: string,
  action: string,
  origin: Origin,
  wanted: (bucket: string, account: string) => readonly string[],
  judge: Judge,
): Lock {
  const from =
    origin === "VPC" ? uncertain("that it comes from the network of the access point that it makes") : GRANTED;
  const questions = (account: string) =>
    wanted(bucket, account).map((pattern) => {
      const through = contextThrough(pickResource(pattern, account), { buckets: [bucket], origin }, new Map());
      return { action, resource: pickResource(`${bucket}/*`, ""), context: Object.fromEntries(through) };
    });
  return {
    id: `new access point of ${bucket} ${action}`,
    judge: (principal) =>
      both(
        surest(questions(principal.account), (question) => judge.ask(principal, question)),
        from,
      ),
    judgeFor: (caller) =>
      both(
        surest(questions(accountOfArn(caller)), (question) => judge.askFor(caller, question)),
        from,
      ),
  };
}

/** Values of the ARN key in the Allow statements that hold by way of access points; an empty list where any will do. */
function allowingConditions(bucket: string, estate: Estate): readonly (readonly string[])[] {
  const statements = estate.resource(bucket)?.policy?.policy.statements ?? [];
  return statements.flatMap(({ isAllow, condition }) => {
    const entries = condition?.entries.filter(({ key }) => ACCESS_POINT_KEY.test(key)) ?? [];
    if (!isAllow || entries.length === 0) return [];
    return [entries.filter(({ key }) => key === "s3:dataaccesspointarn").flatMap(({ texts }) => texts)];
  });
}

/** Patterns of access points that the account can make and that the bucket may mean. A name that is taken cannot be made again. */
function pointsOf(bucket: string, region: string, account: string, estate: Estate): readonly string[] {
  const all = `arn:${partitionOf(bucket)}:s3:${region}:${account}:accesspoint/*`;
  const conditions = allowingConditions(bucket, estate);
  if (conditions.some((texts) => texts.length === 0)) return [all];
  const isFree = (point: string) =>
    /[*?]/.test(point) || (estate.resource(point) === undefined && !estate.resource(bucket)?.areAccessPointsUnread);
  return [...new Set(conditions.flat())].flatMap((text) => commonPattern(text, all) ?? []).filter(isFree);
}

interface Named {
  readonly point: string;
  /** An object by way of it; undefined where what the second action is allowed on says nothing of objects. */
  readonly object: string | undefined;
}

/** Access points that both claims cover: what is made has to be what is opened. */
function namesIn([making, beside]: readonly Claim[], wanted: readonly string[]): readonly Named[] {
  const names = new Map<string, Named>();
  for (const made of textsOf(making)) {
    for (const text of textsOf(beside)) {
      const opened = text.replace(/(:accesspoint\/[^/]*)\/.*$/, "$1");
      for (const pattern of wanted) {
        const one = commonPattern(made, pattern);
        const both = one === undefined ? undefined : commonResource(one, opened);
        if (both === undefined) continue;
        const point = pickResource(both, "");
        names.set(point, { point, object: commonResource(text, `${point}/object/*`) });
      }
    }
  }
  return [...names.values()];
}

function textsOf(claim: Claim | undefined): readonly string[] {
  return (claim?.resources ?? []).flatMap(({ isEverything, isNegated, texts }) =>
    isEverything || isNegated ? ["*"] : texts.map(withoutVariables),
  );
}
