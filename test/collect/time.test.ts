import { describe, expect, it } from "vitest";
import { toIso } from "../../src/collect/time.js";

describe("toIso", () => {
  it.each([
    ["2024-06-01T00:00:00Z", "2024-06-01T00:00:00Z"],
    ["2024-06-01T00:00:00+00:00", "2024-06-01T00:00:00Z"],
    ["2024-06-01 00:00:00+00:00", "2024-06-01T00:00:00Z"],
    ["2024-06-01T00:00:00", "2024-06-01T00:00:00Z"],
    ["2024-06-01T00:00:00.000Z", "2024-06-01T00:00:00Z"],
    ["2024-06-01T00:00:00.120000+00:00", "2024-06-01T00:00:00.120Z"],
    ["2024-06-01T02:00:00+02:00", "2024-06-01T00:00:00Z"],
    [1717200000, "2024-06-01T00:00:00Z"],
    ["N/A", undefined],
    ["no_information", undefined],
    ["2024-13-01T00:00:00Z", undefined],
    ["", undefined],
    [null, undefined],
    [Number.NaN, undefined],
  ])("%s is %s", (value, iso) => {
    expect(toIso(value)).toBe(iso);
  });
});
