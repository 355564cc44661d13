// Who puts a user into a group and acts as that user, by whichever way: a key of it, a password. It has what the group has. AWS asks
// about iam:AddUserToGroup on the group alone, whichever the user:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
import { compareText } from "../../../../model/compare.js";
import { groupBy } from "../../../../model/group-by.js";
import { oncePerWord } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import { createMechanism, type Mechanism } from "../builder/mechanism.js";
import { createTargets } from "../builder/target-index.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import { after, both, type Judgement } from "../evaluation/decision.js";
import type { TechniqueFrame } from "../techniques/frame.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";
import { readWays, type Shared, surestOf } from "./impersonation.js";

export interface PutIntoGroups {
  /** For callers that do not control their account anyway; `mask`: what they are allowed somewhere. */
  add(caller: AwsPrincipal, mask: ActionMask): void;
  /** After what leads from one identity to another. */
  draw(drawing: Drawing): void;
}

/** In: every technique; the one action of that by which a user puts itself into a group puts others there, too. */
export function createPutIntoGroups(
  techniques: readonly Technique[],
  { judge, around }: Pick<TechniqueFrame, "judge" | "around">,
): PutIntoGroups {
  const [action] = techniques.filter(isJoining).flatMap(({ actions }) => actions);
  if (action === undefined) return { add() {}, draw() {} };
  const { estate, interest } = judge;
  const bit = interest.bitOf(action.action);
  const callers: AwsPrincipal[] = [];
  const byAccount = groupBy(estate.groups, ({ account }) => account);
  const mechanism = createMechanism(
    {
      id: "put into group",
      kind: "escalates_to",
      actions: [{ action: action.action }],
      targetsFor: oncePerWord((account) => createTargets((byAccount.get(account) ?? []).map(({ id }) => id))),
      // a group has no policy that could stand against it
      isPlainTarget: () => true,
      hubName: (account, count) => `${count} groups of account ${account}`,
    },
    judge,
  );
  return {
    add(caller, mask) {
      if ((mask & bit) !== 0n && !putsItself(caller)) callers.push(caller);
    },
    draw(drawing) {
      if (callers.length === 0) return;
      const isPut = (id: string) => isPuttable(estate.principal(id));
      const ways = readWays(new Set(callers.map(({ id }) => id)), drawing.sketches(), isPut, around);
      // those who hold the same have the same ends, most of them
      const userOf = oncePerWord((end) =>
        surestOf([...(ways.leads(end) ?? [])].map(([id, judgement]) => ({ id, judgement }))),
      );
      for (const caller of callers) addWay(caller, action.action, ways.from.get(caller.id) ?? [], userOf, mechanism);
      mechanism.draw(drawing);
    },
  };
}

/** Whether a user puts itself into a group by the one action of it. */
export function isJoining({ target, yields, requires, actions }: Technique): boolean {
  return target === "group" && yields === "target" && requires?.caller === "user" && actions.length === 1;
}

/** A user that nothing caps needs no other to have what a group has. */
function putsItself(caller: AwsPrincipal): boolean {
  return caller.kind === "user" && isBoundaryOpen(caller);
}

/** A user that has the whole of what a group has: no boundary caps it. */
function isPuttable(principal: AwsPrincipal | undefined): boolean {
  return principal?.kind === "user" && isBoundaryOpen(principal);
}

/** Adds a caller by the surest of its ways to a user, the first of those that are alike. */
function addWay(
  principal: AwsPrincipal,
  action: string,
  edges: readonly EdgeSketch[],
  userOf: (end: string) => Shared | undefined,
  mechanism: Mechanism,
): void {
  const found = edges.flatMap((edge) => {
    const user = userOf(edge.to);
    if (user === undefined) return [];
    const judgement = both(both(edge.judgement, user.judgement), first(user.id, edge, action));
    return [{ judgement, user: user.id, technique: edge.technique }];
  });
  const [best] = found.sort(
    (a, b) =>
      a.judgement.truth - b.judgement.truth ||
      compareText(a.user, b.user) ||
      compareText(a.technique ?? "", b.technique ?? ""),
  );
  if (best === undefined) return;
  const { judgement, technique } = best;
  mechanism.add({ principal, judgement, ...(technique !== undefined && { technique }) });
}

function first(user: string, { because = [] }: EdgeSketch, action: string): Judgement {
  const condition = `${user}, which it acts as, is put into the group first, by ${action}`;
  return { ...after(condition), because: [...because, user] };
}
