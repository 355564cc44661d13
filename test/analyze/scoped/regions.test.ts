// Where permissions are held together: the same as pair by pair, and what it takes grows with the lists, not with their product.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN, YES } from "../../../src/analyze/aws/condition/truth.js";
import { both, type Judgement } from "../../../src/analyze/aws/edges/evaluation/decision.js";
import { covering, firstCovering, meet } from "../../../src/analyze/scoped/regions.js";
import { type Holding, isWithin } from "../../../src/analyze/scoped/world.js";

const parent = (place: string): string | undefined =>
  place.includes("/") ? place.slice(0, place.lastIndexOf("/")) : undefined;
const world = { parent };

const held = (place: string, isSure = true, because: readonly string[] = [place]): Holding => ({
  place,
  judgement: { truth: isSure ? YES : UNKNOWN, state: isSure ? "none" : "unknown", because } as Judgement,
});

/** As it is defined: every pair is looked at. */
function pairs(a: readonly Holding[], b: readonly Holding[]): readonly Holding[] {
  const found = a.flatMap((one) =>
    b.flatMap((other): Holding[] => {
      const judgement = both(one.judgement, other.judgement);
      if (isWithin(one.place, other.place, world)) return [{ place: one.place, judgement }];
      return isWithin(other.place, one.place, world) ? [{ place: other.place, judgement }] : [];
    }),
  );
  return meet(undefined, found, world);
}

const holding = fc
  .tuple(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }), fc.boolean(), fc.nat(9))
  .map(([steps, isSure, number]) => held(["o", ...steps].join("/"), isSure, [String(number)]));

describe("where both of two permissions are held", () => {
  it("is what every pair says, in their order", () => {
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 9 }), fc.array(holding, { maxLength: 9 }), (a, b) => {
        expect(meet(a, b, world)).toEqual(pairs(a, b));
      }),
    );
  });

  it("is the lower of two places, and nowhere for places apart", () => {
    expect(meet([held("o/p1")], [held("o")], world).map(({ place }) => place)).toEqual(["o/p1"]);
    expect(meet([held("o")], [held("o/p1/r")], world).map(({ place }) => place)).toEqual(["o/p1/r"]);
    expect(meet([held("o/p1")], [held("o/p2")], world)).toEqual([]);
    expect(meet([held("o/p1")], [held("o/p10")], world)).toEqual([]);
  });

  it("takes steps in proportion to what is held, for who holds both in each of many projects", () => {
    const steps = (projects: number): number => {
      let count = 0;
      const counted = {
        parent: (place: string) => {
          count += 1;
          return parent(place);
        },
      };
      const everywhere = () => Array.from({ length: projects }, (_, number) => held(`o/p${number}`));
      expect(meet(everywhere(), everywhere(), counted)).toHaveLength(projects);
      return count;
    };
    expect(steps(400)).toBeLessThanOrEqual(steps(100) * 4);
  });
});

describe("what covers a place", () => {
  it("is the surest at it or above it, of those alike the first", () => {
    const [org, project] = [held("o", false), held("o/p")];
    expect(covering([org, project], "o/p/r", world)).toBe(project);
    expect(firstCovering([org, project], "o/p/r", world)).toBe(org);
    expect(covering([org, project], "o/q", world)).toBe(org);
    expect(covering([project], "o/q", world)).toBeUndefined();
    expect(firstCovering([project], "o/q", world)).toBeUndefined();
  });
});
