// The checker of OCSF itself: what nhi writes passes, and every copy of it with one field wrong fails.
import { expect, test } from "vitest";
import { ocsf } from "../../src/report/ocsf.js";
import { PATH_FINDING, render, source } from "./fixture.js";
import { attributesOf, ocsfProblems } from "./ocsf-check.js";
import { CLASSES, OBJECTS, type Shape } from "./ocsf-facts.js";

type Fields = { readonly [name: string]: unknown };
/** A copy with one thing wrong, and what is wrong with it. */
type Spoiled = readonly [what: string, event: Fields];

const lines = (await render(ocsf, source({ findings: [PATH_FINDING] }))).trimEnd().split("\n");
const events = lines.map((line) => JSON.parse(line) as Fields);

/** Every copy of an object that differs from it in one place, down to the objects in it. */
function* spoiled(shape: Shape, value: Fields, at: string): Generator<Spoiled> {
  yield [`${at}: an attribute of our own`, { ...value, nhi_own: "x" }];
  for (const names of shape.atLeastOne ?? []) yield [`${at}: no ${names.join(", ")}`, without(value, ...names)];
  for (const [name, captions] of Object.entries(shape.captions ?? {})) {
    const caption = name === "activity_id" ? "activity_name" : name.replace(/_id$/, "");
    if (name in value) yield [`${at}${name}: not of the enumeration`, { ...value, [name]: 98 }];
    const isNamed = captions[Number(value[name])] !== undefined && caption in value;
    if (isNamed) yield [`${at}${caption}: another caption`, { ...value, [caption]: "Nonsense" }];
  }
  for (const { name, type, isRequired, isList } of attributesOf(shape)) {
    if (!(name in value)) continue;
    const given = value[name];
    const wrong = typeof given === "string" ? 7 : typeof given === "number" ? String(given) : "x";
    yield [`${at}${name}: of another type`, { ...value, [name]: wrong }];
    if (isRequired) yield [`${at}${name}: missing`, without(value, name)];
    if (type === "time") yield [`${at}${name}: no whole number`, { ...value, [name]: Number(given) + 0.5 }];
    const inner = OBJECTS[type];
    if (inner === undefined) continue;
    const [first, ...rest] = (isList ? given : [given]) as readonly Fields[];
    if (first === undefined) continue;
    for (const [what, one] of spoiled(inner, first, `${at}${name}.`))
      yield [what, { ...value, [name]: isList ? [one, ...rest] : one }];
  }
}

function without(value: Fields, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

test("a finding that is a path and a gap pass", () => {
  expect(events.map(({ class_uid }) => class_uid)).toEqual(expect.arrayContaining([2008, 0]));
  for (const event of events) expect(ocsfProblems(event)).toEqual([]);
});

test("every copy with one field wrong fails", () => {
  const [finding, gap] = [2008, 0].map((uid) => events.find(({ class_uid }) => class_uid === uid) ?? {});
  for (const [event, uid, least] of [
    [finding, 2008, 100],
    [gap, 0, 30],
  ] as const) {
    const copies = [...spoiled(CLASSES[uid]?.shape ?? { attributes: "" }, event ?? {}, "")];
    expect(copies.length).toBeGreaterThan(least);
    expect(copies.filter(([, copy]) => ocsfProblems(copy).length === 0).map(([what]) => what)).toEqual([]);
  }
});

test.each([
  ["type_uid", 200803],
  ["category_uid", 3],
  ["class_uid", 2004],
  ["class_name", "Detection Finding"],
  ["type_name", "IAM Analysis Finding: Close"],
])("ids and names of an event go with each other: %s", (name, value) => {
  const finding = events.find(({ class_uid }) => class_uid === 2008) ?? {};
  expect(ocsfProblems({ ...finding, [name]: value })).not.toEqual([]);
});

test("attributes that came after the version that is declared fail", () => {
  // 1.9.0 has `notes` on every finding, 1.7.0 `reporter` in the metadata: CHANGELOG.md of ocsf/ocsf-schema.
  const finding = events.find(({ class_uid }) => class_uid === 2008) ?? {};
  expect(ocsfProblems({ ...finding, notes: [] })).toEqual(["notes: no such attribute"]);
  const metadata = { ...(finding["metadata"] as Fields), reporter: { name: "nhi" } };
  expect(ocsfProblems({ ...finding, metadata })).toEqual(["metadata.reporter: no such attribute"]);
});
