// Paths in reports for people say what their nodes are called; the ids stay where programs look.
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/model/finding.js";
import type { ReportSource } from "../../src/model/report.js";
import { html } from "../../src/report/html.js";
import { json } from "../../src/report/json.js";
import { mermaid } from "../../src/report/mermaid.js";
import { pretty } from "../../src/report/pretty/pretty.js";
import { sarif } from "../../src/report/sarif.js";
import { cleanSource, PATH_FINDING, render } from "./fixture.js";

const NUMBER = "gcp:service-account/101040000000016100000";
const MAIL = "images@acme-build.iam.gserviceaccount.com";

function withPath(names?: Record<string, string>): ReportSource {
  const [hop] = PATH_FINDING.path?.hops ?? [];
  if (hop === undefined) throw new Error("the fixture has a path");
  const hops = [{ ...hop, from: "github:acme/site", to: NUMBER }];
  const path = { source: "github:acme/site", target: NUMBER, confidence: 1, hops, ...(names && { names }) };
  const finding: Finding = { ...PATH_FINDING, path };
  return { ...cleanSource(), findings: [finding] };
}

describe("a path over a node whose id is a number", () => {
  const named = withPath({ [NUMBER]: MAIL });

  test("in the terminal by its name; without one by its id", async () => {
    expect((await render(pretty, named)).replace(/\n\s+/g, " ")).toContain(`acme/site ─ federates → ${MAIL}`);
    expect((await render(pretty, withPath())).replace(/\n\s+/g, " ")).toContain(
      "acme/site ─ federates → service-account/101040000000016100000",
    );
  });

  test("in pictures by its name, in their words with the id", async () => {
    const page = await render(html, named);
    expect(page).toContain(`<text class="node" x="14" y="129">${MAIL}</text>`);
    expect(page).toContain(`${MAIL} (${NUMBER})`);
    expect(await render(mermaid, named)).toContain(MAIL);
    expect(await render(mermaid, withPath())).toContain(NUMBER);
  });

  test("in SARIF with both, in JSON as a field of its own", async () => {
    const text = await render(sarif, named);
    expect(text).toContain(`${MAIL} (${NUMBER}): `);
    expect(text).toMatch(new RegExp(`"fullyQualifiedName": ?"${NUMBER}", ?"name": ?"${MAIL}"`));
    const report = JSON.parse(await render(json, named)) as { findings: { path: { names: unknown } }[] };
    expect(report.findings[0]?.path.names).toEqual({ [NUMBER]: MAIL });
    expect(await render(json, withPath())).not.toContain('"names"');
  });
});
