// Drawn organisations of Google Cloud: who is bound to what where, in which groups, and what stands in the way.
import fc from "fast-check";
import type { ScopedTechnique } from "../../../../src/model/scoped-technique.js";
import { KINDS, MEMBERS, PLACES, SCOPES } from "./names.js";

export interface DrawnBinding {
  readonly on: string;
  readonly member: string;
  /** Which technique's permissions, of those that are drawn, and which of them. */
  readonly technique: number;
  readonly part: "all" | "first" | "rest" | "owner" | "unread" | "own";
  readonly condition?: string | undefined;
  readonly isEligible: boolean;
}

export interface DrawnDeny {
  readonly on: string;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly technique: number;
  readonly isOne: boolean;
  readonly condition?: string | undefined;
}

export interface GooglePlan {
  readonly techniques: readonly ScopedTechnique[];
  readonly bindings: readonly DrawnBinding[];
  readonly denies: readonly DrawnDeny[];
  /** Set of principals → scopes that they are kept to. */
  readonly boundaries: readonly { readonly set: string; readonly scopes: readonly string[] }[];
  readonly disabled: boolean;
}

const CONDITIONS = [
  'request.time < timestamp("2030-01-01T00:00:00Z")',
  'request.time < timestamp("2020-01-01T00:00:00Z")',
  'resource.name.startsWith("projects/inside")',
  'resource.name == "projects/_/buckets/inside-data" || resource.type != "storage.googleapis.com/Bucket"',
  'resource.type == "storage.googleapis.com/Bucket"',
  'resource.service == "iam.googleapis.com"',
  "resource.matchTag('1/env', 'prod')",
];
const DENIED = [
  "principalSet://goog/public:all",
  "principal://goog/subject/ada@octo.example",
  "principal://goog/subject/bo@octo.example",
  "principalSet://goog/group/team@octo.example",
  "principalSet://goog/group/core@octo.example",
  "principal://iam.googleapis.com/projects/-/serviceAccounts/bot@inside.iam.gserviceaccount.com",
  "principalSet://cloudresourcemanager.googleapis.com/folders/2/type/ServiceAccount",
];
const SETS = [
  ...SCOPES.map((scope) => `//cloudresourcemanager.googleapis.com/${scope}`),
  "//iam.googleapis.com/projects/1001/locations/global/workloadIdentityPools/pool",
];

const binding: fc.Arbitrary<DrawnBinding> = fc.record({
  on: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...SCOPES) }, fc.constantFrom(...PLACES)),
  member: fc.constantFrom(...MEMBERS),
  technique: fc.nat(3),
  part: fc.oneof(
    { weight: 5, arbitrary: fc.constant("all" as const) },
    fc.constantFrom("first" as const, "rest" as const, "owner" as const, "unread" as const, "own" as const),
  ),
  condition: fc.option(fc.constantFrom(...CONDITIONS), { nil: undefined, freq: 3 }),
  isEligible: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});

const deny: fc.Arbitrary<DrawnDeny> = fc.record({
  on: fc.constantFrom(...SCOPES),
  principals: fc.subarray(DENIED, { minLength: 1, maxLength: 2 }),
  except: fc.subarray(DENIED, { maxLength: 1 }),
  technique: fc.nat(3),
  isOne: fc.boolean(),
  condition: fc.option(fc.constant("resource.matchTag('1/env', 'prod')"), { nil: undefined, freq: 3 }),
});

/** Techniques that permissions on what is there alone decide. */
export function isToldByPermissions(technique: ScopedTechnique): boolean {
  const { agent, stopped_by: stops, lifts, exists, actions, types = ["identity"] } = technique;
  const isPlain = [agent, stops, lifts, exists].every((one) => one === undefined);
  const known = actions.every(({ on }) => ["target", "identity", "container", "anywhere"].includes(on));
  return isPlain && known && types.every((type) => KINDS.includes(type));
}

export function plansOf(techniques: readonly ScopedTechnique[]): fc.Arbitrary<GooglePlan> {
  const known = techniques.filter(isToldByPermissions);
  return fc.record({
    techniques: fc.uniqueArray(fc.constantFrom(...known), { minLength: 4, maxLength: 4, selector: ({ id }) => id }),
    bindings: fc.array(binding, { minLength: 3, maxLength: 8 }),
    denies: fc.array(deny, { maxLength: 2 }),
    boundaries: fc.array(
      fc.record({ set: fc.constantFrom(...SETS), scopes: fc.subarray([...SCOPES], { minLength: 1 }) }),
      { maxLength: 1 },
    ),
    disabled: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
  });
}
