// The workflows of this repository: named by commit, without a secret, each job with what it needs and no more. That nhi
// finds nothing in them is for the scan of this checkout (.ci/run).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [name: string]: unknown };
}
interface Job {
  readonly permissions?: { readonly [scope: string]: string };
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: { readonly [event: string]: unknown };
  readonly permissions: object;
  readonly jobs: { readonly [name: string]: Job };
}

const FOLDER = ".github/workflows";
const FILES = readdirSync(FOLDER).sort();
const read = (file: string): Workflow => parse(readFileSync(join(FOLDER, file), "utf8")) as Workflow;
const jobs = FILES.flatMap((file) =>
  Object.entries(read(file).jobs).map(([name, job]) => ({ at: `${file} ${name}`, job })),
);

describe("the workflows of this repository", () => {
  it("are those that are looked at here", () => expect(FILES).toEqual(["ci.yml", "release.yml"]));

  it.each(FILES)("%s gives nothing to a job that does not ask, and runs nobody's code with rights", (file) => {
    const { on, permissions } = read(file);
    expect(permissions).toEqual({});
    expect(Object.keys(on).filter((event) => !["pull_request", "push"].includes(event))).toEqual([]);
    expect(readFileSync(join(FOLDER, file), "utf8")).not.toMatch(/\$\{\{\s*secrets\b/);
  });

  it.each(jobs)("$at names every action by commit and keeps no token in the checkout", ({ job }) => {
    for (const { uses, with: given } of job.steps) {
      if (uses === undefined || uses === "./") continue;
      expect(uses).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      if (uses.startsWith("actions/checkout@")) expect(given?.["persist-credentials"]).toBe(false);
    }
  });

  it("let one job write each thing, and only the publishing one ask for an id-token", () => {
    const writing = jobs.flatMap(({ at, job }) =>
      Object.entries(job.permissions ?? {}).flatMap(([scope, level]) => (level === "write" ? [`${at} ${scope}`] : [])),
    );
    expect(writing).toEqual([
      "ci.yml self security-events",
      "release.yml publish id-token",
      "release.yml release contents",
    ]);
  });

  it("publish from a protected place, with provenance, what another job has built", () => {
    const { build, publish, release } = read("release.yml").jobs;
    const runs = (job: Job | undefined): string => (job?.steps ?? []).map(({ run, uses }) => run ?? uses).join("\n");
    expect(publish?.environment).toBe("npm");
    expect(runs(publish)).toMatch(/npm publish \S+ --provenance .*--ignore-scripts/);
    expect(runs(publish)).not.toMatch(/checkout|npm (?:ci|install|run|test)/);
    expect(runs(build)).toContain("sbom.cdx.json");
    expect(runs(release)).toContain("gh release create");
  });
});
