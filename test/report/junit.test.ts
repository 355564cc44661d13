import { describe, expect, test } from "vitest";
import { junit } from "../../src/report/junit.js";
import { cleanSource, finding, HOSTILE, hostileSource, manyFindings, PROD, render, source } from "./fixture.js";

/** Enough of an XML reader for what the reporter writes: tags with attributes, in order; throws on anything else. */
function tagsOf(xml: string): { tag: string; attributes: { [name: string]: string } }[] {
  const tags: ReturnType<typeof tagsOf> = [];
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>|<\?xml [^>]*\?>/g,
    (_, end, tag, texts, closed) => {
      if (tag === undefined) return "";
      if (end === "/") expect(open.pop()).toBe(tag);
      else {
        const attributes = Object.fromEntries(
          [...texts.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
        );
        tags.push({ tag, attributes });
        if (closed !== "/") open.push(tag);
      }
      return "";
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(rest.replace(/&(?:amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
  return tags;
}

const casesOf = (xml: string) =>
  tagsOf(xml)
    .filter(({ tag }) => tag === "testcase")
    .map(({ attributes }) => attributes["name"] ?? "");
const countOf = (xml: string, wanted: string) => tagsOf(xml).filter(({ tag }) => tag === wanted).length;

/**
 * What junit-10.xsd of Jenkins' xUnit plugin allows in each tag; it is the strictest of the published schemas, and no name of
 * another one is needed. `file` of a test is GitLab's own, for findings that have one.
 */
const ALLOWED: { readonly [tag: string]: readonly string[] } = {
  testsuites: ["name", "tests", "failures", "errors", "time"],
  testsuite: [
    "name",
    "tests",
    "failures",
    "errors",
    "skipped",
    "timestamp",
    "time",
    "hostname",
    "id",
    "package",
    "file",
  ],
  testcase: ["name", "classname", "time", "file"],
  failure: ["type", "message"],
  skipped: ["type", "message"],
};

describe("junit", () => {
  test("has no tag and no attribute that readers do not know, and those that they ask for", async () => {
    for (const { tag, attributes } of tagsOf(await render(junit, source()))) {
      expect(Object.keys(ALLOWED), tag).toContain(tag);
      expect(ALLOWED[tag]).toEqual(expect.arrayContaining(Object.keys(attributes)));
      if (tag === "testsuite") {
        expect(Object.keys(attributes)).toEqual(expect.arrayContaining(["name", "tests", "failures", "errors"]));
      }
    }
  });

  test("a suite for each scope, a failure for each open finding, skipped for the rest, passed for clean rules", async () => {
    const xml = await render(junit, source());
    expect(tagsOf(xml)[0]).toEqual({
      tag: "testsuites",
      attributes: { name: "nhi", tests: "11", failures: "3", errors: "0" },
    });
    const suites = tagsOf(xml).filter(({ tag }) => tag === "testsuite");
    expect(suites.reduce((sum, { attributes }) => sum + Number(attributes["skipped"]), 0)).toBe(7);
    expect(countOf(xml, "testsuite")).toBe(3);
    expect(countOf(xml, "testcase")).toBe(11);
    expect(countOf(xml, "failure")).toBe(3);
    expect(countOf(xml, "skipped")).toBe(7);
    expect(casesOf(xml)).toContain("AWS-013");
  });

  test("names are rule and fingerprint: the message may change, the name does not", async () => {
    const fingerprint = "0123456789abcdef0123456789abcdef";
    const names = await Promise.all(
      ["812 days", "813 days"].map(async (message) =>
        casesOf(await render(junit, source({ findings: [finding({ fingerprint, message })] }))),
      ),
    );
    expect(names[0]).toContain(`AWS-001 ${fingerprint}`);
    expect(names[0]).toEqual(names[1]);
  });

  test("a rule with anything flagged or not judged in a scope is not passed there", async () => {
    const counts = [
      { rule: "A-1", scope: PROD, passed: 5, flagged: 1, notEvaluated: 0, notApplicable: 0 },
      { rule: "A-2", scope: PROD, passed: 5, flagged: 0, notEvaluated: 1, notApplicable: 0 },
      { rule: "A-3", scope: PROD, passed: 0, flagged: 0, notEvaluated: 0, notApplicable: 4 },
      { rule: "A-4", scope: PROD, passed: 5, flagged: 0, notEvaluated: 0, notApplicable: 0 },
    ];
    expect(casesOf(await render(junit, cleanSource({ counts })))).toEqual(["A-4"]);
  });

  test("the file of a finding is named", async () => {
    const xml = await render(junit, source({ findings: [finding({ location: { file: "a.yml", line: 3 } })] }));
    expect(tagsOf(xml).find(({ attributes }) => attributes["file"] === "a.yml")).toBeDefined();
  });

  test("stays under GitLab's 30 MB, and says what is left out as a failure", async () => {
    const plain = await render(junit, source({ findings: manyFindings(20_010) }));
    expect(Buffer.byteLength(plain)).toBeLessThan(30_000_000);
    expect(plain).toContain("further tests left out of this file");
  });

  test.each(HOSTILE)("$label: well-formed, names unique", async ({ name }) => {
    const names = casesOf(await render(junit, hostileSource(name)));
    expect(new Set(names).size).toBe(names.length);
  });
});
