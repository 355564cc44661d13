// What is open beside every context that it may turn out to be, in drawn estates: what `nhi can` leaves to the caller, to a person with MFA
// or to what nobody knows, what edges of techniques say of it, and who may assume which role.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSessions } from "../../../../src/analyze/aws/edges/trust/narrowed-sessions.js";
import { ANYONE } from "../../../../src/analyze/aws/edges/trust/public-principal.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../../../src/analyze/aws/evaluator.js";
import type { ConditionState } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { createAsked, isAskable, servicesOf } from "./drawn/asked.js";
import { assumptionsFrom } from "./drawn/assumptions.js";
import { plans } from "./drawn/draw.js";
import { type Ask, createInWorlds, type Sureness, saidOf } from "./drawn/in-worlds.js";
import { ORIGINALS, RESOURCES, ROLES } from "./drawn/names.js";
import { actionListsOf } from "./drawn/statements.js";
import {
  accountOf,
  goalOf,
  hubsOf,
  isCaller,
  isCapped,
  isToldByActions,
  SHARES,
  shareOf,
  targetsBehind,
  targetsOf,
} from "./drawn/technique-questions.js";
import { surestWays } from "./drawn/technique-ways.js";
import { toScene } from "./drawn/to-scene.js";
import { drawScene } from "./reachable.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);
/** Questions to the evaluator in each estate. */
const QUESTIONS = 40;
/** One of so many estates is asked about who assumes which role: there are many contexts to that. */
const ASSUMED = 3;
const ASSUME = "sts:AssumeRole";

const techniques = await shippedTechniques();
const picks = fc.array(fc.tuple(fc.nat(ORIGINALS.length - 1), fc.nat(2000), fc.nat(60)), {
  minLength: QUESTIONS,
  maxLength: QUESTIONS,
});
const drawn = fc
  .sample(fc.record({ plan: plans, share: fc.nat(SHARES - 1), picks }), ESTATES)
  .map(({ plan, share, ...rest }) => {
    const known = shareOf(techniques, share);
    const scene = toScene(plan, actionListsOf(known));
    const input = scene.input(known);
    const evaluator = createEvaluator(buildEstate(input));
    const { edges } = drawScene(scene, known);
    const sessions = readSessions(input, evaluator.estate).all;
    return { ...rest, known, scene, evaluator, edges, sessions, sureness: createInWorlds(scene, evaluator) };
  });

const isSurely = (state: ConditionState | undefined) => ["none", "met", "attacker-settable"].includes(state ?? "");

/** How sure something has to be that an answer of a state stands for. */
function fits(state: ConditionState | undefined, sureness: Sureness): boolean {
  if (isSurely(state)) return sureness === "sure";
  if (state === "needs-actor") return sureness === "shown" || sureness === "possible";
  return state === undefined || state === "blocked" ? sureness === "never" : sureness !== "never";
}

