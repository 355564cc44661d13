// Who becomes a role or user that is changed first, such as rid of what holds it back: callers who may both change it and act as it.
// Both are known as sets of callers with sets of targets; what two of them have in common is a set of callers each of whom may do both
// to each of the targets, so a hub stands for it. Only what one caller does to both: where one may change it and another act as it,
// nobody is both.
import { addTo } from "../../../../model/group-by.js";
import { hashText } from "../../../../model/hash.js";
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Drawing, EdgeSketch } from "../builder/edge-builder.js";
import type { Member } from "../builder/mechanism-spec.js";
import { common, readWays, type Shared, type Ways } from "../escalation/impersonation.js";
import { after, both, GRANTED, type Judgement } from "../evaluation/decision.js";
import type { ChangeGroup } from "../similarity/change-groups.js";
import type { Surroundings } from "../techniques/account-inventory.js";
import { BECOME } from "../techniques/plan.js";

export interface Freeing {
  readonly groups: readonly ChangeGroup[];
  /** Principal → it without that. */
  readonly free: ReadonlyMap<string, AwsPrincipal>;
  readonly techniques: readonly Technique[];
  readonly around: Surroundings;
  readonly goes: Going;
}

/** What is changed first, for people, and as techniques call it. */
export interface Going {
  /** `its permissions boundary goes first`. */
  readonly first: string;
  /** Of several, as what they are then: `without their boundaries`. */
  readonly others: string;
  /** In ids. */
  readonly word: string;
  readonly changes: Technique["changes"];
}

/** Draws an edge from each such caller, by way of a hub where that saves some. */
export function drawFreedByOthers(freeing: Freeing, drawing: Drawing): void {
  const callers = new Set(freeing.groups.flatMap(({ members }) => members.map(({ principal }) => principal.id)));
  if (callers.size === 0) return;
  const ways = readWays(callers, drawing.sketches(), (id) => freeing.free.has(id), freeing.around);
  for (const group of freeing.groups) drawGroup(group, ways, freeing, drawing);
}

interface Entry {
  readonly member: Member;
  readonly edge: EdgeSketch;
}

function drawGroup(group: ChangeGroup, ways: Ways, freeing: Freeing, drawing: Drawing): void {
  const byEnd = new Map<string, Entry[]>();
  for (const member of group.members)
    for (const edge of ways.from.get(member.principal.id) ?? []) addTo(byEnd, edge.to, { member, edge });
  for (const [end, entries] of byEnd) {
    const shared = common(ways.leads(end), group.opens);
    if (shared.length > 0) connect(group, end, entries, shared, freeing, drawing);
  }
}

function connect(
  group: ChangeGroup,
  end: string,
  entries: readonly Entry[],
  shared: readonly Shared[],
  { free, techniques, goes }: Freeing,
  drawing: Drawing,
): void {
  const enter = ({ member, edge }: Entry, to: string, further: Judgement): void =>
    drawing.edge({
      kind: "escalates_to",
      from: member.principal.id,
      to,
      judgement: both(both(edge.judgement, further), firstBy(goes, group.action.action)),
      because: [...member.because, ...(edge.because ?? [])],
      technique: techniqueOf(group, edge, goes, techniques),
    });
  const freeOf = ({ id }: Shared) => free.get(id)?.id ?? "";
  if (entries.length === 1 || shared.length === 1) {
    for (const entry of entries) for (const one of shared) enter(entry, freeOf(one), one.judgement);
    return;
  }
  const { account, key } = group;
  const id = `set:aws:${account}/${goes.word}/${hashText(`${key} ${end}`).slice(0, 12)}`;
  const name = `${shared.length} identities of account ${account} ${goes.others}`;
  const properties = { mechanism: goes.word };
  drawing.node({ id, kind: "set", type: "aws.access-set", name, scope: `aws:${account}`, properties });
  for (const entry of entries) enter(entry, id, GRANTED);
  for (const one of shared) drawing.edge({ kind: "includes", from: id, to: freeOf(one), judgement: one.judgement });
}

/** What goes before, as a reason. */
export function firstBy({ first }: Pick<Going, "first">, action: string): Judgement {
  return after(`${first}, by ${action}`);
}

/** The technique that is both, else the one by which the caller acts as the principal, else the change alone. */
function techniqueOf(
  { action }: ChangeGroup,
  edge: EdgeSketch,
  goes: Going,
  techniques: readonly Technique[],
): string | undefined {
  const by = techniques.find(({ id }) => id === edge.technique)?.actions.map((one) => one.action) ?? [BECOME];
  const isBoth = ({ target, changes, actions }: Technique) =>
    target !== "self" &&
    changes === goes.changes &&
    actions.some((one) => one.action === action.action && one.on === action.on) &&
    actions.some((one) => one.on === "target" && one.action !== action.action && by.includes(one.action));
  const isChange = ({ changes, actions }: Technique) =>
    changes === goes.changes && actions.length === 1 && actions[0]?.action === action.action;
  return techniques.find(isBoth)?.id ?? edge.technique ?? techniques.find(isChange)?.id;
}
