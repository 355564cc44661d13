// One cause in many scopes is one line for people; documents for machines keep every one.
import { expect, test } from "vitest";
import type { ReportScope } from "../../src/model/report.js";
import { json } from "../../src/report/json.js";
import { markdown } from "../../src/report/markdown.js";
import { pretty } from "../../src/report/pretty/pretty.js";
import { render, source } from "./fixture.js";

const NAMES = ["acme-web", "acme-shop", "acme-data", "acme-logs", "acme-test"];

/** Projects without the API of secrets, of which the message names each; one of them with another cause. */
const scopes = NAMES.map((name): ReportScope => {
  const other = name === "acme-test";
  return {
    id: `gcp:${name}`,
    type: "gcp.project",
    name,
    identities: 0,
    coverage: [
      {
        dataSet: "gcp/secretmanager:secrets",
        state: "denied",
        code: "403",
        message: other ? "no permission" : `the API is not enabled in project ${name}`,
        ...(other && { permission: "secretmanager.secrets.list" }),
      },
    ],
    gaps: [],
  };
});
const notEvaluated = NAMES.map((name) => ({
  rule: "GCP-020",
  scope: `gcp:${name}`,
  dataSet: "gcp/secretmanager:secrets",
  reason: name === "acme-test" ? "no permission" : `the API is not enabled in project ${name}`,
}));

test("on the terminal: what is the same is one line under how many and which, another cause is its own", async () => {
  const text = await render(pretty, source({ findings: [], scopes, notEvaluated }));
  expect(text).toContain("1 rule in 5 scopes");
  expect(text).toMatch(/^ {2}4 scopes: gcp:acme-data, gcp:acme-logs, gcp:acme-shop and 1 more$/m);
  expect(text.match(/the API is not enabled in project …/g)).toHaveLength(1);
  expect(text).toMatch(/^ {2}gcp:acme-test$/m);
  expect(text).toContain("needs secretmanager.secrets.list");
});

test("in Markdown: likewise, and the counts are those of all", async () => {
  const text = await render(markdown, source({ findings: [], scopes, notEvaluated }));
  expect(text).toContain("### Not evaluated: 1 rule in 5 scopes");
  expect(text).toContain("### Gaps: 5 things could not be read");
  const items = text.split("\n").filter((line) => line.startsWith("- "));
  expect(
    items.filter((line) => line.includes("4 scopes: gcp:acme-data, gcp:acme-logs, gcp:acme-shop and 1 more")),
  ).toHaveLength(2);
  expect(items.filter((line) => line.includes("gcp:acme-test"))).toHaveLength(2);
});

test("JSON has each of them by name", async () => {
  const text = await render(json, source({ findings: [], scopes, notEvaluated }));
  for (const name of NAMES) expect(text).toContain(`"gcp:${name}"`);
  const { notEvaluated: rows } = JSON.parse(text) as { notEvaluated: object[] };
  expect(rows).toHaveLength(5);
});

test("what differs in its cause, its rules or its permission stays apart", async () => {
  const apart = notEvaluated.map((row, at) => ({ ...row, reason: `reason ${at}` }));
  const text = await render(markdown, source({ findings: [], scopes: [], notEvaluated: apart }));
  expect(text.split("\n").filter((line) => line.startsWith("- `gcp:"))).toHaveLength(5);
  expect(text).not.toContain("scopes: ");
});
