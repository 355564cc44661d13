// The scripts of nhi completion in real shells: commands, options, values, files, identities; and nothing from a database
// ever runs. zsh and fish are tried where they are installed.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { builtNhi } from "./built.js";
import { freshFolder, nhi } from "./nhi.js";
import { writeAccount } from "./small-account.js";

const home = freshFolder();
const hostile = freshFolder();
const BREAKING = ["$(touch run)", "`touch run`", "a;touch run", "a b", "'", "--version", "\u001b[2J"];

/** Runs a script in a shell that finds the built nhi under its name. */
function shell(program: string, args: readonly string[], folder = home): string {
  const env = {
    PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const { stdout, stderr, error } = spawnSync(program, args, { cwd: folder, env, encoding: "utf8" });
  if (error !== undefined) throw error;
  expect(stderr).toBe("");
  return stdout;
}
const has = (program: string) => spawnSync(program, ["-c", "true"]).error === undefined;

function installIn(folder: string): void {
  mkdirSync(join(folder, "bin"));
  const text = `#!/bin/sh\nexec '${process.execPath}' '${builtNhi()}' "$@"\n`;
  writeFileSync(join(folder, "bin/nhi"), text);
  chmodSync(join(folder, "bin/nhi"), 0o755);
  writeFileSync(join(folder, "nhi.bash"), shell("nhi", ["completion", "bash"], folder));
}

beforeAll(async () => {
  for (const folder of [home, hostile]) installIn(folder);
  const db = ".local/share/nhi/nhi.db";
  await acmeDatabase(join(home, db));
  const users = ["ci-legacy", ...BREAKING].map((name, at) => ({ name, id: `AIDACKCEVSQ6C2BREAK${at}`, keys: [] }));
  writeAccount(join(hostile, "answers"), users);
  const read = await nhi(["scan", "--bundle", "answers", "--db", db, "--fail-on", "none"], hostile);
  expect(read.code, read.stderr).toBe(0);
  writeFileSync(join(home, "baseline.jsonl"), "");
});

/** What bash replies to each line with the cursor at its end, as readline would call the function. */
function bash(lines: readonly string[], folder = home): string[][] {
  const script = `
source ./nhi.bash
source ./nhi.bash
while IFS= read -r line; do
  COMP_LINE=$line; COMP_POINT=\${#line}; COMPREPLY=()
  _nhi_completion nhi
  (IFS=$'\\t'; printf '%s\\n' "\${COMPREPLY[*]}")
done <<'LINES'
${lines.join("\n")}
LINES
`;
  const replies = shell("bash", ["--norc", "--noprofile", "-c", script], folder).split("\n");
  return replies.slice(0, lines.length).map((reply) => (reply === "" ? [] : reply.split("\t")));
}

describe("bash", () => {
  const expected: readonly (readonly [line: string, replies: string[]])[] = [
    ["nhi sca", ["scan"]],
    ["nhi baseline ", ["create", "prune", "help"]],
    ["nhi baseline pr", ["prune"]],
    ["nhi scan --fo", ["--format"]],
    ["nhi scan --format sa", ["sarif"]],
    ["nhi scan --fail-on ", ["critical", "high", "medium", "low", "none"]],
    ["nhi scan --dry-run --dr", []],
    ["nhi permissions aw", ["aws"]],
    ["nhi completion f", ["fish"]],
    ["nhi help inv", ["inventory"]],
    ["nhi scan aw", ["aws"]],
    ["nhi explain site-", ["site-deploy"]],
    ["nhi explain AWS-00", ["001", "002", "003", "004", "005", "006", "007", "008", "009"].map((id) => `AWS-${id}`)],
    ["nhi explain AKIAEXAMPLEDV", ["AKIAEXAMPLEDVLPILSNC"]],
    ["nhi explain --bundle x --verbose site-", ["site-deploy"]],
    ["nhi can site-", ["site-deploy"]],
    ["nhi paths --from any:", ["internet", "member"]],
    ["nhi paths --to adm", ["admin"]],
    ["nhi inventory --type aws.iam-r", ["aws.iam-role"]],
    ["nhi inventory --owner platform@", ["platform@acme.example"]],
    ["nhi explain nobody-at-all", []],
    ["nhi nonsense ", []],
    ["nhi scan --db none.db --da", []],
  ];
  it("commands, options, values and names", () => {
    const lines = expected.map(([line]) => line);
    const replies = bash(lines);
    expect(lines.map((line, at) => [line, replies[at]])).toEqual(expected);
  });

  it("an id with colons: what follows the last one is replaced, as bash breaks words there", () => {
    const [[reply] = []] = bash(["nhi explain arn:aws:iam::111122223333:role/site-"]);
    expect(reply).toBe("role/site-deploy");
    expect(bash(["nhi inventory --scope aws:1"])).toEqual([["111122223333"]]);
    expect(bash(["nhi scan --format=sa"])).toEqual([["sarif"]]);
  });

  it("every command and every option of one is offered, hidden ones are not", async () => {
    const [commands = [], options = []] = bash(["nhi ", "nhi scan --"]);
    expect(commands).toEqual(
      expect.arrayContaining(["scan", "inventory", "paths", "can", "doctor", "completion", "help"]),
    );
    const { stdout } = await nhi(["scan", "--help"], home);
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, name]) => name);
    expect(new Set(options)).toEqual(new Set(shown));
    expect(options).not.toContain("--services");
  });

  it("the database that the line names is the one that is asked", () => {
    const other = join(hostile, ".local/share/nhi/nhi.db");
    expect(bash([`nhi explain --db ${other} ci-`, "nhi explain --db none.db ci-"])).toEqual([["ci-legacy"], []]);
  });

  it("files only where a file is wanted: the registered default takes over there", () => {
    const asked = (line: string) => shell("nhi", ["complete", "--", ...line.split(" ")]);
    expect(asked("scan --baseline ba")).toBe(":files\n");
    for (const command of ["scan", "inventory", "rules list", "export ndjson", "init"]) {
      expect(asked(`${command} --output nhi.`)).toBe(":files\n");
    }
    expect(asked("explain site-")).not.toContain(":files");
    expect(shell("bash", ["--norc", "-c", "source ./nhi.bash; complete -p nhi"])).toBe(
      "complete -o default -F _nhi_completion nhi\n",
    );
  });

  it("names that a shell would not take literally are never offered, and what is typed is never run", () => {
    expect(
      bash(["nhi explain ", "nhi explain $", "nhi explain $(touch run)", "nhi explain `touch run`", "nhi '"], hostile),
    ).toEqual([expect.arrayContaining(["AWS-001", "ci-legacy"]), [], [], [], []]);
    const [offered = []] = bash(["nhi explain "], hostile);
    for (const name of BREAKING) expect(offered).not.toContain(name);
    expect(readdirSync(hostile)).not.toContain("run");
  });

  it("a broken config or database is silence, not noise in the middle of the line", () => {
    const broken = freshFolder();
    installIn(broken);
    writeFileSync(join(broken, "nhi.yaml"), "fail_on: [\n");
    mkdirSync(join(broken, ".local/share/nhi"), { recursive: true });
    writeFileSync(join(broken, ".local/share/nhi/nhi.db"), "no database");
    expect(bash(["nhi explain site-", "nhi sca"], broken)).toEqual([[], ["scan"]]);
  });
});

