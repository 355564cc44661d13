// The cases that techniques of clouds with a tree of scopes carry, each with that technique alone: a case that is found is found as
// surely as the technique says, the near misses are not, not even perhaps, and of what makes a case nothing is there for show.
import { describe, expect, test } from "vitest";
import type { ScopedProvider, ScopedTechnique } from "../../../src/model/scoped-technique.js";
import { shippedTechniqueLists } from "../../shipped.js";
import * as azure from "./azure-scene.js";
import * as entra from "./entra-scene.js";
import * as gcp from "./gcp-scene.js";
import * as kubernetes from "./kubernetes-scene.js";

/** Providers whose techniques carry cases, and what says how far one gets. A provider more is one line. */
type AnswerOf = (technique: ScopedTechnique, holds: readonly string[], guarded?: string) => string;
const SCENES: { readonly [provider in ScopedProvider]?: AnswerOf } = {
  azure: azure.answerOf,
  entra: entra.answerOf,
  gcp: gcp.answerOf,
  kubernetes: kubernetes.answerOf,
};

const { scopedTechniques } = await shippedTechniqueLists();
const withScene = scopedTechniques.flatMap((technique) => {
  const answerOf = SCENES[technique.provider];
  return answerOf === undefined ? [] : [[technique.id, technique, answerOf] as const];
});

test("every provider with a scene has techniques", () => {
  expect([...new Set(withScene.map(([, { provider }]) => provider))].sort()).toEqual(Object.keys(SCENES).sort());
});

describe.each(withScene)("%s", (_id, technique, answerOf) => {
  const cases = technique.cases ?? [];

  test("has cases both ways", () => {
    expect(new Set(cases.map(({ found }) => found))).toEqual(new Set([true, false]));
  });

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { holds, guarded, found }) => {
    const { open, types = [] } = technique;
    // Where something is open of some kinds of targets only, each kind is asked about.
    for (const kind of open?.of === undefined ? [undefined] : types) {
      const isOpen = kind === undefined || open?.of?.includes(kind) === true;
      const asked = kind === undefined ? technique : { ...technique, types: [kind] };
      const expected = found ? ((isOpen ? open?.state : undefined) ?? "met") : "no";
      expect([kind, answerOf(asked, holds, guarded)]).toEqual([kind, expected]);
    }
  });

  test("needs everything that a case which is found holds", () => {
    for (const { name, holds, guarded } of cases.filter(({ found }) => found)) {
      for (const dropped of holds) {
        const rest = holds.filter((one) => one !== dropped);
        expect([name, dropped, answerOf(technique, rest, guarded)]).toEqual([name, dropped, "no"]);
      }
    }
  });
});
