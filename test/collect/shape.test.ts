// Fields that decide what is found: what does not fit is left out and told, what fits passes as it is.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { wholeOf } from "../../src/collect/answers.js";
import { CALLS as AWS } from "../../src/collect/aws/calls.js";
import { SHAPES as AWS_SHAPES } from "../../src/collect/aws/shapes.js";
import { callName as azureName } from "../../src/collect/azure/call.js";
import { CALLS as AZURE } from "../../src/collect/azure/calls.js";
import { SHAPES as AZURE_SHAPES } from "../../src/collect/azure/shapes.js";
import { openBundle } from "../../src/collect/bundle.js";
import { callName } from "../../src/collect/entra/call.js";
import { CALLS as ENTRA } from "../../src/collect/entra/calls.js";
import { SHAPES as ENTRA_SHAPES } from "../../src/collect/entra/shapes.js";
import { CALLS as GCP } from "../../src/collect/gcp/calls.js";
import { SHAPES as GCP_SHAPES } from "../../src/collect/gcp/shapes.js";
import { CALLS as GITHUB } from "../../src/collect/github/calls.js";
import { SHAPES as GITHUB_SHAPES } from "../../src/collect/github/shapes.js";
import { CALLS as GITLAB } from "../../src/collect/gitlab/calls.js";
import { SHAPES as GITLAB_SHAPES } from "../../src/collect/gitlab/shapes.js";
import { LiveAnswers } from "../../src/collect/live.js";
import { RecordedAnswers } from "../../src/collect/recorded.js";
import { type Shape, ShapeCheck } from "../../src/collect/shape.js";
import { CALLS as WORKSPACE } from "../../src/collect/workspace/calls.js";
import { SHAPES as WORKSPACE_SHAPES } from "../../src/collect/workspace/shapes.js";
import { freshFolder } from "../fresh-folder.js";
import { folderOf, JOIN_KEY } from "./support.js";

const SHAPE: Shape = {
  "keys.*.id": "id",
  "keys.*.status": ["on", "off"],
  "keys.*.parts": "list",
  "keys.*.parts.*.text": "text",
  "settings.strict": "flag",
};
const keys = (...list: unknown[]) => ({ keys: list });

describe("what fits", () => {
  it.each([
    ["all of it", keys({ id: "a", status: "on", parts: [{ text: "x" }] }, { id: 7, status: "off" })],
    ["null and what is not there", keys({ id: "a", status: null, parts: null }, { id: "b" })],
    ["other fields, whatever they are", { ...keys({ id: "a", more: {} }), settings: { strict: false, other: 1 } }],
    ["an empty list", keys()],
    ["nothing of it", { other: 1 }],
    ["names of every object", keys({ id: "a", toString: 1, constructor: [] })],
  ])("%s is the same page", (_, page) => {
    const check = new ShapeCheck(SHAPE);
    expect(check.kept(page)).toBe(page);
    expect(check).toMatchObject({ fault: undefined, isBroken: false });
  });
});

