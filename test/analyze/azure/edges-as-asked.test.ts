// Edges on Azure beside the evaluator, in drawn estates: one that is drawn as certain takes operations all of which `nhi can` allows its
// source, and where it allows all of them on a target, somebody has an edge there, through groups and sets too.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzeAzure } from "../../../src/analyze/azure/access.js";
import { GRANTS_ROLES } from "../../../src/analyze/azure/assignment.js";
import { createAzureEvaluator } from "../../../src/analyze/azure/evaluator.js";
import { ANY_WRITE } from "../../../src/analyze/azure/roles.js";
import type { DerivedEdge } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { MEMBERS, nodeOf, SCOPES, THINGS } from "./drawn/names.js";
import { type AzurePlan, plansOf } from "./drawn/plan.js";
import { toAzureInput } from "./drawn/to-input.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 20);

const { scopedTechniques } = await shippedTechniqueLists();
const plans = plansOf(scopedTechniques.filter(({ provider }) => provider === "azure"));

type Way = Pick<ScopedTechnique, "id" | "edge" | "target" | "types" | "actions" | "yields">;
/** Control of a scope is no technique: everything, and the right to give it to others. */
const CONTROL: Way = {
  ...{ id: "control", edge: "permits", target: "scope", yields: "admin" },
  types: [...new Set(SCOPES.map(({ kind }) => kind))],
  actions: [GRANTS_ROLES, ANY_WRITE].map((action) => ({ action, on: "target" })),
};

const PRINCIPAL_TYPE = "@request[microsoft.authorization/roleassignments:principaltype]";
const typeOf = (member: string): string => MEMBERS.find(({ id }) => id === member)?.type ?? "";

function answersOf(plan: AzurePlan) {
  const input = toAzureInput(plan);
  const evaluator = createAzureEvaluator(input);
  if (evaluator === undefined) throw new Error("no Azure was read");
  const can = (member: string, operation: string, place: string, isOfData = false) =>
    evaluator.answer({
      principal: evaluator.principal(nodeOf(member)),
      ...{ operation, place, plane: isOfData ? "data" : "control" },
      // Whoever gives roles may give them to itself.
      attributes: new Map([[PRINCIPAL_TYPE, typeOf(member)]]),
    }).verdict;
  const { edges = [] } = analyzeAzure(input);
  const links = new Map<string, DerivedEdge[]>();
  for (const edge of [...edges, ...input.edges(["contains", "member_of"])] as readonly DerivedEdge[])
    links.set(edge.from, [...(links.get(edge.from) ?? []), edge]);
  return { ways: [...plan.techniques, CONTROL], can, links };
}

const drawn = fc.sample(plans, { numRuns: ESTATES }).map(answersOf);

type Links = ReadonlyMap<string, readonly DerivedEdge[]>;

/** What a node leads to by edges of some kinds, itself included. */
function through(
  id: string,
  kind: DerivedEdge["kind"],
  links: Links,
  isEnough: (edge: DerivedEdge) => boolean,
): ReadonlySet<string> {
  const found = new Set([id]);
  for (const one of found)
    for (const edge of links.get(one) ?? []) if (edge.kind === kind && isEnough(edge)) found.add(edge.to);
  return found;
}

const isCertain = ({ state }: DerivedEdge): boolean => state === "none" || state === "met";
const isOpen = ({ state }: DerivedEdge): boolean => state !== "blocked";
/** What somebody has of itself and of the groups and sets that it is in. */
const waysOf = (member: string, links: Links, isEnough: (edge: DerivedEdge) => boolean): readonly DerivedEdge[] =>
  [...through(nodeOf(member), "member_of", links, isEnough)].flatMap((one) => links.get(one) ?? []).filter(isEnough);

/** Everything of the kinds that a way gets to, with a set of them among what an edge leads to. */
function targetsOf({ target, types = [] }: Way): readonly { readonly place: string; readonly node: string }[] {
  const kinds = target === "identity" ? ["identity"] : types;
  return [
    ...THINGS.filter((one) => one.kinds.some((kind) => kinds.includes(kind))),
    ...SCOPES.filter(({ kind }) => kinds.includes(kind)),
  ];
}

type Can = ReturnType<typeof answersOf>["can"];

/** Operations that the evaluator does not allow somebody on a target. */
function refused({ actions }: Way, member: string, place: string, can: Can): readonly string[] {
  return actions.flatMap(({ action, on, data }) => {
    const at = on === "target" ? [place] : SCOPES.map((one) => one.place);
    return at.some((one) => can(member, action, one, data) === "allowed")
      ? []
      : [`${action} ${on} ${can(member, action, at[0] ?? "", data)}`];
  });
}

/** Whether an edge may be of a way: those that permit do not say of which. */
function isOf({ id, edge, yields }: Way, { kind, technique, capability }: DerivedEdge): boolean {
  return edge === "permits" ? kind === "permits" && capability === yields : technique === id;
}

describe("in drawn estates", () => {
  test("whatever a certain edge takes is allowed", () => {
    let asked = 0;
    const odd = drawn.flatMap(({ ways, can, links }, at) =>
      MEMBERS.flatMap(({ id: member }) =>
        waysOf(member, links, isCertain).flatMap((edge) => {
          const of = ways.filter((way) => isOf(way, edge));
          if (of.length === 0) return [];
          const ends = through(edge.to, "includes", links, isCertain);
          const isSet = !SCOPES.some(({ node }) => node === edge.to);
          const targets = of.flatMap((way) =>
            targetsOf(way)
              .filter(({ node }) => (isSet ? ends.has(node) : node === edge.to))
              .map(({ node, place }) => ({ node, place, not: refused(way, member, place, can), way })),
          );
          asked += targets.length;
          return targets
            .filter(({ node }) => targets.every((one) => one.node !== node || one.not.length > 0))
            .map(({ node, way, not }) => `estate ${at}: ${way.id}, ${member} to ${node}: ${not.join(", ")}`);
        }),
      ),
    );
    expect(odd).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  test("whoever is allowed all that a technique takes has an edge", () => {
    let allowed = 0;
    // A group does nothing itself.
    const actors = MEMBERS.filter(({ type }) => type !== "Group");
    const missing = drawn.flatMap(({ ways, can, links }, at) =>
      actors.flatMap(({ id: member }) => {
        const own = waysOf(member, links, isOpen);
        return ways.flatMap((way) => {
          const kind = way.edge;
          const first = own.filter((edge) => edge.kind === kind);
          // what controls a scope controls those below
          const down = way.target === "scope" ? "contains" : "includes";
          const reached = new Set(first.flatMap(({ to }) => [...through(to, down, links, isOpen)]));
          return targetsOf(way).flatMap(({ place, node }) => {
            if (refused(way, member, place, can).length > 0) return [];
            allowed++;
            return reached.has(node) ? [] : [`estate ${at}: ${way.id}, ${member} to ${node}`];
          });
        });
      }),
    );
    expect(missing).toEqual([]);
    expect(allowed).toBeGreaterThan(0);
  });
});
