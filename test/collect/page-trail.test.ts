// Where a list ends, whoever lists it: with its last page, or as a fault that says what was not read.
import { expect, it } from "vitest";
import { AnswerFault } from "../../src/collect/fault.js";
import { PageTrail } from "../../src/collect/page-trail.js";

const API = "https://git.example/api/v4";

/** What a step throws; undefined when it lets through. */
function fault(step: () => unknown): unknown {
  try {
    step();
    return undefined;
  } catch (error) {
    return error;
  }
}

it("follows new pages to the last that is believed, and no further", () => {
  const trail = new PageTrail("GET /members", { most: 3 });
  expect([trail.follow("2"), trail.follow("3")]).toEqual(["2", "3"]);
  const endless = fault(() => trail.follow("4"));
  expect(endless).toBeInstanceOf(AnswerFault);
  expect(endless).toMatchObject({ kind: "failed", code: "EndlessList" });
  expect(String(endless)).toContain("GET /members: EndlessList: the list has no end: what comes after 3 pages");
});

it("refuses a page that was there before, the first one and other spellings of it included", () => {
  const repeated = { kind: "failed", code: "RepeatedPage" };
  const trail = new PageTrail("GET /members", { first: "1" });
  expect(fault(() => trail.follow("1"))).toMatchObject(repeated);
  expect(trail.follow("%41")).toBe("%41");
  expect(fault(() => trail.follow("A", "%41"))).toMatchObject(repeated);
  expect(trail.follow("A")).toBe("A");
});

it("follows links below the API that was asked, and none to elsewhere", () => {
  const trail = new PageTrail("GET /members");
  expect(trail.followLink(`${API}/members?page=2`, API)).toBe(`${API}/members?page=2`);
  for (const link of ["https://evil.example/api/v4/members", "https://git.example/api/v40/members", "/members"]) {
    expect(fault(() => trail.followLink(link, API))).toMatchObject({ kind: "failed", code: "ForeignLink" });
  }
});