describe("what does not fit is left out alone, and told with its place", () => {
  const good = { id: "a", status: "on" };
  it.each([
    ["a word that is none of those known", { id: "b", status: "@" }, "keys[1].status is none of on, off"],
    ["no text where a word is expected", { id: "b", status: {} }, "keys[1].status is none of on, off"],
    ["no id", { status: "on" }, "keys[1].id is not there or of no use"],
    ["an empty id", { id: "" }, "keys[1].id is not there or of no use"],
    ["no object", "b", "keys[1] is no object"],
    ["null", null, "keys[1] is no object"],
    ["a list in an object", { id: "b", parts: {} }, "keys[1].parts is no list"],
    ["further down", { id: "b", parts: [{ text: "x" }, { text: 4 }] }, "keys[1].parts.*.text is no text"],
  ])("%s", (_, odd, says) => {
    const check = new ShapeCheck(SHAPE);
    const rest = { id: "z" };
    expect(check.kept(keys(good, odd, rest))).toEqual(keys(good, rest));
    expect(check.fault).toBe(says);
    expect(check.isBroken).toBe(false);
  });

  it("the same fault many times is told once, over pages", () => {
    const check = new ShapeCheck(SHAPE);
    check.kept(keys(good, { id: "b", status: "@" }));
    check.kept(keys({ id: "c", status: "?" }, { id: "d", parts: "x" }));
    expect(check.fault).toBe("keys[1].status is none of on, off, 2 times; keys[3].parts is no list");
  });

  it("never the value, which may be a secret", () => {
    const check = new ShapeCheck(SHAPE);
    check.kept(keys({ id: "a", status: "hunter2-hunter2" }));
    expect(check.fault).not.toContain("hunter2");
  });

  it("a list where an object with members is expected makes the answer useless", () => {
    const check = new ShapeCheck({ counts: "fields", "counts.*": "number" });
    check.kept({ counts: [7] });
    expect(check).toMatchObject({ fault: "counts is no object", isBroken: true });
    const good = new ShapeCheck({ counts: "fields", "counts.*": "number" });
    good.kept({ counts: { a: 7 } });
    expect(good).toMatchObject({ fault: undefined, isBroken: false });
  });

  it("what elements of a list say together is not there when one of them does not fit", () => {
    const check = new ShapeCheck({
      rules: "list",
      "rules.*": "fields",
      "rules.*.verbs": "list",
      "rules.*.verbs.*": "text",
    });
    check.kept({ rules: [{ verbs: ["get"] }, { verbs: ["get", null] }] });
    expect(check).toMatchObject({ isBroken: true, fault: "rules.*.verbs.* is null" });
  });

  describe("elements that say something each are left out alone", () => {
    const BINDINGS: Shape = {
      "policies.*.bindings": "records",
      "policies.*.bindings.*.role": "text",
      "policies.*.bindings.*.members": "texts",
      "places.*.names": "texts",
    };
    const policy = (...bindings: unknown[]) => ({ policies: [{ bindings, kept: 1 }] });
    const fits = { role: "r", members: ["a", "b"] };
    it.each([
      ["a text", policy(fits, "odd"), policy(fits), "policies[0].bindings[1] is no object"],
      ["null", policy(null, fits), policy(fits), "policies[0].bindings[0] is null"],
      ["a list", policy([fits], fits), policy(fits), "policies[0].bindings[0] is no object"],
      ["a field of another type", policy({ role: 7 }, fits), policy(fits), "policies[0].bindings[0].role is no text"],
      [
        "in a list of texts",
        policy({ role: "r", members: ["a", 7, null, {}] }),
        policy({ role: "r", members: ["a"] }),
        "policies[0].bindings[0].members[1] is no text, 2 times; policies[0].bindings[0].members[2] is null",
      ],
      [
        "no list",
        policy({ role: "r", members: "a" }, fits),
        policy(fits),
        "policies[0].bindings[0].members is no list",
      ],
      [
        "below an object",
        { places: { x: { names: ["a", 1] } } },
        { places: { x: { names: ["a"] } } },
        "places.x.names[1] is no text",
      ],
    ])("%s", (_, page, kept, says) => {
      const check = new ShapeCheck(BINDINGS);
      const before = JSON.stringify(page);
      expect(check.kept(page)).toEqual(kept);
      expect(check).toMatchObject({ fault: says, isBroken: false });
      expect(JSON.stringify(page)).toBe(before);
    });

    it("the same page when all do", () => {
      const check = new ShapeCheck(BINDINGS);
      const page = policy(fits, { role: null, members: [] });
      expect(check.kept(page)).toBe(page);
      expect(check.fault).toBeUndefined();
    });

    it("in a list of the answer itself", () => {
      const check = new ShapeCheck({ bindings: "records", "bindings.*.members": "texts" });
      expect(check.kept({ bindings: ["odd", { members: ["a", 1] }] })).toEqual({ bindings: [{ members: ["a"] }] });
      expect(check).toMatchObject({
        fault: "bindings[0] is no object; bindings[1].members[1] is no text",
        isBroken: false,
      });
    });

    it("in an object of the answer", () => {
      const check = new ShapeCheck({ "policy.members": "texts" });
      expect(check.kept({ policy: { members: ["a", 1] } })).toEqual({ policy: { members: ["a"] } });
      expect(check).toMatchObject({ fault: "policy.members[1] is no text", isBroken: false });
    });
  });

  it("what is no element of a list makes the answer useless", () => {
    const check = new ShapeCheck(SHAPE);
    check.kept({ settings: { strict: "yes" } });
    expect(check).toMatchObject({ isBroken: true, fault: "settings.strict is neither true nor false" });
  });
});

