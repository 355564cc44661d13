// Edges on Google Cloud beside the evaluator, in drawn organisations: one that is drawn as certain takes permissions all of which
// `nhi can` allows its source, and where it allows all of them on a target, somebody has an edge there, through groups and sets too.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import { readGoogleEstate } from "../../../src/analyze/gcp/estate.js";
import { answer } from "../../../src/analyze/gcp/evaluator.js";
import type { DerivedEdge } from "../../../src/model/analysis.js";
import type { ScopedTechnique } from "../../../src/model/scoped-technique.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { emailOf, homeOf, MEMBERS, PARENTS, PROJECTS, SCOPES, THINGS, type Thing } from "./drawn/names.js";
import { type GooglePlan, plansOf } from "./drawn/plan.js";
import { toGoogleInput } from "./drawn/to-input.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 20);

const { scopedTechniques } = await shippedTechniqueLists();
const plans = plansOf(scopedTechniques.filter(({ provider }) => provider === "gcp"));
const drawn = fc.sample(plans, { numRuns: ESTATES }).map(answersOf);

function answersOf(plan: GooglePlan) {
  const input = toGoogleInput(plan);
  const estate = readGoogleEstate(input, []);
  if (estate === undefined) throw new Error("no Google Cloud was read");
  // as `nhi can` does of what was read: the name of a bucket does not tell its project
  for (const { place, project } of THINGS) estate.places.placeOf(place, project.slice(9));
  const { edges = [] } = analyzeGoogle(input, createPolicyCompiler());
  const can = (member: string, permission: string, place: string) =>
    answer({ member: estate.anyMember(member), permission, place }, estate).verdict;
  const idOf = (member: string) => estate.anyMember(member).id;
  // whom nothing names is no node: the sets that it is in are
  const setsOf = (member: string) => (estate.member(member) ? [] : estate.anyMember(member).groups).map(idOf);
  return { plan, can, idOf, setsOf, ways: linksOf(edges) };
}

type Links = ReadonlyMap<string, readonly DerivedEdge[]>;

function linksOf(edges: readonly DerivedEdge[]): Links {
  const links = new Map<string, DerivedEdge[]>();
  for (const edge of edges) links.set(edge.from, [...(links.get(edge.from) ?? []), edge]);
  return links;
}

/** What a node leads to by edges of some kinds, itself included. */
function through(id: string, kinds: readonly string[], links: Links): ReadonlySet<string> {
  const found = new Set([id]);
  for (const one of found)
    for (const { kind, to, state } of links.get(one) ?? [])
      if (kinds.includes(kind) && state !== "blocked") found.add(to);
  return found;
}

/** What somebody has of itself and of the groups and sets that it is in. */
function certainWays(id: string, links: Links): readonly DerivedEdge[] {
  return [...through(id, ["member_of"], links)].flatMap((one) => links.get(one) ?? []);
}

/** Everything of the kind that a technique gets to. */
function targetsOf({ target, types = [] }: ScopedTechnique): readonly Thing[] {
  const kinds = target === "identity" ? ["identity"] : types;
  const scopes = SCOPES.map((scope) => ({
    kind: `gcp.${scope.slice(0, scope.indexOf("s/"))}`,
    place: scope,
    project: scope,
    node: `gcp:${scope}`,
  }));
  return [...THINGS, ...scopes].filter(({ kind }) => kinds.includes(kind));
}

/** The account that what is in a project runs as. */
const identityOf = (project: string): string => {
  const home = homeOf(project);
  return `//iam.googleapis.com/${home}/serviceAccounts/${emailOf(home)}`;
};

type Can = ReturnType<typeof answersOf>["can"];

/** Permissions that the evaluator does not allow somebody for a technique on a target. */
function refused({ actions }: ScopedTechnique, member: string, { place, project }: Thing, can: Can): readonly string[] {
  return actions.flatMap(({ action, on }) => {
    const at =
      on === "target" ? [place] : on === "container" ? [project] : on === "identity" ? [identityOf(project)] : PROJECTS;
    return at.some((one) => can(member, action, one) === "allowed")
      ? []
      : [`${action} ${on} ${can(member, action, at[0] ?? "")}`];
  });
}

/** Folders that hold a folder: what a folder holds is its own. */
function above({ kind, place }: Thing): readonly string[] {
  const parent = kind === "gcp.folder" ? PARENTS[place] : undefined;
  return parent === undefined ? [] : [`gcp:${parent}`];
}

const plain = (id: string): string => id.replace(/#.*$/, "");

describe("in drawn organisations", () => {
  test("whatever a certain edge takes is allowed", () => {
    let asked = 0;
    const odd = drawn.flatMap(({ plan, can, idOf, ways }, at) =>
      MEMBERS.flatMap((member) =>
        certainWays(idOf(member), ways).flatMap(({ to, technique: id, state }) => {
          const technique = plan.techniques.find((one) => one.id === id);
          if (technique === undefined || (state !== "none" && state !== "met")) return [];
          const ends = new Set([...through(to, ["includes"], ways)].map(plain));
          const targets = targetsOf(technique).filter(({ node }) => ends.has(node));
          asked += targets.length;
          return targets.flatMap((target) => {
            const not = refused(technique, member, target, can);
            return not.length === 0
              ? []
              : [`estate ${at}: ${technique.id}, ${member} to ${target.node}: ${not.join(", ")}`];
          });
        }),
      ),
    );
    expect(odd).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  test("whoever is allowed all that a technique takes has an edge", () => {
    let allowed = 0;
    const missing = drawn.flatMap(({ plan, can, idOf, setsOf, ways }, at) =>
      MEMBERS.flatMap((member) => {
        const hubs = [idOf(member), ...setsOf(member), idOf("allUsers"), idOf("allAuthenticatedUsers")];
        const sources = new Set(hubs.flatMap((one) => [...through(one, ["member_of"], ways)]));
        const first = [...sources].flatMap((one) => (ways.get(one) ?? []).map(({ to }) => to));
        const reached = new Set(first.flatMap((one) => [...through(one, ["includes"], ways)]).map(plain));
        return plan.techniques.flatMap((technique) =>
          targetsOf(technique).flatMap((target) => {
            if (target.node === idOf(member) || refused(technique, member, target, can).length > 0) return [];
            allowed++;
            return [target.node, ...above(target)].some((one) => reached.has(one))
              ? []
              : [`estate ${at}: ${technique.id}, ${member} to ${target.node}`];
          }),
        );
      }),
    );
    expect(missing).toEqual([]);
    expect(allowed).toBeGreaterThan(0);
  });
});