describe("in drawn estates", () => {
  test("the evaluator leaves open what some context decides", () => {
    const found = new Set<Sureness>();
    const odd = drawn.flatMap(({ scene, evaluator, known, picks }, at) => {
      const sureness = createInWorlds(scene, evaluator, true);
      const actions = [...new Set(known.flatMap((one) => one.actions.map(({ action }) => action))), ASSUME, ASSUME];
      return picks.flatMap(([who, what, where]) => {
        const principal = ORIGINALS[who] ?? "";
        const action = actions[what % actions.length] ?? ASSUME;
        const resources = resourcesFor(action);
        const request = { principal, action, resource: resources[where % resources.length] ?? "*" };
        const { state } = evaluator.can(request);
        const sure = sureness(principal, (ask) => saidOf(ask(request)));
        found.add(sure);
        const text = `estate ${at}: ${principal} ${action} ${request.resource}: ${state}, ${sure}`;
        return fits(state, sure) && !(state === "unknown" && sure === "sure") ? [] : [text];
      });
    });
    expect(odd).toEqual([]);
    expect(found.size).toBeGreaterThan(1);
  });

  test("whoever may assume a role in some context has an edge, and nobody else", () => {
    const odd = drawn.flatMap(({ edges, sessions, sureness }, at) => {
      if (at % ASSUMED > 0) return [];
      const anyone = assumptionsFrom(edges, ANYONE);
      const callers = [...ORIGINALS.map((id) => ({ id, of: id, session: [] })), ...sessions.map(toCaller)];
      return callers.flatMap(({ id, of, session }) => {
        const own = assumptionsFrom(edges, id);
        return ORIGINALS.flatMap((to) => {
          if (!isRole(to) || to === of) return [];
          const request = { principal: of, action: ASSUME, resource: to, ...(session.length > 0 && { session }) };
          const sure = sureness(of, (ask) => saidOf(ask(request)));
          const { state, isFirst } = own.get(to) ?? { state: undefined, isFirst: false };
          const isThere = state !== undefined || anyone.has(to);
          // what is done first was not asked about, and a set of callers may be less sure than each of them
          const isRight =
            sure === "never" ? state === undefined || isFirst : isThere && (isFirst || !isTooSure(state, sure));
          return isRight ? [] : [`estate ${at}: ${id} to ${to}: ${state}, ${sure}`];
        });
      });
    });
    expect(odd).toEqual([]);
  });

  test("an edge of a technique takes what is allowed in some context", () => {
    let asked = 0;
    const odd = drawn.flatMap(({ scene, known, edges, evaluator, sureness }, at) =>
      surestWays(edges).flatMap(({ from, to, technique: id, state, conditions }) => {
        const technique = known.find((one) => one.id === id);
        if (technique === undefined || !isAskable(technique) || !ORIGINALS.includes(from)) return [];
        if (state === "blocked" || to.includes("#without") || conditions.some((one) => OF_MORE.test(one))) return [];
        asked++;
        const targets = targetsBehind(technique, from, to, scene);
        const said = (ask: Ask) =>
          createAsked(scene, { ...evaluator, can: ask })(technique, from, targets, servicesOf(technique));
        const sure = sureness(from, said);
        // each action is asked about by itself, and may be done in a context of its own
        const isApart = sure === "never" && !isSurely(state) && said(evaluator.can) !== "denied";
        return isApart || fits(state, sure) ? [] : [`estate ${at}: ${id}, ${from} to ${to}: ${state}, ${sure}`];
      }),
    );
    expect(odd).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });

  test("whoever is allowed all that a technique takes in some context has an edge", () => {
    let asked = 0;
    const missing = drawn.flatMap(({ scene, known, edges, evaluator, sureness }, at) => {
      const open = edges.filter(({ state }) => state !== "blocked");
      const controlling = new Set(
        open
          .filter(({ from, to, state }) => isSurely(state) && to === `aws:${accountOf(from)}`)
          .map(({ from }) => from),
      );
      return known.filter(isToldByActions).flatMap((technique) =>
        ORIGINALS.filter((from) => !controlling.has(from) && isCaller(from, technique)).flatMap((from) =>
          targetsOf(technique, accountOf(from), scene).flatMap((target) => {
            if (target === from || isCapped(technique, target, scene)) return [];
            const services = servicesOf(technique).filter(
              (one) => one === undefined || isTrusted(target, one, evaluator.can),
            );
            const said = (ask: Ask) =>
              createAsked(scene, { ...evaluator, can: ask })(technique, from, [target], services);
            if (services.length === 0 || said(evaluator.can) === "denied") return [];
            const sure = sureness(from, said);
            asked++;
            const goal = goalOf(technique, from, target);
            const hubs = hubsOf(from, edges);
            const isDrawn = open.some(({ from: source, to }) => to === goal && (source === from || hubs.has(source)));
            return isDrawn || sure === "never" ? [] : [`estate ${at}: ${technique.id}, ${from} to ${goal}: ${sure}`];
          }),
        ),
      );
    });
    expect(missing).toEqual([]);
    expect(asked).toBeGreaterThan(0);
  });
});

/** What is done first, or depends on what is there and was not read, is not asked about here. */
const OF_MORE = /first|may change the tag|was not read/;

/** Surer than what may turn out so. */
function isTooSure(state: ConditionState | undefined, sure: Sureness): boolean {
  return (isSurely(state) && sure !== "sure") || (state === "needs-actor" && sure === "sure");
}

const isRole = (id: string) => ROLES.some((name) => id.endsWith(`:role/${name}`));

function toCaller({ id, session }: ReturnType<typeof readSessions>["all"][number]) {
  return { id, of: session?.of ?? "", session: session?.limits ?? [] };
}

function resourcesFor(action: string): readonly string[] {
  if (action === ASSUME) return ORIGINALS.filter(isRole);
  const [service = ""] = action.split(":");
  const found = service === "iam" ? ORIGINALS : RESOURCES.filter((one) => one.split(":")[2] === service);
  return found.length > 0 ? found : ["*"];
}

function isTrusted(role: string, service: string, can: Ask): boolean {
  const context = { "aws:SourceAccount": accountOf(role) };
  return saidOf(can({ principal: service, action: ASSUME, resource: role, context })) !== "denied";
}
