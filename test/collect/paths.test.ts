import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerName, decodeName, encodeName, toPath, toPaths } from "../../src/collect/paths.js";

describe("paths of answers", () => {
  it.each([
    ["a plain path", { path: ["aws", "111122223333", "iam", "list-users"] }, "aws/111122223333/iam/list-users"],
    ["a name with a slash", { path: ["x", "a/b"] }, "x/a%2Fb"],
    ["a user called two dots", { path: ["list-access-keys", ".."] }, "list-access-keys/%2E%2E"],
    ["a user called one dot", { path: ["k", "."] }, "k/%2E"],
    ["a name of dots and more", { path: ["k", "..a"] }, "k/..a"],
    ["an empty name", { path: ["k", ""] }, "k/%00"],
    ["a mail address", { path: ["users", "a@b.example", "tokens"] }, "users/a%40b.example/tokens"],
    ["a parameter", { path: ["collaborators"], param: ["role", "admin"] as const }, "collaborators@role=admin"],
    ["a verb", { path: ["projects", "p"], verb: "getIamPolicy" }, "projects/p:getIamPolicy"],
    ["half a surrogate", { path: ["\uD800x"] }, "%EF%BF%BDx"],
  ])("writes %s", (_, place, path) => {
    expect(toPath(place)).toBe(path);
  });

  it("also looks where a person would have put it", () => {
    expect(toPaths({ path: ["users", "a@b.example"] })).toEqual(["users/a%40b.example", "users/a@b.example"]);
    expect(toPaths({ path: ["family:3"] })).toEqual(["family%3A3", "family:3"]);
    // A file system may take no colon.
    expect(toPaths({ path: ["projects", "p"], verb: "getIamPolicy" })).toEqual([
      "projects/p:getIamPolicy",
      "projects/p%3AgetIamPolicy",
    ]);
    expect(toPaths({ path: ["../../etc"] })).toEqual(["..%2F..%2Fetc"]);
  });

  it("never climbs, and comes back", () => {
    const property = fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (name) => {
      const encoded = encodeName(name);
      expect(encoded).not.toMatch(/[/\\]|^\.{1,2}$/);
      if (name !== "" && encoded.length <= 200 && !encoded.includes("~")) expect(decodeName(encoded)).toBe(name);
    });
    fc.assert(property, { numRuns: 500, seed: 3 });
  });

  it("keeps long names apart within what a file system takes", () => {
    const long = "ä".repeat(100);
    expect(encodeName(long).length).toBeLessThanOrEqual(200);
    expect(encodeName(long)).not.toBe(encodeName(`${long}x`));
    expect(() => decodeURIComponent(encodeName(long))).not.toThrow();
  });

  it.each([
    ["alice.json", "alice"],
    ["alice.error.json", "alice"],
    ["a%40b.json", "a@b"],
    ["target@filter=SCP.json", "target"],
    ["notes.txt", undefined],
    ["%E0%A4.json", undefined],
  ])("reads the name of %s", (file, name) => {
    expect(answerName(file)).toBe(name);
  });
});