describe.runIf(has("zsh"))("zsh", () => {
  // The functions of zsh's own completion are stood in for by ones that print what they are given.
  const zsh = (words: readonly string[], folder = home): string[] => {
    const script = `compdef() { : }; _files() { print FILES }; _describe() { print -rl -- "\${(@P)@[-1]}" }
      source <(nhi completion zsh)
      words=(nhi "$@"); CURRENT=$#words; _nhi`;
    return shell("zsh", ["-f", "-c", script, "zsh", ...words], folder)
      .split("\n")
      .filter(Boolean);
  };

  it("commands, options and identities, colons escaped, with what they are", () => {
    expect(zsh(["sca"])).toEqual([expect.stringMatching(/^scan:crawl, /)]);
    expect(zsh(["scan", "--fo"])).toEqual(["--format:what stdout gets"]);
    expect(zsh(["explain", "arn:aws:iam::111122223333:role/site-"])).toEqual([
      "arn\\:aws\\:iam\\:\\:111122223333\\:role/site-deploy:aws.iam-role",
    ]);
    expect(zsh(["scan", "--bundle", ""])).toEqual(["FILES"]);
  });

  it("nothing hostile is offered or run", () => {
    const offered = zsh(["explain", ""], hostile).join("\n");
    expect(offered).toMatch(/^ci-legacy:/m);
    expect(offered).not.toMatch(/touch/);
    expect(existsSync(join(hostile, "run"))).toBe(false);
  });
});

describe.runIf(has("fish"))("fish", () => {
  const fish = (line: string, folder = home): string[] =>
    shell("fish", ["-N", "-c", 'nhi completion fish | source; complete -C "$argv[1]"', line], folder)
      .split("\n")
      .filter(Boolean);

  it("commands, options, identities and files", () => {
    expect(fish("nhi sca")).toEqual([expect.stringMatching(/^scan\tcrawl, /)]);
    expect(fish("nhi scan --fo")).toEqual(["--format\twhat stdout gets"]);
    expect(fish("nhi explain site-")).toEqual(["site-deploy\taws.iam-role"]);
    expect(fish("nhi scan --baseline base")).toEqual(["baseline.jsonl"]);
    expect(fish("nhi explain base")).toEqual([]);
  });

  it("nothing hostile is offered or run", () => {
    const offered = fish("nhi explain ", hostile).join("\n");
    expect(offered).toMatch(/^ci-legacy\t/m);
    expect(offered).not.toMatch(/touch/);
    expect(existsSync(join(hostile, "run"))).toBe(false);
  });
});
