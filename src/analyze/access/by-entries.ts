// Ways into clusters of EKS that hang on the access entry which a caller has there, or does not have yet: for each caller by itself.
import type { Technique, TechniqueAction } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal } from "../aws/estate.js";
import type { Entry } from "../kubernetes/eks-entries.js";
import { ADMINISTRATORS, administratorsOf } from "./cluster-administrators.js";
import type { Drawing } from "./drawing.js";
import type { EksPlace } from "./eks-places.js";
import type { Judge } from "./judge.js";
import { both, type Context, GRANTED, type Judgement, NEVER, uncertain } from "./judgement.js";
import { isCallerFit, type TechniqueFrame } from "./technique-frame.js";
import { BECOME } from "./technique-plan.js";

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
export function drawByEntry(
  principal: AwsPrincipal,
  technique: Technique,
  { judge, around }: Pick<TechniqueFrame, "judge" | "around">,
  drawing: Drawing,
): void {
  const who = principal.session?.of ?? principal.id;
  // an entry is of a user or a role
  if (!isCallerFit(principal, technique) || who.includes(":group/")) return;
  for (const place of around.eks.of(principal.account)) {
    for (const entry of entriesTried(place, who, technique)) {
      const open = judgePlace(place, who, entry, technique);
      const fit = open.truth === NO ? open : both(open, judgeBecoming(principal, who, entry, judge));
      if (fit.truth === NO) continue;
      for (const { to, context, judgement } of goalsOf(place, technique)) {
        const allowed = technique.actions
          .map((action) => judgeAction(principal, action, { place, entry, context, judge }))
          .reduce(both, both(fit, judgement));
        if (allowed.truth === NO) continue;
        drawing.edge({ kind: technique.edge, from: principal.id, to, judgement: allowed, technique: technique.id });
      }
    }
  }
}

/** Its own entry, or none; where one is changed also those of roles, by which it gets in where it may assume them. */
function entriesTried({ cluster }: EksPlace, who: string, { actions }: Technique): readonly (Entry | undefined)[] {
  const own = cluster.entries.find(({ principal }) => principal === who);
  if (!actions.some(({ on }) => on === "own-entry")) return [own];
  const others = cluster.entries.filter(({ principal }) => principal !== who && /:role\//.test(principal));
  return own === undefined ? others : [own, ...others];
}

/** Whether it gets in by the entry: as it is, or with the role that it is of. */
function judgeBecoming(principal: AwsPrincipal, who: string, entry: Entry | undefined, judge: Judge): Judgement {
  if (entry === undefined || entry.principal === who) return GRANTED;
  return judge.ask(principal, { action: BECOME, resource: entry.principal });
}

/** Whether the cluster takes entries, and the caller has one or has none, as the technique needs it. */
function judgePlace({ cluster }: EksPlace, who: string, entry: Entry | undefined, { requires }: Technique): Judgement {
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
  readonly entry: Entry | undefined;
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
  { place, entry, context, judge }: Asked,
): Judgement {
  const partition = place.cluster.id.split(":")[1] ?? "aws";
  const filled = Object.entries(brought).map(([key, text]) => [key, text.replace("{partition}", partition)]);
  const request: Context = { [TYPE]: "STANDARD", ...Object.fromEntries(filled) };
  if (on !== "own-entry")
    return judge.ask(principal, { action, resource: place.cluster.id, context: { ...request, ...context } });
  if (entry === undefined) return NEVER;
  const { groups, username } = entry;
  const there: Context = {
    [GROUPS]: groups.length > 0 ? groups : null,
    ...(username !== undefined && { [USERNAME]: username }),
    [PRINCIPAL]: entry.principal,
  };
  return judge.ask(principal, { action, resource: entry.id, context: { ...request, ...there } });
}
