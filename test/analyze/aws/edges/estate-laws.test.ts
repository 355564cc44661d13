// What has to hold whatever the estate, tried on drawn ones: see drawn/to-scene.ts for what is in them and drawn/laws.ts for the laws.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shippedTechniques } from "../../../shipped.js";
import { changes } from "./drawn/changes.js";
import { plans } from "./drawn/draw.js";
import { createLaws } from "./drawn/laws.js";

/** Estates, of which each law is tried on all. */
const ESTATES = Number(process.env["NHI_ESTATES"] ?? 10);
/** An estate is analysed with a share of the techniques: with all of them few could be tried in the time. */
const SHARES = 6;

const techniques = await shippedTechniques();
const laws = Array.from({ length: SHARES }, (_, share) =>
  createLaws(techniques.filter((_one, at) => at % SHARES === share)),
);
const drawn = fc.sample(fc.record({ plan: plans, change: changes, share: fc.nat(SHARES - 1) }), ESTATES);

describe("in drawn estates", () => {
  test.each(Object.keys(laws[0] ?? {}))("%s", (name) => {
    const broken = drawn.flatMap(({ plan, change, share }, at) =>
      (laws[share]?.[name]?.(plan, change) ?? ["no such law"]).map((text) => `estate ${at}: ${text}`),
    );
    expect(broken).toEqual([]);
  });
});
