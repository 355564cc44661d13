// Roles and users that a caller makes where it has to give them a permissions boundary: what one is that has all that this boundary lets
// through. AWS advises to delegate the making of identities so, and the boundary then has to be one that leads nowhere:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
import { groupBy } from "../../../../model/group-by.js";
import type { Technique } from "../../../../model/technique.js";
import type { AttachedPolicy } from "../../attached-policy.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Drawing } from "../builder/edge-builder.js";
import { withWholePolicies } from "../escalation/attach-full-access.js";
import { createGift } from "../escalation/full-access-grant.js";
import { after, both, GRANTED, NEVER, surest, uncertain } from "../evaluation/decision.js";
import type { Judge, Written } from "../evaluation/requests.js";
import { eachOnce, type FreedOne, type FreedPart } from "../explicit-deny/removal-sessions.js";
import { toReleased } from "../explicit-deny/unrestricted-session.js";
import type { Surroundings } from "../techniques/account-inventory.js";
import { judgeCallerActions } from "../techniques/caller-requirements.js";
import { maskOf } from "../techniques/frame.js";
import { allowedBy } from "../trust/assume-role.js";
import { BOUNDARY_KEY, boundariesNamed, isWhole, policiesNamed } from "./policies-named-by-conditions.js";
import type { GivenToFree } from "./without-boundary.js";

/** In: who may make identities. Out: one of each kind within each boundary that conditions of its account name. */
export function readMadeWithinBoundary<T extends { readonly principal: AwsPrincipal }>({
  techniques,
  judge: asked,
  around,
  callers,
  isAdmin,
}: GivenToFree<T>): FreedPart {
  const judge = withWholePolicies(asked);
  const making = techniques.filter(isMaking).map((technique) => ({ technique, mask: maskOf(technique, judge) }));
  const isNamed = ({ policies }: AwsPrincipal): boolean => {
    const allowed = allowedBy(policies, judge.interest);
    return making.some(({ mask }) => (allowed & mask) === mask);
  };
  const makers = callers.flatMap((one) => (isNamed(one.principal) && !isAdmin(one) ? [one.principal] : []));
  if (makers.length === 0) return { found: [], draw() {} };
  const gift = createGift(judge);
  const made = [...boundariesNamed(judge, MAKING)].flatMap(([account, boundaries]) =>
    boundaries.flatMap((boundary) =>
      (["role", "user"] as const).map((kind): Made => {
        const of = toNew(kind, account, boundary);
        return { kind, account, boundary, freed: { ...toReleased(of, [gift(of)]), own: undefined } };
      }),
    ),
  );
  const byPlace = groupBy(made, ({ account, boundary }) => `${account} ${boundary.id}`);
  const frame = { judge, around };
  return {
    found: made.map(({ freed }) => freed),
    draw(drawing, all) {
      for (const maker of eachOnce([...makers, ...all.filter(isNamed)])) {
        for (const { technique } of making) drawUnheld(maker, technique, frame, drawing);
        for (const { id } of policiesNamed(maker, MAKING, BOUNDARY_KEY, judge))
          for (const one of byPlace.get(`${maker.account} ${id}`) ?? [])
            for (const { technique } of making) drawMaking(maker, one, technique, frame, drawing);
      }
    },
  };
}

const MAKING = ["iam:CreateUser", "iam:CreateRole"];

interface Made {
  readonly kind: "role" | "user";
  readonly account: string;
  readonly boundary: AttachedPolicy;
  readonly freed: FreedOne;
}

/** A technique that makes an identity which has to be without a boundary to be worth control. */
function isMaking({ target, yields, changes, actions }: Technique): boolean {
  const isFree = actions.some(({ action, without }) => MAKING.includes(action) && without?.includes(BOUNDARY_KEY));
  return target === "self" && yields === "admin" && changes === undefined && isFree;
}

function toNew(kind: Made["kind"], account: string, boundary: AttachedPolicy): AwsPrincipal {
  const name = boundary.id.slice(boundary.id.lastIndexOf("/") + 1);
  return {
    index: -1,
    id: `arn:${partitionOf(boundary.id)}:iam::${account}:${kind}/<new>/${name}`,
    kind,
    account,
    name: `a new ${kind} within ${name},`,
    uniqueId: undefined,
    isServiceLinked: false,
    tags: {},
    policies: [],
    boundary,
    trust: undefined,
    hasMfa: undefined,
  };
}

