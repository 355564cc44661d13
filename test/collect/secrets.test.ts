import { describe, expect, it } from "vitest";
import { redact, redactByName, scrubText, toSecretMark } from "../../src/collect/secrets.js";
import { JOIN_KEY } from "./support.js";

const GITHUB = `ghp_${"a1B2".repeat(9)}`;

describe("what is kept of a secret", () => {
  it.each([
    ["a password", "hunter2hunter2hunter2", { type: "text", length: 21 }],
    ["a GitHub token", GITHUB, { type: "github-token", length: 40, last4: "a1B2" }],
    [
      "a private key",
      "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
      { type: "private-key", length: 58 },
    ],
    ["something that is no text", { nested: 1 }, { type: "text", length: 12 }],
  ])("%s", (_, value, kept) => {
    const { join, ...mark } = toSecretMark(value, JOIN_KEY);
    expect(mark).toEqual(kept);
    expect(join).toMatch(/^[0-9a-f]{64}$/);
  });

  it("joins equal secrets, only with the same key", () => {
    expect(toSecretMark("s", JOIN_KEY).join).toBe(toSecretMark("s", JOIN_KEY).join);
    expect(toSecretMark("s", JOIN_KEY).join).not.toBe(toSecretMark("t", JOIN_KEY).join);
    expect(toSecretMark("s", JOIN_KEY).join).not.toBe(toSecretMark("s", Buffer.alloc(32, 8)).join);
  });

  it("takes the mark of a recording as it is, without what does not belong to it", () => {
    const mark = toSecretMark(GITHUB, JOIN_KEY);
    expect(toSecretMark({ $secret: { ...mark, value: GITHUB } }, Buffer.alloc(32))).toEqual(mark);
  });
});

describe("redact", () => {
  const page = { list: [{ id: 1, secret: "s1", deep: { secret: "s2" } }, { id: 2 }], secret: "s3" };
  const holds = (value: unknown): string[] =>
    ["s1", "s2", "s3"].filter((text) => JSON.stringify(value).includes(`"${text}"`));

  it.each([
    [["list.*.secret"], ["s2", "s3"]],
    [["secret"], ["s1", "s2"]],
    [["**.secret"], []],
    [["list.*.deep.*"], ["s1", "s3"]],
    [["list.*.deep.**"], ["s1", "s3"]],
    [["list.**"], ["s3"]],
    [["nothing.here"], ["s1", "s2", "s3"]],
  ])("%j leaves %j", (paths, left) => {
    expect(holds(redact(page, paths, JOIN_KEY))).toEqual(left);
  });

  it("leaves the rest as it was, and what is not there not there", () => {
    const clean = redact(page, ["list.*.secret"], JOIN_KEY);
    expect(clean).toMatchObject({ list: [{ id: 1, secret: { $secret: { type: "text" } } }, { id: 2 }] });
    expect(page.list[0]?.secret).toBe("s1");
    expect(JSON.stringify(redact({ list: [{ secret: null }] }, ["list.*.secret"], JOIN_KEY))).toBe(
      '{"list":[{"secret":null}]}',
    );
  });

  it("keeps the names of all that is below, and marks that stand there", () => {
    const once = redact({ set: { COMMANDS: ["a", "b"], NONE: null, LEVEL: 3 } }, ["set.**"], JOIN_KEY);
    const mark = { $secret: { type: expect.any(String) } };
    expect(once).toMatchObject({ set: { COMMANDS: [mark, mark], NONE: null, LEVEL: mark } });
    expect(redact(once, ["set.**"], Buffer.alloc(32))).toEqual(once);
  });

  it("knows secret fields by name in a recording, and no others", () => {
    const clean = redactByName(
      { SecretAccessKey: "x1", nested: [{ PrivateKey: "x2", PublicKey: "keep" }], Password: "" },
      JOIN_KEY,
    );
    expect(JSON.stringify(clean)).not.toMatch(/"x\d"/);
    expect(clean).toMatchObject({ nested: [{ PublicKey: "keep" }], Password: "" });
  });
});

describe("scrubText", () => {
  it.each([
    [`deploy with ${GITHUB} please`, "deploy with [secret: github-token] please"],
    [`token=${GITHUB}`, "token=[secret: github-token]"],
    ["platform@acme.example", "platform@acme.example"],
    [
      "arn:aws:iam::111122223333:role/sk-something-with-dashes",
      "arn:aws:iam::111122223333:role/sk-something-with-dashes",
    ],
    ["task-runner-for-the-nightly-build-of-everything", "task-runner-for-the-nightly-build-of-everything"],
  ])("%s", (text, clean) => {
    expect(scrubText(text)).toBe(clean);
  });
});
