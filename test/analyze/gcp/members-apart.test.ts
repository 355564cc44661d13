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
