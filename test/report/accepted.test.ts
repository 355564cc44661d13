// A gap that was accepted stays in every report, with who accepted it and why.
import { expect, test } from "vitest";
import type { ReportSource } from "../../src/model/report.js";
import { FORMATS, loadReporter } from "../../src/report/index.js";
import { render, source } from "./fixture.js";

const WHY = "scanned by the audit team · audit@acme.example";

function acceptedSource(): ReportSource {
  const plain = source();
  return source({
    full: true,
    notEvaluated: plain.notEvaluated.map((row) => ({ ...row, accepted: WHY })),
    scopes: plain.scopes.map((scope) => ({
      ...scope,
      coverage: scope.coverage.map((row) => (row.state === "complete" ? row : { ...row, accepted: WHY })),
    })),
  });
}

/** Those that hold findings or paths and nothing else. */
const WITHOUT_GAPS = new Set(["ocsf", "mermaid"]);

test.each(Object.keys(FORMATS).filter((format) => !WITHOUT_GAPS.has(format)))("%s", async (format) => {
  const reporter = await loadReporter(format);
  const text = await render(reporter, acceptedSource());
  // Wrapped, quoted or escaped, the words are there; without the acceptance they are not.
  const plain = text.replace(/\s+/g, " ").replaceAll("&#8203;", "");
  expect(plain).toContain(/^(?:json|jsonl|csv)$/.test(format) ? WHY : `accepted: ${WHY}`);
  expect(await render(reporter, source({ full: true }))).not.toContain("audit team");
});
