// nhi demo --breach: every breach that was published is told, scanned with its own clock, and found by the rules named for it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readIncidents } from "../fixtures/breach-replays.js";
import { nhi as keptNhi } from "./kept-nhi.js";
import { freshFolder, nhi } from "./nhi.js";

const incidents = readIncidents();
const demo = (...more: string[]) => keptNhi(["demo", "--breach", ...more]);
const plain = (text: string) => text.replaceAll(/\s+/g, " ");

interface Report {
  readonly now: string;
  readonly findings: readonly { readonly rule: string }[];
}

describe("each breach", () => {
  it.each(incidents.map((one) => [one.slug, one] as const))("%s is told, and found by its rules", async (name, one) => {
    const { code, stdout, stderr } = await demo(name, "--format", "json");
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/internal error|undefined/)]);
    expect(plain(stderr)).toContain(plain(`${one.title} (${one.year}): ${one.happened}`));
    expect(plain(stderr)).toContain(plain(`There beforehand: ${one.precondition}`));
    for (const source of one.sources) expect(stderr).toContain(source);
    const { now, findings }: Report = JSON.parse(stdout);
    expect(now).toBe("2026-01-15T00:00:00.000Z");
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(expect.arrayContaining(one.rules));
  });

  it.each([
    ["unc6426", "octo/app ─ federates → role/ci ─ escalates to → account 111122223333"],
    ["eight-minutes-to-admin", "user/rag-loader ─ runs code in → function:report └─ runs as → role/report"],
  ])("the way that %s took is shown", async (name, way) => {
    expect(plain((await demo(name)).stdout)).toContain(` ${way}`);
  });
});

it("the commands that its report names read the same breach", async () => {
  const { stdout } = await demo("unc6426");
  const see = /^ +nhi (explain \S+ --bundle \S+)$/m.exec(stdout)?.[1]?.split(" ") ?? [];
  const { code, stdout: explained } = await keptNhi(see);
  expect([code, explained]).toEqual([0, expect.stringContaining("finding ")]);
});

it("a checkout is read apart from the one that nhi may lie in, nothing of it stays, and no command is named that finds none", async () => {
  const folder = freshFolder();
  const { code, stdout, stderr } = await nhi(["demo", "--breach", "postmark-mcp"], folder, { TMPDIR: folder });
  expect(stderr).not.toMatch(/without git|nhi-demo-/);
  expect([code, stdout]).toEqual([0, expect.stringContaining("AGT-005")]);
  expect(stdout).not.toMatch(/nhi (explain|inventory)|kept nowhere/);
  expect(readdirSync(folder).filter((name) => name.startsWith("nhi-demo-"))).toEqual([]);
});

it("--quiet says nothing of it, --fail-on and --output do as for every scan", async () => {
  expect((await demo("uber-2016", "--quiet", "--format", "csv")).stderr).toBe("");
  expect((await demo("uber-2016", "--fail-on", "high")).code).toBe(1);
  const folder = freshFolder();
  const { stdout } = await demo("uber-2016", "--output", join(folder, "a.sarif"));
  expect([stdout, readdirSync(folder)]).toEqual(["", ["a.sarif"]]);
});

describe("names", () => {
  const names = incidents.map(({ slug }) => slug);

  it("an unknown one lists them and says which was meant", async () => {
    const { code, stdout, stderr } = await demo("unc642");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`no such breach, did you mean "unc6426"?\n`);
    expect((await demo("uber-2016", "--drift")).code).toBe(2);
  });

  it("help and completion have all of them, and those alone", async () => {
    expect(plain((await keptNhi(["demo", "--help"])).stdout)).toContain(`(${names.join(", ")})`);
    const { stdout } = await nhi(["complete", "--", "demo", "--breach", ""]);
    expect(stdout.trimEnd().split("\n")).toEqual(names);
    expect((await nhi(["complete", "--", "demo", "--breach", "nx"])).stdout).toBe("nx-s1ngularity\n");
  });

  it("the pages say how many there are", () => {
    expect(readFileSync("README.md", "utf8")).toContain(`one of ${names.length}`);
    expect(readFileSync("docs/ten-minutes.md", "utf8")).toContain(`${names.length} incidents that were published`);
  });
});
