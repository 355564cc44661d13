import { describe, expect, it } from "vitest";
import { shortfall, toLine } from "./figure.js";

describe("figures of the truth runner", () => {
  it.each([
    [{ got: 5, of: 5 }, undefined],
    [{ got: 4, of: 5 }, "below the floor of 5"],
    [{ got: 4, of: 5, floor: 4 }, undefined],
    [{ got: 3, of: 5, floor: 4 }, "below the floor of 4"],
    [{ got: 5, of: 5, falseAlarms: { got: 1, of: 3 } }, "false alarms"],
    [{ got: 5, of: 5, falseAlarms: { got: 0, of: 3 } }, undefined],
    // A folder that moved must not read as "all of nothing".
    [{ got: 0, of: 0 }, "nothing was compared"],
  ])("%j: %s", (figure, expected) => {
    expect(shortfall({ name: "x", ...figure })).toBe(expected);
  });

  it("prints both sides in one line", () => {
    const figure = { name: "labs reached", got: 56, of: 57, falseAlarms: { got: 0, of: 32 } };
    expect(toLine(figure)).toBe("56 of 57 labs reached; 0 false alarms on 32");
  });
});
