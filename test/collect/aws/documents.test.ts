import { describe, expect, it } from "vitest";
import { PolicyDocuments } from "../../../src/collect/aws/documents.js";
import type { GraphDocument } from "../../../src/model/batch.js";
import { hashText } from "../../../src/model/hash.js";

const DOCUMENT = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:Get*", Resource: "arn:aws:s3:::a/100%+b" }],
};
const TEXT = JSON.stringify(DOCUMENT);

describe("policy documents", () => {
  it.each([
    ["an object, as the CLI prints it", DOCUMENT],
    ["JSON text", JSON.stringify(DOCUMENT, null, 4)],
    ["percent-encoded text, as the API answers", encodeURIComponent(JSON.stringify(DOCUMENT, null, 4))],
    ["JSON text with a byte order mark", `\uFEFF${TEXT}`],
    ["percent-encoded text with a byte order mark", encodeURIComponent(`\uFEFF${TEXT}`)],
  ])("%s is one and the same", (_, raw) => {
    const out: GraphDocument[] = [];
    expect(new PolicyDocuments().keep(raw, "aws.policy", out)).toEqual({ hash: hashText(TEXT), value: DOCUMENT });
    expect(out).toEqual([{ hash: hashText(TEXT), type: "aws.policy", text: TEXT }]);
  });

  it.each([
    ["nothing", undefined],
    ["a list", [DOCUMENT]],
    ["a text that is no document", "deny everything"],
    ["a JSON value that is no object", "3"],
    ["a bad encoding", "%7B%ZZ"],
    ["a text with two byte order marks", `\uFEFF\uFEFF${TEXT}`],
    ["a truncated document", encodeURIComponent(TEXT).slice(0, 40)],
    ["a text beyond all limits", `{"a":"${"x".repeat(1 << 20)}"}`],
    ["a text nested beyond the stack", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
  ])("%s is none", (_, raw) => {
    const out: GraphDocument[] = [];
    expect(new PolicyDocuments().keep(raw, "aws.policy", out)).toBeUndefined();
    expect(out).toEqual([]);
  });

  it("is given out once, and once more when it is a trust too", () => {
    const documents = new PolicyDocuments();
    const out: GraphDocument[] = [];
    for (const raw of [TEXT, DOCUMENT, TEXT]) documents.keep(raw, "aws.policy", out);
    documents.keep(TEXT, "aws.trust", out);
    expect(out.map(({ type, text }) => [type, text])).toEqual([
      ["aws.policy", TEXT],
      ["aws.trust", TEXT],
    ]);
  });
});