describe("answers", () => {
  const question = {
    path: ["x", "keys"],
    call: "x:ListKeys",
    lists: ["keys"],
    secrets: ["keys.*.secret"],
    checked: { shape: SHAPE, of: "x/keys" },
  };
  const odd = keys({ id: "a", secret: "s1" }, { id: "b", status: 3, secret: "s2" });
  const closing = {
    scope: { id: "x:1", type: "x.account", name: "1" },
    dataSet: "x/keys",
    evidence: { call: "x:ListKeys" },
    coverage: { dataSet: "x/keys", state: "complete" as const },
  };

  it.each(["recorded", "live"])("%s: the rest is read, and the data set is so in part", async (kind) => {
    const recorded = new RecordedAnswers(
      await openBundle(folderOf({ "x/keys.json": odd, "aws/1/x.json": {} })),
      JOIN_KEY,
    );
    const answers = kind === "recorded" ? recorded : new LiveAnswers(JOIN_KEY);
    const whole = await wholeOf(
      answers.pages(question, async function* () {
        yield odd;
      }),
    );
    expect(whole).toEqual(keys({ id: "a", secret: { $secret: expect.anything() } }));
    const says =
      /(?:x\/keys\.json|x:ListKeys): wrong shape \(keys\[1\]\.status is none of on, off\); what is odd was left out$/;
    const closed = answers.odd.close("x/keys", closing);
    expect(closed.coverage).toMatchObject({ state: "partial", message: expect.stringMatching(says) });
    expect(closed.gaps).toEqual([{ dataSet: "x/keys", subject: "x:ListKeys", message: expect.stringMatching(says) }]);
    // told once, and to nobody else
    expect(answers.odd.close("x/keys", closing)).toBe(closing);
    expect(answers.odd.close("x/other", closing)).toBe(closing);
  });

  it("an answer that is no list is refused as a whole", async () => {
    const folder = freshFolder();
    const file = join(folder, "x/settings.json");
    mkdirSync(dirname(file), { recursive: true });
    mkdirSync(join(folder, "aws/1"), { recursive: true });
    writeFileSync(file, '{"settings": {"strict": []}}');
    const answers = new RecordedAnswers(await openBundle(folder), JOIN_KEY);
    const of = { path: ["x", "settings"], call: "x:Get", checked: { shape: SHAPE, of: "x" } };
    await expect(wholeOf(answers.pages(of))).rejects.toMatchObject({
      kind: "broken",
      code: "WrongShape",
      message: expect.stringMatching(/settings\.json: wrong shape \(settings\.strict is neither true nor false\)$/),
    });
  });
});

test.each([
  ["aws", AWS_SHAPES, AWS.map(({ call }) => call)],
  ["entra", ENTRA_SHAPES, ENTRA.map(callName)],
  ["github", GITHUB_SHAPES, GITHUB.map(({ route }) => route)],
  ["gitlab", GITLAB_SHAPES, GITLAB.map(({ route }) => route)],
  ["gcp", GCP_SHAPES, GCP.map(({ method }) => method)],
  ["azure", AZURE_SHAPES, AZURE.map(azureName)],
  ["workspace", WORKSPACE_SHAPES, WORKSPACE.map(({ method }) => method)],
])("%s: every shape is of a call that is made", (_, shapes, calls) => {
  expect(Object.keys(shapes).filter((name) => !calls.includes(name))).toEqual([]);
});
