// Reusable workflows of other repositories: their jobs run in the repository that calls them, with what it gives.
import { describe, expect, it, test } from "vitest";
import type { Part } from "../../../src/collect/part.js";
import { remoteKey } from "../../../src/collect/shared/workflows/calls.js";
import type { RepositoryFile } from "../../../src/collect/shared/workflows/workflow.js";
import { jobIn, picked, read } from "./read.js";

function from(repository: string, text: string, ref = "v1", name = "x.yml"): RepositoryFile {
  const origin = { repository, path: `.github/workflows/${name}`, ref };
  return { path: remoteKey(origin), text, origin };
}

const CALLER = (uses: string, secrets = "inherit", on = "push"): string =>
  `on: ${on}\npermissions: { id-token: write, contents: read }\njobs:\n  call:\n    uses: ${uses}\n    secrets: ${secrets}\n`;
const CALLEE =
  "on: [workflow_call, pull_request_target]\npermissions: { contents: write, id-token: write }\n" +
  "jobs:\n  do:\n    runs-on: x\n    steps:\n      - run: echo ${{ secrets.KEY }} ${{ github.event.issue.title }}\n";
const USES = "acme/shared/.github/workflows/x.yml@v1";
const DO = "acme/site/acme/shared/x.yml@v1#do";

const names = (part: Part, type: string): readonly string[] =>
  (part.nodes ?? []).filter((node) => node.type === type).map(({ name }) => name);

describe("a workflow of another repository that was read", () => {
  const part = read({ "a.yml": CALLER(USES) }, { called: [from("acme/shared", CALLEE)] });
  const job = jobIn(part, DO);

  it("is a job of the caller, by the caller's events, with its secrets and no more than its permissions", () => {
    expect(job).toMatchObject({
      repository: "acme/site",
      triggers: ["push"],
      outside_events: [],
      permissions: { contents: "read", "id-token": "write" },
      secret_names: ["KEY"],
      called_by: ["github:repo/7/workflow/.github/workflows/a.yml#call"],
      entry_files: [".github/workflows/a.yml"],
      defined_in: USES,
      file: USES,
      line: 4,
    });
  });

  it("takes the token of the job that calls it", () => {
    expect(jobIn(part, "acme/site/a.yml#call")["is_followed"]).toBe(true);
    expect(jobIn(part, "acme/site/a.yml#call")["undecided"]).toBeUndefined();
    expect(names(part, "github.job-token")).toEqual([`GITHUB_TOKEN of ${DO}`]);
    expect(part.edges?.filter(({ kind }) => kind === "references").map(({ to }) => to)).toEqual([
      `github:repo/7/workflow/${USES}`,
    ]);
  });

  it("has the text from outside that the caller's event brings", () => {
    const opened = read({ "a.yml": CALLER(USES, "inherit", "issues") }, { called: [from("acme/shared", CALLEE)] });
    expect(picked(jobIn(opened, DO)["injections"], "expression", "by")).toEqual(["github.event.issue.title anyone"]);
    expect(job["injections"]).toEqual([]);
  });
});

test("another ref is another workflow, and one that was not read is said to be so", () => {
  const other = read({ "a.yml": CALLER(USES) }, { called: [from("acme/shared", CALLEE, "v2")] });
  const { is_followed: isFollowed, undecided } = jobIn(other, "acme/site/a.yml#call");
  expect(isFollowed).toBeUndefined();
  expect(undecided).toEqual([`${USES} is in another repository and was not followed`]);
  expect(names(other, "github.job-token")).toContain("GITHUB_TOKEN of acme/site/a.yml#call");
});

test("what it calls in its own repository is at the same ref", () => {
  const chain = [
    from("Acme/Shared", "on: workflow_call\njobs:\n  on: { uses: ./.github/workflows/y.yml, secrets: inherit }\n"),
    from("Acme/Shared", CALLEE, "v1", "y.yml"),
    from("Acme/Shared", CALLEE.replace("KEY", "OTHER"), "v2", "y.yml"),
  ];
  const part = read({ "a.yml": CALLER("Acme/Shared/.github/workflows/x.yml@v1") }, { called: chain });
  expect(jobIn(part, "acme/site/acme/shared/y.yml@v1#do")["secret_names"]).toEqual(["KEY"]);
  expect(jobIn(part, "acme/site/acme/shared/y.yml@v2#do")["called_by"]).toBeUndefined();
});

describe("everything given to a workflow of another owner", () => {
  const of = (inheritsTo: boolean | undefined, secrets = "inherit") => {
    const called = [from("other/shared", CALLEE)];
    const files = { "a.yml": CALLER("other/shared/.github/workflows/x.yml@v1", secrets) };
    const {
      secrets: uses,
      secret_names: known,
      secrets_not_given: not,
    } = jobIn(read(files, { called, inheritsTo: () => inheritsTo }), "acme/site/other/shared/x.yml@v1#do");
    return { uses: picked(uses, "name", "doubt"), known, not };
  };

  it("is given within one enterprise, and nothing of it elsewhere", () => {
    expect(of(true)).toEqual({ uses: ["KEY -"], known: ["KEY"], not: undefined });
    expect(of(false)).toEqual({ uses: [], known: [], not: ["KEY"] });
  });

  it("is in doubt where nobody knows, and no name is known then", () => {
    const doubt = "a workflow of other inherits secrets only within one enterprise";
    expect(of(undefined)).toEqual({ uses: [`KEY ${doubt}`], known: undefined, not: undefined });
  });

  it("is given by name whatever the owner", () => {
    expect(of(undefined, "{ KEY: '${{ secrets.KEY }}' }")).toEqual({ uses: ["KEY -"], known: ["KEY"], not: undefined });
  });
});

test("a name that another caller surely gives is no doubt", () => {
  const uses = "other/shared/.github/workflows/x.yml@v1";
  const files = { "a.yml": CALLER(uses), "b.yml": CALLER(uses, "{ KEY: '${{ secrets.MINE }}' }") };
  const callee = CALLEE.replace("${{ github.event.issue.title }}", "${{ secrets.REST }}");
  const job = jobIn(read(files, { called: [from("other/shared", callee)] }), "acme/site/other/shared/x.yml@v1#do");
  expect(picked(job["secrets"], "name", "doubt")).toEqual([
    "KEY -",
    "REST a workflow of other inherits secrets only within one enterprise",
  ]);
  expect(job["secret_names"]).toEqual(["KEY"]);
});
