// nhi demo --drift: the company at two times. Each rule about drift fires where the table says, and its neighbour, which only
// looks like a change, stays silent.
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";
import { REFUSED } from "./whole-acme.js";

interface Row {
  readonly fires: readonly { readonly subject: string; readonly severity: string }[];
  readonly silent: readonly { readonly subject: string; readonly why: string }[];
}
const { drift }: { drift: { [rule: string]: Row } } = JSON.parse(readFileSync("fixtures/acme/expected.json", "utf8"));

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly subject: { readonly id: string };
}
let report: {
  readonly drift: { readonly since: string };
  readonly findings: readonly Found[];
  readonly notEvaluated: readonly { readonly rule: string; readonly scope: string }[];
};

beforeAll(async () => {
  const { code, stdout, stderr } = await nhi(["demo", "--drift", "--format", "json"]);
  expect([code, stderr]).toEqual([0, ""]);
  report = JSON.parse(stdout);
});

it("the findings about drift are exactly those of the table, and all was compared", () => {
  const found = report.findings.filter(({ rule }) => drift[rule] !== undefined);
  const wanted = Object.entries(drift).flatMap(([rule, { fires }]) =>
    fires.map(({ subject, severity }) => `${rule} ${severity} ${subject}`),
  );
  expect(found.map(({ rule, severity, subject }) => `${rule} ${severity} ${subject.id}`).sort()).toEqual(wanted.sort());
  expect(report.drift).toEqual({ since: "2026-10-20T00:00:00.000Z", nothingEarlier: [] });
  expect(report.notEvaluated.map(({ rule, scope }) => ({ rule, scope }))).toEqual([
    { rule: REFUSED.rule, scope: REFUSED.scope },
  ]);
});

it.each(Object.entries(drift).flatMap(([rule, { silent }]) => silent.map(({ subject, why }) => [rule, subject, why])))(
  "%s leaves %s alone: %s",
  (rule, subject) => {
    expect(report.findings.filter((one) => one.rule === rule && one.subject.id === subject)).toEqual([]);
  },
);

it("says in one line what it compared with, and leaves nothing behind", async () => {
  const folder = freshFolder();
  const { stdout } = await nhi(["demo", "--drift"], folder, { TMPDIR: folder });
  expect(stdout).toContain("drift: compared with the scan of 2026-10-20");
  expect(stdout).not.toContain("saved to");
  expect(readdirSync(folder).filter((name) => name.startsWith("nhi-demo-"))).toEqual([]);
});