interface Frame {
  readonly judge: Judge;
  readonly around: Surroundings;
}

/** A boundary that the maker writes first or anew, or takes off what it made, keeps nothing from it. */
function drawUnheld(maker: AwsPrincipal, technique: Technique, { judge, around }: Frame, drawing: Drawing): void {
  const action = technique.actions.find((one) => MAKING.includes(one.action))?.action ?? "";
  const ways = [
    ...judge.toWrite(maker, action, BOUNDARY_KEY).map((writes): Way => ({ id: writes.id, technique, writes })),
    ...policiesNamed(maker, MAKING, BOUNDARY_KEY, judge)
      .filter(({ id }) => isWhole(id))
      .flatMap(({ id }): Way[] =>
        takingOff(technique, partitionOf(maker.id)).map((longer) => ({ id, technique: longer, writes: undefined })),
      ),
  ];
  if (ways.length === 0 || judgeCallerActions(maker, technique, judge, around).truth === YES) return;
  const judgement = surest(ways, ({ id, technique: asked, writes }) => {
    const written = writes ? both(judge.ask(maker, { action: writes.action, resource: id }), writes.surely) : GRANTED;
    if (written.truth === NO) return NEVER;
    const what = writes === undefined ? "loses its boundary again" : "has a boundary that is written first";
    const first = after(`what it makes ${what}`);
    return both(both(judgeCallerActions(maker, asked, withBoundary(judge, id), around), written), first);
  });
  if (judgement.truth === NO) return;
  const edge = { kind: technique.edge, from: maker.id, to: `aws:${maker.account}`, technique: technique.id } as const;
  drawing.edge({ ...edge, gives: "admin", judgement });
}

/** How a maker makes what the boundary does not hold. */
interface Way {
  /** The boundary. */
  readonly id: string;
  readonly technique: Technique;
  /** How it writes the boundary, where it does. */
  readonly writes: Written | undefined;
}

/** The technique and one action more on what it makes: that takes its boundary off, or puts one there that lets everything through. */
function takingOff(technique: Technique, partition: string): Technique[] {
  const making = technique.actions.find(({ action }) => MAKING.includes(action));
  if (making === undefined) return [];
  const kind = making.action === "iam:CreateRole" ? "Role" : "User";
  const open = { [BOUNDARY_KEY]: `arn:${partition}:iam::aws:policy/AdministratorAccess` };
  return [
    { ...making, action: `iam:Delete${kind}PermissionsBoundary` },
    { ...making, action: `iam:Put${kind}PermissionsBoundary`, without: [], with: open },
  ].map((last) => ({ ...technique, actions: [...technique.actions, last] }));
}

/** Where the maker may leave out the boundary it makes who has none. */
function drawMaking(
  maker: AwsPrincipal,
  { kind, boundary, freed }: Made,
  technique: Technique,
  { judge, around }: Frame,
  drawing: Drawing,
): void {
  if (!technique.actions.some(({ action }) => action === (kind === "role" ? "iam:CreateRole" : "iam:CreateUser")))
    return;
  if (judgeCallerActions(maker, technique, judge, around).truth === YES) return;
  const judgement = judgeCallerActions(maker, technique, withBoundary(judge, boundary.id), around);
  if (judgement.truth === NO) return;
  const edge = { kind: technique.edge, from: maker.id, technique: technique.id };
  if (boundary.policy.isOpaque) {
    const open = uncertain(`what the boundary ${boundary.id} lets through, which was not read`);
    drawing.edge({ ...edge, to: `aws:${maker.account}`, gives: "admin", judgement: both(judgement, open) });
    return;
  }
  const first = after(`what it makes has the boundary ${boundary.id}`);
  drawing.edge({ ...edge, to: freed.session.id, judgement: both(judgement, first) });
}

/** Requests that would leave out the boundary bring this one. */
function withBoundary(judge: Judge, boundary: string): Judge {
  return {
    ...judge,
    ask(principal, question) {
      const { context } = question;
      if (context?.[BOUNDARY_KEY] !== null) return judge.ask(principal, question);
      return judge.ask(principal, { ...question, context: { ...context, [BOUNDARY_KEY]: boundary } });
    },
  };
}
