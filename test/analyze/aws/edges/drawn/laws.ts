// What has to hold of any estate, each as a function that says in words where it does not.
import { ANYONE } from "../../../../../src/analyze/aws/edges/trust/public-principal.js";
import { oncePer } from "../../../../../src/model/once.js";
import type { Technique } from "../../../../../src/model/technique.js";
import type { ConditionState } from "../../../../../src/model/words.js";
import { drawScene } from "../reachable.js";
import { ACCOUNT, OTHER, type Scene } from "../scene.js";
import { apart, type Change, withBoundary, withCeiling, withDenial, withoutGrant } from "./changes.js";
import { FOREIGN_SECRET, GUARDED, ORIGINALS, RESOURCES } from "./names.js";
import { addPasser } from "./passing.js";
import type { Plan } from "./plan.js";
import { renamedScene, renamedText } from "./renamed.js";
import { shutIn, shutOut, shutSessions, unread } from "./shut.js";
import { type ActionList, actionListsOf } from "./statements.js";
import { toScene } from "./to-scene.js";
import { differences, gained, pairsOf, rank, reachFrom, type Ways } from "./ways.js";
import type { Writing } from "./writing.js";

export type Law = (plan: Plan, change: Change) => string[];

/** Laws by name, for analysis with the techniques; statements of estates are about what these need. */
export function createLaws(techniques: readonly Technique[]): { readonly [name: string]: Law } {
  const lists = actionListsOf(techniques);
  const edgesOf = (scene: Scene) => drawScene(scene, techniques).edges;
  const waysOf = (scene: Scene) => ownWays(pairsOf(edgesOf(scene)));
  // several laws begin with the same
  const drawn = oncePer((plan: Plan) => edgesOf(toScene(plan, lists)));
  const gains = createGains((plan) => [...drawn(plan), ...runsIn(toScene(plan, lists)), ...AS_ANYONE]);
  const quiet = lists.filter(isQuiet);
  const quietWays = oncePer((plan: Plan) => waysOf(toScene(plan, quiet)));
  const same = (plan: Plan, writing: Writing) => differences(quietWays(plan), waysOf(toScene(plan, quiet, writing)));
  const alike = (plan: Plan, other: Scene) => differences(ownWays(pairsOf(drawn(plan))), waysOf(other));
  return {
    "a Deny adds no way": (plan, change) => gains(plan, withDenial(plan, change)),
    "a grant taken away adds no way": (plan, change) => gains(plan, withoutGrant(plan, change)),
    "a boundary adds no way": (plan, change) => gains(plan, withBoundary(plan, change)),
    "a control policy adds no way": (plan, change) => gains(plan, withCeiling(plan, change)),
    "each caller has the ways that it has by itself": (plan) => alike(plan, apart(toScene(plan, lists))),
    "the order of nodes, edges, statements and lists means nothing": (plan) =>
      alike(plan, toScene(plan, lists, { isReversed: true })),
    "a policy cut in parts is the same": (plan) => same(plan, { isSplit: true }),
    "a managed policy is worth what an inline one is": (plan) => same(plan, { isManaged: true }),
    "a policy held twice is held once": (plan) => same(plan, { isDoubled: true }),
    "a grant of a key is worth what its policy would say": (plan) =>
      alike(plan, toScene(plan, lists, { isInKeyPolicy: true })),
    "names mean nothing": (plan) => {
      const own = [...pairsOf(drawn(plan))].map(([key, state]) => [renamedText(key), state] as const);
      return differences(ownWays(new Map(own)), waysOf(renamedScene(toScene(plan, lists))));
    },
    "the same in other words is the same": (plan) => same(plan, { isRephrased: true }),
    "what is asked if a key exists is asked, or the key is not there": (plan) => same(plan, { isApart: true }),
    "a control policy denies what it does not allow": (plan, change) => {
      const narrow = withCeiling(plan, change);
      return alike(narrow, toScene(narrow, lists, { isDenied: true }));
    },
    "whoever is denied everything has no way, and is of no use to who passes it": (plan, change) => {
      const scene = toScene(plan, lists);
      const shut = shutOut(scene, change).map(({ id }) => id);
      const isByPassing = addPasser(scene, techniques);
      const edges = edgesOf(scene);
      return [...waysFrom(edges, shut).keys(), ...edges.filter(isByPassing).map(({ to }) => `passes ${to}`)];
    },
    "a session that is denied everything has no way": (plan) => {
      const scene = toScene(plan, lists);
      const shut = shutSessions(scene);
      return [...waysFrom(edgesOf(scene), shut).keys()];
    },
    "what takes no request is not got to by one": (plan, change) => {
      const scene = toScene(plan, lists);
      const accounts = shutIn(scene, change, GUARDED_DATA);
      const isRequest = new RegExp(` (can_assume .*:(${accounts.join("|")}):role/|permits (read|write|use) (?!aws:))`);
      return [...pairsOf(edgesOf(scene)).keys()].filter(
        (key) => isRequest.test(key) && (accounts.length > 1 || !key.includes(FOREIGN_SECRET)),
      );
    },
    "whoever may be denied everything has no sure way": (plan, change) => {
      const scene = toScene(plan, lists);
      const shut = shutOut(scene, change);
      const policies = shut.map(({ policy }) => policy);
      const ways = waysFrom(
        edgesOf(unread(scene, change, policies)),
        shut.map(({ id }) => id),
      );
      // an administrator counts as one whatever control policies say that do not surely take all of it away
      return [...ways].flatMap(([key, state]) => (rank(state) === 1 && !key.includes(" permits admin ") ? [key] : []));
    },
    "what was not read makes nothing sure": (plan, change) => {
      const known = pairsOf(drawn(plan));
      return [...ownWays(pairsOf(edgesOf(unread(toScene(plan, lists), change))))].flatMap(([key, state]) =>
        rank(state) === 1 && rank(known.get(key)) > 1 ? [`${key}: ${known.get(key) ?? "no"} → ${state}`] : [],
      );
    },
    "an estate is answered alike twice": (plan) => {
      const again = JSON.stringify(edgesOf(toScene(plan, lists)));
      return again === JSON.stringify(drawn(plan)) ? [] : ["the answers differ"];
    },
  };
}

