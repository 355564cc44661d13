// Who reads, writes or takes over data beside the evaluator, in drawn estates: whatever a certain edge gives is allowed by an action that
// gives it, and whoever is allowed such an action, and to decrypt where that takes it, has an edge.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PERMISSIONS } from "../../../../src/analyze/aws/edges/data/data-permissions.js";
import { ANYONE } from "../../../../src/analyze/aws/edges/trust/public-principal.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../../src/analyze/aws/evaluator.js";
import { shippedTechniques } from "../../../shipped.js";
import { plans } from "./drawn/draw.js";
import { GUARDED, KEY, ORIGINALS, SECRETS } from "./drawn/names.js";
import { actionListsOf } from "./drawn/statements.js";
import { toScene } from "./drawn/to-scene.js";
import { pairsOf, rank } from "./drawn/ways.js";
import { drawScene } from "./reachable.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);

const ORDER = ["allowed", "unknown", "implicit-deny", "explicit-deny"];
const accountOf = (id: string) => id.split(":")[4];
const best = (said: readonly string[]): string => ORDER.find((one) => said.includes(one)) ?? "implicit-deny";
const worse = (a: string, b: string): string => (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b);

type Plan = Parameters<typeof toScene>[0];
const techniques = await shippedTechniques();
/** Actions on data are worth holding too. */
const lists = [...PERMISSIONS.map(({ action }) => action), "*"].flatMap((action) => [action, action, action]);
const drawn = fc.sample(plans, { numRuns: ESTATES }).map((plan) => answersOf(plan));

interface Answered {
  readonly from: string;
  readonly to: string;
  readonly gives: string;
  readonly verdict: string;
}

function answersOf(plan: Plan) {
  const scene = toScene(plan, [...actionListsOf(techniques.slice(0, 1)), ...lists]);
  const { edges } = drawScene(scene, []);
  const evaluator = createEvaluator(buildEstate(scene.input([])));
  // what is for the caller to choose is neither certain nor refused
  const can = (principal: string, action: string, resource: string, context = {}) => {
    const { verdict, state } = evaluator.can({ principal, action, resource, context });
    return verdict === "allowed" && rank(state) > rank("met") ? "unknown" : verdict;
  };
  /** The key of AWS that encrypts all secrets but one opens to their own account alone. */
  const opened = (from: string, to: string) => {
    if (to !== SECRETS[1]) return accountOf(from) === accountOf(to) ? "allowed" : "implicit-deny";
    return can(from, "kms:Decrypt", KEY, { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" });
  };
  const answers = GUARDED.flatMap(([type, to]) =>
    PERMISSIONS.filter((one) => one.type === type && one.shows !== true && one.opens === undefined).flatMap(
      ({ action, gives, within, context, decrypts }) =>
        ORIGINALS.map((from): Answered => {
          const said = (within?.all(to) ?? [to]).map((resource) => can(from, action, resource, context));
          return { from, to, gives, verdict: worse(best(said), decrypts === true ? opened(from, to) : "allowed") };
        }),
    ),
  );
  const controlling = new Set(edges.flatMap(({ from, to }) => (/^aws:\d+$/.test(to) ? [`${from} ${to}`] : [])));
  // as it is, and not after something else that is done first
  const sure = pairsOf(edges.filter(({ condition }) => !/first/.test(condition ?? "")));
  return { pairs: pairsOf(edges), sure, answers, controlling, scene };
}

describe("in drawn estates", () => {
  test("whoever is surely allowed an action on data has an edge that is as sure", () => {
    let allowed = 0;
    const missing = drawn.flatMap(({ pairs, answers, controlling, scene }, at) =>
      answers.flatMap(({ from, to, gives, verdict }) => {
        if (verdict !== "allowed") return [];
        const home = scene.nodes.find(({ id }) => id === to)?.scope ?? "";
        if (controlling.has(`${from} ${home}`)) return [];
        allowed++;
        const holders = [
          from,
          ANYONE,
          ...scene.edges.flatMap((one) => (one.kind === "member_of" && one.from === from ? [one.to] : [])),
        ];
        const states = holders.map((holder) => pairs.get(`${holder} permits ${gives} ${to}`));
        return states.some((state) => rank(state) === rank("met"))
          ? []
          : [`estate ${at}: ${from} ${gives} ${to}: ${states.join(" ")}`];
      }),
    );
    expect(missing).toEqual([]);
    expect(allowed).toBeGreaterThan(0);
  });

  test("whatever a certain edge gives is allowed", () => {
    const odd = drawn.flatMap(({ sure, answers }, at) =>
      [...sure].flatMap(([pair, state]) => {
        const [from = "", kind, gives, to = ""] = pair.split(" ");
        const asked = answers.filter((one) => one.from === from && one.to === to && one.gives === gives);
        if (kind !== "permits" || rank(state) > rank("met") || asked.length === 0) return [];
        const answer = best(asked.map(({ verdict }) => verdict));
        return answer === "allowed" ? [] : [`estate ${at}: ${pair}: ${answer}`];
      }),
    );
    expect(odd).toEqual([]);
  });
});
