// The job of a pull request, as documented: what it adds fails it, its harmless twin does not.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { begin, commit, git, placesOf, TOKEN, write } from "./checkouts.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const COMMAND = [
  ...["scan", "repo:.", "--since", "origin/main", "--db", ":memory:", "--baseline", "nhi-baseline.jsonl"],
  ...["--new-only", "--fail-on", "high", "--output", "sarif=nhi.sarif"],
];

function trust(subject: string): string {
  return `data "aws_iam_policy_document" "ci" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["${subject}"]
    }
  }
}

resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = data.aws_iam_policy_document.ci.json
}
`;
}

let folder = "";

/** A branch from main with these files; the outcome of the job on it, and where SARIF points. */
async function pullRequest(
  change: () => void,
): Promise<{ code: number | null; places: readonly string[]; text: string }> {
  git(folder, "checkout", "-q", "-B", "topic", "main");
  change();
  commit(folder);
  const { code, stdout, stderr } = await nhi(COMMAND, folder);
  const sarif = readFileSync(join(folder, "nhi.sarif"), "utf8");
  rmSync(join(folder, "nhi.sarif"));
  return { code, text: stdout + stderr + sarif, places: placesOf(sarif) };
}

beforeAll(async () => {
  folder = freshFolder();
  // A secret that everybody knows of, and a trust that is as it should be.
  write(folder, {
    "old.txt": `${"line\n".repeat(30)}old = "${TOKEN}"\n`,
    "infra/ci.tf": trust("repo:acme/site:environment:prod"),
    "README.md": "site\n",
  });
  begin(folder);
  await nhi(["scan", "repo:.", "--db", "nhi.db", "--fail-on", "none"], folder);
  const made = await nhi(["baseline", "create", "--db", "nhi.db"], folder);
  expect(made.code, made.stderr).toBe(0);
  rmSync(join(folder, "nhi.db"));
  commit(folder);
  git(folder, "update-ref", "refs/remotes/origin/main", "main");
});

describe("a pull request", () => {
  it("that adds a token fails, at its line", async () => {
    const { code, places, text } = await pullRequest(() =>
      write(folder, { "app.py": `import os\nkey = "${TOKEN.replace("Zk3v", "v3kZ")}"\n` }),
    );
    expect([code, places]).toEqual([1, ["X-010 app.py:2:8"]]);
    expect(text).not.toContain(TOKEN.slice(8, 30));
  });

  it("that reads it from the environment does not", async () => {
    const { code, places } = await pullRequest(() =>
      write(folder, { "app.py": 'import os\nkey = os.environ["KEY"]\n' }),
    );
    expect([code, places]).toEqual([0, []]);
  });

  it("that makes an access key fails, at its line; one that makes a role does not", async () => {
    const made = await pullRequest(() =>
      write(folder, { "infra/key.tf": '\nresource "aws_iam_access_key" "ci" {\n  user = "ci"\n}\n' }),
    );
    expect([made.code, made.places]).toEqual([1, ["X-013 infra/key.tf:2:1"]]);
    const role = await pullRequest(() =>
      write(folder, { "infra/key.tf": '\nresource "aws_iam_user" "ci" {\n  name = "ci"\n}\n' }),
    );
    expect([role.code, role.places]).toEqual([0, []]);
  });

  it("that widens a trust fails, at its statement; one that narrows it does not", async () => {
    const wide = await pullRequest(() => write(folder, { "infra/ci.tf": trust("repo:acme/*") }));
    expect([wide.code, wide.places]).toEqual([1, ["AWS-014 infra/ci.tf:2:3"]]);
    const narrow = await pullRequest(() =>
      write(folder, { "infra/ci.tf": trust("repo:acme/site:environment:prod-eu") }),
    );
    expect([narrow.code, narrow.places]).toEqual([0, []]);
  });

  it("that takes a secret away, or only moves it in its file, does not", async () => {
    const gone = await pullRequest(() => write(folder, { "old.txt": "line\n" }));
    expect([gone.code, gone.places]).toEqual([0, []]);
    const moved = await pullRequest(() =>
      write(folder, { "old.txt": `# above\n${"line\n".repeat(9)}old = "${TOKEN}"\n` }),
    );
    expect([moved.code, moved.places]).toEqual([0, []]);
  });

  it("that renames a file with a known secret does not, with --since and without", async () => {
    const { code, places } = await pullRequest(() => git(folder, "mv", "old.txt", "renamed.txt"));
    expect([code, places]).toEqual([0, []]);
    const whole = await nhi(
      COMMAND.filter((word) => word !== "--since" && word !== "origin/main"),
      folder,
    );
    expect(whole.code, whole.stderr).toBe(0);
  });

  it("that breaks a file is told so, and what was found before stays known", async () => {
    const { code, text } = await pullRequest(() =>
      write(folder, { "infra/broken.tf": 'resource "aws_iam_role" "x" {{{\n  assume_role_policy = 1\n' }),
    );
    expect(code).toBe(0);
    expect(text).toMatch(/infra\/broken\.tf:1:\d+: is not Terraform's syntax/);
  });
});
