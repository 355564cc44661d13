// What members of groups and pools get to on Google Cloud, and what conditions on names of projects leave, each beside the one with
// the single thing changed that decides.
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import { shippedTechniqueLists } from "../../shipped.js";
import type { DrawnBinding, GooglePlan } from "./drawn/plan.js";
import { toGoogleInput } from "./drawn/to-input.js";

const { scopedTechniques } = await shippedTechniqueLists();
const KNOWN = ["gcp-iam-006", "gcp-iam-001", "gcp-run-001"];
const techniques = KNOWN.flatMap((id) => scopedTechniques.filter((one) => one.id === id));
const binding = { part: "all", isEligible: false } as const;
const ADA = "user:ada@octo.example";
const TEAM = "group:team@octo.example";

type Plan = Partial<GooglePlan> & { readonly bindings: readonly DrawnBinding[] };

/** Where somebody gets to for certain. */
function reached(from: string, plan: Plan): ReadonlySet<string> {
  const input = toGoogleInput({ techniques, denies: [], boundaries: [], disabled: false, ...plan });
  const { edges = [] } = analyzeGoogle(input, createPolicyCompiler());
  const found = new Set([`gcp:member/${from}`]);
  for (const one of found)
    for (const { from: source, to, state } of edges)
      if (source === one && (state === "none" || state === "met")) found.add(to);
  return found;
}

const denial = { on: "organizations/1", except: [], technique: 0, isOne: true };
const ADA_DENIED = { ...denial, principals: ["principal://goog/subject/ada@octo.example"] };
const forTeam: DrawnBinding = { ...binding, on: "projects/inside", member: TEAM, technique: 0 };

test("whom a deny policy names does not do as a member what the group may", () => {
  const plan = { bindings: [forTeam], denies: [ADA_DENIED] };
  expect(reached(ADA, plan)).not.toContain("gcp:account/inside");
  expect(reached("user:bo@octo.example", plan)).toContain("gcp:account/inside");
});

test("a member that an exception spares, and one without any deny policy, does", () => {
  const spared = { ...ADA_DENIED, except: ["principalSet://goog/group/team@octo.example"] };
  expect(reached(ADA, { bindings: [forTeam], denies: [spared] })).toContain("gcp:account/inside");
  expect(reached(ADA, { bindings: [forTeam] })).toContain("gcp:account/inside");
});

test("a deny policy with a condition leaves the way of its member open", () => {
  const plan = { bindings: [forTeam], denies: [{ ...ADA_DENIED, condition: "resource.matchTag('1/env', 'prod')" }] };
  expect(reached(ADA, plan)).not.toContain("gcp:account/inside");
});

test.each([
  ["its name", 'resource.name.startsWith("projects/inside")', ["gcp:projects/inside"]],
  ["all but its name", '!resource.name.startsWith("projects/inside")', ["gcp:projects/deep"]],
  ["no name", 'request.time < timestamp("2030-01-01T00:00:00Z")', ["gcp:projects/deep", "gcp:projects/inside"]],
])("a condition on the name of a project, bound on its folder: %s", (_, condition, projects) => {
  const one = { ...binding, on: "folders/2", member: ADA, technique: 1, condition };
  const found = [...reached(ADA, { bindings: [one] })].filter((id) => id.startsWith("gcp:projects/"));
  expect(found.sort()).toEqual(projects);
});

const POOL = "//iam.googleapis.com/projects/1001/locations/global/workloadIdentityPools/pool";

test.each([
  ["everybody of its pool", `principalSet:${POOL}/*`, true],
  ["everybody of another pool", `principalSet:${POOL}-b/*`, false],
])("an identity of a pool has what is its own together with that of %s", (_, all, isFound) => {
  const own = `principal:${POOL}/subject/one`;
  const bindings: readonly DrawnBinding[] = [
    { ...binding, on: "projects/inside", member: own, technique: 2, part: "first" },
    { ...binding, on: "projects/inside", member: all, technique: 2, part: "rest" },
  ];
  expect(reached(own, { bindings }).has("set:gcp:projects/inside/service-accounts")).toBe(isFound);
});

const UNREAD = "resource.matchTag('1/env', 'prod')";
const INSIDE_SET = "set:gcp:projects/inside/service-accounts";
const EVE = "user:eve@else.example";
const runs = { ...binding, on: "projects/inside", technique: 2 } as const;
const ownFirst: DrawnBinding = { ...runs, member: EVE, part: "first" };
const allRest: DrawnBinding = { ...runs, member: "allUsers", part: "rest" };
const PUBLIC = "principalSet://goog/public:all";
const denied = (principals: readonly string[], except: readonly string[] = []) => ({
  ...{ on: "organizations/1", principals, except, technique: 2, isOne: true },
});

test.each<readonly [string, Plan, boolean]>([
  ["everybody on the same project", { bindings: [ownFirst, allRest] }, true],
  ["every Google account", { bindings: [ownFirst, { ...allRest, member: "allAuthenticatedUsers" }] }, true],
  ["everybody on another project", { bindings: [ownFirst, { ...allRest, on: "projects/outside" }] }, false],
  ["everybody once a condition holds", { bindings: [ownFirst, { ...allRest, condition: UNREAD }] }, false],
  ["everybody, denied to all", { bindings: [ownFirst, allRest], denies: [denied([PUBLIC])] }, false],
  [
    "everybody, denied to all but her",
    { bindings: [ownFirst, allRest], denies: [denied([PUBLIC], ["principal://goog/subject/eve@else.example"])] },
    true,
  ],
  ["nobody", { bindings: [ownFirst] }, false],
])("somebody has what is her own together with that of %s", (_, plan, isFound) => {
  expect(reached(EVE, plan).has(INSIDE_SET)).toBe(isFound);
});

test("an identity of a pool is no Google account", () => {
  const own = `principal:${POOL}/subject/one`;
  const ownsFirst = { ...ownFirst, member: own };
  expect(reached(own, { bindings: [ownsFirst, allRest] })).toContain(INSIDE_SET);
  const accounts = { ...allRest, member: "allAuthenticatedUsers" };
  expect(reached(own, { bindings: [ownsFirst, accounts] })).not.toContain(INSIDE_SET);
});

test("whom a deny policy for everybody spares has what everybody is bound to, and nobody else has", () => {
  const bindings: readonly DrawnBinding[] = [{ ...binding, on: "projects/inside", member: "allUsers", technique: 0 }];
  const spared = { ...denial, principals: [PUBLIC], except: ["principalSet://goog/group/core@octo.example"] };
  expect(reached("user:bo@octo.example", { bindings, denies: [spared] })).toContain("gcp:account/inside");
  expect(reached(ADA, { bindings, denies: [spared] })).not.toContain("gcp:account/inside");
  const stopped = { ...denial, principals: ["principal://goog/subject/bo@octo.example"] };
  const both = { bindings, denies: [spared, stopped] };
  expect(reached("user:bo@octo.example", both)).not.toContain("gcp:account/inside");
});

test("whom an exception of a deny policy for its group names does what the group may not", () => {
  const forGroup = { ...denial, principals: ["principalSet://goog/group/team@octo.example"] };
  const spared = { ...forGroup, except: ["principal://goog/subject/ada@octo.example"] };
  expect(reached(ADA, { bindings: [forTeam], denies: [spared] })).toContain("gcp:account/inside");
  expect(reached(ADA, { bindings: [forTeam], denies: [forGroup] })).not.toContain("gcp:account/inside");
});
