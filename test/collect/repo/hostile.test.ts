// Files that were made to stop their reader: each is a gap with its name, and the file beside it is read all the same.
import { beforeAll, describe, expect, it } from "vitest";
import { Folder, scan, secretsOf } from "./checkout.js";

// Drawn once; it opens nothing.
const TOKEN = "ghp_Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV";
const MANY = 60_000;
const deep = (open: string, close: string, within = "") => open.repeat(MANY) + within + close.repeat(MANY);
const role = (value: string) => `resource "aws_iam_role" "x" {\n  assume_role_policy = ${value}\n}\n`;
const template = (value: string, above = "") =>
  `AWSTemplateFormatVersion: "2010-09-09"\n${above}Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: ${value}\n`;
/** Nine of nine of nine …: 31 thousand million values. */
const BOMB = Array.from({ length: 11 }, (_, i) => {
  const before = i === 0 ? "x" : `*a${i - 1}`;
  return `a${i}: &a${i} [${Array(9).fill(before).join(", ")}]\n`;
}).join("");
const HARMLESS = `Statement: [{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: sts:AssumeRole }]`;

// The parsers load with the first file that needs them.
beforeAll(async () => {
  await scan(new Folder({ "main.tf": role('"x"'), "a.txt": TOKEN }));
});

describe("a hostile file of infrastructure", () => {
  it.each([
    ["lists.tf", role(deep("[", "]")), /nested deeper than 200/],
    ["parentheses.tf", role(deep("(", ")", "1")), /nested deeper than 200/],
    ["blocks.tf", `${role('"x"')}${deep("a {\n", "}\n")}`, /nested deeper than 200/],
    ["templates.tf", role(deep('"${', '}"', "1")), /nested deeper than 200/],
    ["values.auto.tfvars", `x = ${deep("{ a = ", "}", "1")}`, /nested deeper than 200/],
    [
      "deep.tf.json",
      `{"resource": {"aws_iam_role": {"x": {"assume_role_policy": ${deep("[", "]")}}}}}`,
      /nested deeper than 200/,
    ],
    ["deep.json", `{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": ${deep("[", "]")}}}}`, /nested deeper/],
    ["deep.yaml", template(deep("[", "]")), /nested deeper/],
    ["bomb.yaml", template("*a10", BOMB), /becomes more than 50000 values by its YAML aliases/],
    [
      "itself.yaml",
      "Resources: &r\n  R:\n    Type: AWS::IAM::Role\n    Properties: { A: *r, B: *r, AssumeRolePolicyDocument: *r }\n",
      /a YAML alias that holds itself/,
    ],
  ])("%s is a gap with its name", async (path, text, why) => {
    const found = await scan(new Folder({ [path]: text, "main.tf": role('"x"'), "a.txt": TOKEN }));
    const gap = found.gaps.find(({ message }) => message.startsWith(`${path}:`) && why.test(message));
    expect(gap, JSON.stringify(found.gaps).slice(0, 500)).toBeDefined();
    expect(secretsOf(found)).toContain("a.txt:1 github-personal-access-token -");
  });

  it.each([
    ["not", "!".repeat(20_000)],
    ["sum", "1 + ".repeat(20_000)],
    ["choice", "a ? 1 : ".repeat(5000)],
  ])("%s operators without end end nothing", async (_, operators) => {
    const found = await scan(new Folder({ "main.tf": role(`${operators}1`), "a.txt": TOKEN }));
    expect(found.gaps.map(({ message }) => message).join()).toContain("main.tf:");
    expect(secretsOf(found)).toContain("a.txt:1 github-personal-access-token -");
  });

  it("what is nested as people nest, and an alias that is used twice, is read without a gap", async () => {
    const nested = `${"[".repeat(40)}1${"]".repeat(40)}`;
    const found = await scan(
      new Folder({
        "main.tf": `locals {\n  a = ${nested}\n}\n${role('jsonencode({ Version = "2012-10-17", Statement = [] })')}`,
        "a.yaml": template("*t", `Metadata:\n  A: &t { ${HARMLESS} }\n  B: *t\n`),
      }),
    );
    expect(found.gaps).toEqual([]);
    expect(found.nodes.length).toBeGreaterThan(2);
  });

  it("bytes that are no UTF-8 stop nothing", async () => {
    const bad = Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xe2, 0x82]);
    const found = await scan(
      new Folder({
        "main.tf": Buffer.concat([Buffer.from(role('"x"')), bad]),
        "a.yaml": Buffer.concat([Buffer.from(template("x")), bad]),
        ".mcp.json": Buffer.concat([Buffer.from('{"mcpServers": {"'), bad]),
        ".github/workflows/ci.yml": Buffer.concat([Buffer.from("on: push\njobs: "), bad]),
        "a.txt": Buffer.concat([bad, Buffer.from(` ${TOKEN}\n`)]),
      }),
    );
    expect(secretsOf(found)).toEqual(["a.txt:1 github-personal-access-token -"]);
    const told = found.gaps.map(({ message }) => message).join("\n");
    for (const path of ["main.tf:", ".mcp.json:", ".github/workflows/ci.yml:"]) expect(told).toContain(path);
  });
});
