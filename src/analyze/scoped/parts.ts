// Where in a scope a technique works: where no safeguard ends it, and where there is what it changes. Which parts those are is the
// same for everybody who holds its permissions there, so that several of them are one set: drawn holder by part, they were the square.
import { oncePer } from "../../model/once.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { UNKNOWN } from "../aws/condition/truth.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import type { World } from "./world.js";

/** A part of a place, and what is open about it: undefined where nothing is. */
interface Part {
  readonly place: string;
  readonly open?: Judgement | undefined;
}

/** What a technique opens at a place. */
interface Opened {
  readonly node: string;
  /** What is open about it. */
  readonly open?: Judgement | undefined;
}

/** The parts of places that techniques work in, each found out once. */
export class Parts {
  private readonly world: World;
  private readonly drawing: Drawing;
  private readonly opened = new Map<string, readonly Opened[]>();
  private readonly existing = new Map<string, readonly Part[]>();
  private readonly first = oncePer((parts: readonly Part[]) => this.firstOf(parts));

  constructor(world: World, drawing: Drawing) {
    this.world = world;
    this.drawing = drawing;
  }

  /** Nodes of a kind that a technique opens to who may do all it takes at a place. Of several parts of a scope it is one set. */
  nodes(technique: ScopedTechnique, kind: string, place: string): readonly Opened[] {
    const key = [technique.id, technique.facet, kind, place].join(" ");
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const opened = this.of(technique, place).flatMap(({ place: at, open }) =>
      this.allAt(technique, kind, at).map((node) => ({ node, open })),
    );
    const answer = opened.length > 1 ? this.together(technique, kind, place, opened) : opened;
    this.opened.set(key, answer);
    return answer;
  }

  /** What is at a place: of a scope its set, and those that it leaves out, which run as identities of other scopes. */
  private allAt({ facet }: ScopedTechnique, kind: string, place: string): readonly string[] {
    const { world } = this;
    const others = world.isScope(place) ? world.foreign(kind, place).map((one) => one.place) : [];
    return [place, ...others].flatMap((one) => world.node(kind, one, facet) ?? []);
  }

  /** Parts of a place in whose scope something of the types is there; where that was not read, it is open. */
  withOne(types: ScopedTechnique["exists"], place: string): readonly Part[] {
    if (types === undefined) return [{ place }];
    const scope = this.scopeOf(place);
    if (scope === undefined) return [{ place }];
    if (scope !== place) {
      const around = this.withOne(types, scope);
      const surest = around.find(({ open }) => open === undefined) ?? around[0];
      return surest === undefined ? [] : [{ place, open: surest.open }];
    }
    const key = `${types.join(" ")} ${scope}`;
    const known = this.existing.get(key);
    if (known !== undefined) return known;
    const answer = this.find(types, scope);
    this.existing.set(key, answer);
    return answer;
  }

  /**
   * Of the parts of a place in whose scope something of the types is there, the first of those in which the same stands in the way of
   * what is made there, and all of some.
   */
  differing(types: ScopedTechnique["exists"], place: string, some: ReadonlySet<string>): readonly Part[] {
    const parts = this.withOne(types, place);
    if (parts.length < 2) return parts;
    const first = this.first(parts);
    return some.size === 0 ? [...first] : parts.filter((one) => first.has(one) || some.has(one.place));
  }

  private firstOf(parts: readonly Part[]): ReadonlySet<Part> {
    const found = new Map<string, Part>();
    for (const part of parts) {
      const ways = this.world.ways?.(part.place) ?? [];
      const key = JSON.stringify([
        part.open,
        ways.map((way) => way.map((one) => ({ ...one, place: one.place !== part.place && one.place }))),
      ]);
      if (!found.has(key)) found.set(key, part);
    }
    return new Set(found.values());
  }

  private find(types: readonly string[], scope: string): readonly Part[] {
    const { world } = this;
    const found = new Set(
      types.flatMap((type) => world.list(type, scope).flatMap((one) => this.scopeOf(one.place) ?? [])),
    );
    const open = new Set(types.flatMap((type) => world.unread(type, scope)).filter((one) => !found.has(one)));
    return [...[...found].map((place) => ({ place })), ...[...open].map((place) => ({ place, open: unseen(types) }))];
  }

  private scopeOf(place: string): string | undefined {
    let at: string | undefined = place;
    while (at !== undefined && !this.world.isScope(at)) at = this.world.parent(at);
    return at;
  }

  /** Parts of a place where no safeguard ends the technique, where there is one that it lifts, and where there is what it changes. */
  private of({ stopped_by: stops, lifts, exists }: ScopedTechnique, place: string): readonly Part[] {
    const { world } = this;
    const spared: readonly Part[] =
      stops === undefined
        ? [{ place }]
        : world.spared(stops, place).map((one) => {
            const doubt = world.doubt?.(stops, one);
            return { place: one, open: doubt === undefined ? undefined : uncertain(doubt) };
          });
    const lifted =
      lifts === undefined
        ? spared
        : spared.flatMap(({ place: at, open }) => world.guarded(lifts, at).map((one) => ({ place: one, open })));
    return lifted.flatMap((one) =>
      this.withOne(exists, one.place).map(({ place: at, open }) => ({ place: at, open: openBoth(one.open, open) })),
    );
  }

  /** One set of what several parts of a scope hold, with what is open about each; by themselves where the world has no such sets. */
  private together(
    technique: ScopedTechnique,
    kind: string,
    place: string,
    opened: readonly Opened[],
  ): readonly Opened[] {
    const whole = this.world.isScope(place) ? this.world.set?.(kind, place, technique.facet) : undefined;
    if (whole === undefined) return opened;
    const which = whichOf(technique);
    const id = `${whole.id}:${which.replaceAll(" ", "-")}`;
    this.drawing.node({ ...whole, id, name: `${whole.name} ${which}` });
    for (const { node: to, open = GRANTED } of opened)
      this.drawing.edge({ kind: "includes", from: id, to, judgement: open });
    return [{ node: id }];
  }
}

function openBoth(one: Judgement | undefined, other: Judgement | undefined): Judgement | undefined {
  return one === undefined || other === undefined ? (one ?? other) : both(one, other);
}

/** What the parts of a scope have in common, in words; all of it has those too that run as identities of other scopes. */
function whichOf({ stopped_by: stops, lifts, exists }: ScopedTechnique): string {
  const where = [
    ...(exists === undefined ? [] : [`there is a ${wordsOf(exists)}`]),
    ...(stops === undefined ? [] : [`no ${stops.join(" or ")} holds`]),
    ...(lifts === undefined ? [] : [`${lifts.join(" or ")} holds`]),
  ];
  return where.length === 0 ? "whatever they run as" : `where ${where.join(" and ")}`;
}

function wordsOf(types: readonly string[]): string {
  return types.map((type) => type.slice(type.indexOf(".") + 1).replaceAll("-", " ")).join(" or ");
}

/** It was not read whether there is something of the types. */
export function unseen(types: readonly string[]): Judgement {
  return {
    truth: UNKNOWN,
    state: "unknown",
    condition: `whether there is a ${wordsOf(types)} was not read`,
    because: [],
  };
}
