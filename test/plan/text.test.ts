// What names from outside become in HCL, YAML and file names: read back by parsers of others, they are what they were.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { argumentOf, readTerraform } from "../../src/collect/repo/infrastructure/terraform.js";
import { comment, hclLabel, hclString, safeWord, yamlString } from "../../src/plan/text.js";

const HOSTILE = [
  'a"\n}\nresource "aws_iam_role" "evil" {\n',
  '${file("/etc/passwd")}',
  "%{ if true }x%{ endif }",
  "$${a}",
  'back\\slash \\" quote',
  "\u202eright to left\u2028line",
  "tab\tnull\u0000",
  "# comment */ // -->",
  "😀",
];

async function roles(name: string) {
  const text = `${comment(name)}
resource "aws_iam_role" "${hclLabel(name)}" {
  name               = ${hclString(name)}
  assume_role_policy = jsonencode({})
}
`;
  const { declared, faults } = await readTerraform([{ path: "main.tf", text }]);
  return { faults, names: declared.map((one) => argumentOf(one, "name")), count: declared.length };
}

describe("text of others in Terraform", () => {
  it.each(HOSTILE)("stays one string: %j", async (name) => {
    const { faults, count } = await roles(name);
    expect(faults).toEqual([]);
    expect(count).toBe(1);
  });

  it("means what it said, for any printable name", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 40 }), async (text) => {
        const name = `<${text}>`;
        const { faults, names } = await roles(name);
        expect(faults).toEqual([]);
        expect(names).toEqual([name]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("text of others in YAML and file names", () => {
  it.each(HOSTILE)("YAML reads it back: %j", (name) => {
    expect(parse(`key: ${yamlString(name)}\nnext: 1\n`)).toEqual({ key: name, next: 1 });
  });

  it("a word has no way out of a folder and is never empty", () => {
    for (const name of [...HOSTILE, "../../etc/passwd", "/root", "..", "", "-rf", "con\\..\\x"]) {
      expect(safeWord(name)).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
    }
  });
});