/** Ways that begin at one of them. */
function waysFrom(edges: Parameters<typeof pairsOf>[0], ids: readonly string[]): Ways {
  return new Map([...pairsOf(edges)].filter(([key]) => ids.some((id) => key.startsWith(`${id} `))));
}

function runsIn({ edges }: Scene) {
  return edges.filter(({ kind }) => kind === "runs_as");
}

/** What has a policy of its own and holds data. */
const GUARDED_DATA = GUARDED.flatMap(([type, id]) => (type === "aws.lambda-function" ? [] : [id]));

const ACCOUNTS = [`aws:${ACCOUNT}`, `aws:${OTHER}`];
/** What is there whatever is drawn. */
const ENDS: ReadonlySet<string> = new Set([...ORIGINALS, ...RESOURCES, ...ACCOUNTS]);

/** What anyone gets to, each principal does. */
const AS_ANYONE = ORIGINALS.map((from) => ({ from, to: ANYONE, state: "none" as const }));

/** What somebody gets to after a change, in any number of steps, and did not before, or less surely. */
function createGains(stepsOf: (plan: Plan) => Parameters<typeof reachFrom>[0]) {
  const reachIn = oncePer((plan: Plan) => reachFrom(stepsOf(plan), ORIGINALS, [...ENDS]));
  return (before: Plan, after: Plan | undefined): string[] => {
    if (after === undefined) return [];
    const had = reachIn(before);
    return [...reachIn(after)].flatMap(([source, reached]) => {
      const own = had.get(source) ?? new Map<string, number>();
      // whoever controls an account gives itself the rest, which is not drawn
      const control = Math.min(...ACCOUNTS.map((one) => own.get(one) ?? Number.POSITIVE_INFINITY));
      const now = new Map([...reached].filter(([to, at]) => ENDS.has(to) && at < control));
      return gained(own, now).map((text) => `${source} gets to ${text}`);
    });
  };
}

const OWN: ReadonlySet<string> = new Set([...ORIGINALS, ...ORIGINALS.map(renamedText)]);

/** Ways of principals of the estate, to what is not a session of one; without those that anyone has as surely, which it may have by itself too. */
function ownWays(pairs: Ways): Ways {
  const isOwn = ([key, state]: readonly [string, ConditionState]) => {
    const [from = "", ...rest] = key.split(" ");
    return OWN.has(from) && !/session|without/.test(key) && rank(pairs.get([ANYONE, ...rest].join(" "))) > rank(state);
  };
  return new Map([...pairs].filter(isOwn));
}

const LOUD = /^(\*|iam:(\*|.*Polic.*|Put.*|Attach.*|Delete.*|Detach.*|.*Boundary|.*Group))$/;

/** Whether who holds the actions changes no policy: what one is worth that may be cut off depends on how it is written down. */
function isQuiet(actions: ActionList): boolean {
  return [actions].flat().every((action) => !LOUD.test(action) || action === "iam:UpdateAssumeRolePolicy");
}
