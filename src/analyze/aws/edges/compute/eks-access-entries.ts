// Ways into clusters of EKS that hang on the access entry which a caller has there, or does not have yet: for each caller by itself.
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import type { Entry } from "../../../kubernetes/eks-entries.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { both, type Context, GRANTED, type Judgement, NEVER, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { isCallerFit, type TechniqueFrame } from "../techniques/frame.js";
import { BECOME } from "../techniques/plan.js";
import { ADMINISTRATORS, administratorsOf } from "./eks-administrators.js";
import type { EksPlace } from "./eks-clusters.js";

/** Users and groups of a cluster, as techniques name them. */
export const NAMES = "aws.eks-names";

/** Whether a technique hangs on the entry that the caller has. */
export function isByEntry({ actions, requires }: Pick<Technique, "actions" | "requires">): boolean {
  return requires?.entry !== undefined || actions.some(({ on }) => on === "own-entry");
}

/** What is reached, what a request for it brings, and how sure it is that there is something to reach. */
interface Goal {
  readonly to: string;
  readonly context: Context;
  readonly judgement: Judgement;
}

/** Draws the edges of a caller to what the technique opens in the clusters of its account. */
export function drawByEntry(principal: AwsPrincipal, technique: Technique, frame: Frame, drawing: Drawing): void {
  // an entry is of a user or a role
  if (!isCallerFit(principal, technique) || ownName(principal).includes(":group/")) return;
  for (const place of frame.around.eks.of(principal.account)) {
    for (const [to, judgement] of bestWays(principal, place, technique, frame))
      drawing.edge({ kind: technique.edge, from: principal.id, to, judgement, technique: technique.id });
  }
}

type Frame = Pick<TechniqueFrame, "judge" | "around" | "assumption">;

/** As whom a caller gets in, itself or a role that it may assume, and the entry that is there for that. */
interface Way {
  readonly who: string;
  readonly entry: Entry | undefined;
}

function ownName({ id, session }: AwsPrincipal): string {
  return session?.of ?? id;
}

/** What is reached in a cluster → how surely at best. */
function bestWays(
  principal: AwsPrincipal,
  place: EksPlace,
  technique: Technique,
  frame: Frame,
): ReadonlyMap<string, Judgement> {
  const { judge } = frame;
  const best = new Map<string, Judgement>();
  const goals = goalsOf(place, technique);
  for (const way of waysTried(principal, place, technique, frame)) {
    const open = judgePlace(place, way, technique);
    const fit = open.truth === NO ? open : both(open, judgeBecoming(principal, way, judge));
    if (fit.truth === NO) continue;
    for (const { to, context, judgement } of goals) {
      const allowed = technique.actions
        .map((action) => judgeAction(principal, action, { place, way, context, judge }))
        .reduce(both, both(fit, judgement));
      if (allowed.truth < (best.get(to)?.truth ?? NO)) best.set(to, allowed);
    }
    if (goals.every(({ to }) => best.get(to)?.truth === YES)) break;
  }
  return best;
}

/** Roles without an entry more than these are not tried for one. */
const MOST_ROLES = 20;

/** As itself; then with roles that it may assume, which have an entry where one is changed, and none where one is made. */
function* waysTried(
  principal: AwsPrincipal,
  { cluster }: EksPlace,
  { actions }: Technique,
  { assumption }: Frame,
): Iterable<Way> {
  const who = ownName(principal);
  const own = cluster.entries.find((one) => one.principal === who);
  if (actions.some(({ on }) => on === "own-entry")) {
    if (own !== undefined) yield { who, entry: own };
    for (const entry of cluster.entries)
      if (entry.principal !== who && /:role\//.test(entry.principal)) yield { who: entry.principal, entry };
    return;
  }
  yield { who, entry: own };
  const isFree = (role: string) =>
    role !== who && accountOfArn(role) === principal.account && !cluster.withEntry.has(role);
  const roles = new Set([...assumption.namedBy(principal), ...assumption.targetsOf(principal)].filter(isFree));
  for (const role of [...roles].slice(0, MOST_ROLES)) yield { who: role, entry: undefined };
}

/** Whether it gets in so: as it is, or with the role. */
function judgeBecoming(principal: AwsPrincipal, { who }: Way, judge: Judge): Judgement {
  if (who === ownName(principal)) return GRANTED;
  return judge.ask(principal, { action: BECOME, resource: who });
}

/** Whether the cluster takes entries, and who gets in has one or has none, as the technique needs it. */
function judgePlace({ cluster }: EksPlace, { who, entry }: Way, { requires }: Technique): Judgement {
  const { mode, withEntry, areEntriesRead } = cluster;
  if (mode === "CONFIG_MAP") return NEVER;
  let judgement = mode === undefined ? uncertain("its authentication mode was not read") : GRANTED;
  if (requires?.unread !== undefined) judgement = both(judgement, uncertain(requires.unread));
  if (requires?.entry !== "none") return entry === undefined ? NEVER : both(judgement, entry.judgement);
  if (withEntry.has(who)) return NEVER;
  return areEntriesRead ? judgement : both(judgement, uncertain("whether it has an access entry already was not read"));
}

function goalsOf({ cluster, names, areNamesRead }: EksPlace, { types = [] }: Technique): readonly Goal[] {
  const administrators = administratorsOf(cluster.id);
  if (types.includes(ADMINISTRATORS)) return [{ to: administrators, context: {}, judgement: GRANTED }];
  const named = names.map(({ id, kind, name }) => ({
    to: id,
    context: kind === "group" ? { [GROUPS]: name, [USERNAME]: null } : { [USERNAME]: name, [GROUPS]: null },
    judgement: GRANTED,
  }));
  if (areNamesRead) return named;
  const open = uncertain("which users and groups of the cluster have more than others was not read");
  return [...named, { to: administrators, context: {}, judgement: open }];
}

const GROUPS = "eks:kubernetesGroups";
const USERNAME = "eks:username";
const TYPE = "eks:accessEntryType";
const PRINCIPAL = "eks:principalArn";

interface Asked {
  readonly place: EksPlace;
  readonly way: Way;
  readonly context: Context;
  readonly judge: Judge;
}

/**
 * An entry is made with what the request brings; conditions about one that is there read what it has: "Condition keys for Amazon
 * Elastic Kubernetes Service", Service Authorization Reference.
 */
function judgeAction(
  principal: AwsPrincipal,
  { action, on, with: brought = {} }: TechniqueAction,
  { place, way: { who, entry }, context, judge }: Asked,
): Judgement {
  const partition = place.cluster.id.split(":")[1] ?? "aws";
  const filled = Object.entries(brought).map(([key, text]) => [key, text.replace("{partition}", partition)]);
  const request: Context = { [TYPE]: "STANDARD", ...Object.fromEntries(filled) };
  if (on !== "own-entry")
    return judge.ask(principal, {
      action,
      resource: place.cluster.id,
      context: { ...request, ...context, [PRINCIPAL]: who },
    });
  if (entry === undefined) return NEVER;
  const { groups, username } = entry;
  const there: Context = {
    [GROUPS]: groups.length > 0 ? groups : null,
    ...(username !== undefined && { [USERNAME]: username }),
    [PRINCIPAL]: entry.principal,
  };
  return judge.ask(principal, { action, resource: entry.id, context: { ...request, ...there } });
}
