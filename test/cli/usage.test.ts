// Wrong words on the command line: what, what was meant, exit 2, nothing on stdout, no stack.
import { describe, expect, it } from "vitest";
import { ACME, freshFolder, nhi, SMALL } from "./nhi.js";

const folder = freshFolder();

describe("a mistyped", () => {
  it.each<[what: string, args: readonly string[], says: RegExp]>([
    ["command", ["scna"], /unknown command "scna", did you mean "scan"\?/],
    ["command that is like no other", ["frobnicate"], /unknown command "frobnicate"\n/],
    ["command with options", ["scna", "--bundle", "x"], /unknown command "scna", did you mean "scan"\?/],
    ["order: an option before its command", ["--db", "x", "check"], /options come after it: nhi check --db/],
    ["command of a group", ["rules", "shwo"], /unknown command "shwo", did you mean "show"\?/],
    ["option", ["scan", "--bundel", "x"], /unknown option '--bundel'\n\s+Did you mean --bundle\?/],
    ["option of the program", ["--verison"], /unknown option "--verison", did you mean "--version"\?/],
    ["source", ["scan", "awss"], /unknown source "awss", did you mean "aws"\?/],
    [
      "source of a provider that nhi does not know",
      ["scan", "okta:acme"],
      /unknown source "okta:acme"; it begins with one of: aws/,
    ],
    ["source that is a recording", ["scan", ACME], /is a file or folder and no source: .* --bundle .*acme, .* repo:/],
    ["argument that is a recording", ["check", ACME], /acme is there: .* --db, recorded answers with --bundle/],
    ["export of a report", ["export", "sarif"], /'sarif' is invalid .* Findings as sarif: nhi check --format sarif/],
    ["rows to include", ["scan", "--include", "pased"], /'--include <what>' argument 'pased' is invalid.*passed/],
    ["format", ["scan", "--format", "sarfi"], /'--format <format>' argument 'sarfi' is invalid.*sarif/],
    ["format of an output", ["scan", "--output", "sarfi=x"], /unknown format "sarfi", did you mean "sarif"\?/],
    ["severity", ["scan", "--severity", "hgh"], /'hgh' is invalid.*critical, high, medium, low/],
    ["threshold", ["scan", "--fail-on", "hgh"], /'hgh' is invalid.*none/],
    [
      "rule",
      ["rules", "show", "aws-access-key-agee"],
      /no rule "aws-access-key-agee", did you mean "aws-access-key-age"\?/,
    ],
    ["id of a rule", ["rules", "show", "aws-1"], /no rule "aws-1", did you mean "AWS-001"\?/],
    ["rule to explain", ["explain", "aws-1", "--bundle", SMALL], /"aws-1" is no rule, .*, did you mean "AWS-001"\?/],
    ["thing like none to explain", ["explain", "zzz-9", "--bundle", SMALL], /"zzz-9" is no rule, .*; nhi rules list/],
    [
      "end of a path",
      ["paths", "--from", "ci", "--to", "Admin", "--bundle", ACME],
      /"Admin" is .*, did you mean "admin"\?/,
    ],
    ["rule like none", ["rules", "show", "XX-1"], /no rule "XX-1"; nhi rules list names them/],
    ["path", ["scan", "/no/such/folder"], /^nhi: \/no\/such\/folder: no such file or folder$/m],
    ["provider", ["permissions", "asw"], /'asw' is invalid.*aws/],
    ["shell", ["completion", "bsh"], /'bsh' is invalid.*bash/],
    ["clock", ["scan", "--now", "yesterday"], /'yesterday' is invalid.*2026-11-01T00:00:00Z/],
    ["clock that is no day", ["scan", "--now", "2026-13-45"], /no such date/],
    ["clock without its time", ["scan", "--now", "2026-11-01T"], /is invalid/],
  ])("%s", async (_, args, says) => {
    const { code, stdout, stderr } = await nhi(args, folder);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^nhi: /);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("in upper case", () => {
  it.each<[what: string, args: readonly string[]]>([
    ["a severity", ["scan", "--bundle", SMALL, "--severity", "HIGH", "--fail-on", "None"]],
    ["a format", ["scan", "--bundle", SMALL, "--format", "JSON", "--fail-on", "NONE"]],
    ["a format of a list", ["inventory", "--bundle", SMALL, "--format", "Csv"]],
    ["a format of an output", ["scan", "--bundle", SMALL, "--output", "SARIF=/dev/null", "--fail-on", "none"]],
    ["rows to include", ["scan", "--bundle", SMALL, "--include", "Passed", "--fail-on", "none"]],
    ["a provider", ["permissions", "AWS"]],
    ["a source", ["scan", "AWS", "--dry-run"]],
    ["a shell", ["completion", "BASH"]],
    ["a format of an export", ["export", "NDJSON", "--bundle", SMALL]],
    ["a choice of a command of a group", ["rules", "list", "--format", "JSON"]],
  ])("%s is the same as in lower case", async (_, args) => {
    const lower = args.map((word) => (word === SMALL ? word : word.toLowerCase()));
    const [upper, plain] = [await nhi(args, folder), await nhi(lower, folder)];
    expect([upper.code, upper.stdout]).toEqual([0, plain.stdout]);
  });

  it("so in variables", async () => {
    const env = { NHI_FAIL_ON: "NONE", NHI_SEVERITY: "High" };
    expect((await nhi(["scan", "--bundle", SMALL], folder, env)).code).toBe(0);
  });
});

describe("what is missing or makes no sense", () => {
  it.each<[what: string, args: readonly string[], says: RegExp]>([
    ["a value", ["scan", "--bundle"], /--bundle <path>' argument missing/],
    ["an argument", ["explain"], /missing required argument 'id'/],
    ["a word of the argument", ["explain", ""], /^nhi: an argument is empty; is a variable of the shell not set\?$/m],
    ["the second word of two", ["can", "deploy", "", "s3:GetObject"], /^nhi: an argument is empty;/],
    ["all of the value", ["inventory", "--db", ""], /^nhi: --db is followed by an empty text;/],
    ["all of it after an equals sign", ["check", "--baseline="], /^nhi: --baseline is followed by an empty text;/],
    ["one argument too many", ["check", "aws"], /too many arguments/],
    ["no source anywhere", ["scan"], /no source given.*\n.*nhi demo/],
    ["--new-only without a baseline", ["scan", "--bundle", ACME, "--new-only"], /nhi baseline create/],
    [
      "a baseline that is not there",
      ["scan", "--bundle", ACME, "--baseline", "none.jsonl"],
      /none\.jsonl: no such baseline/,
    ],
    [
      "a config that is not there",
      ["scan", "--bundle", ACME, "--config", "none.yaml"],
      /none\.yaml: no such file; nhi init/,
    ],
    ["rules that are not there", ["scan", "--bundle", ACME, "--rules", "none"], /none: /],
    ["a recording of a recording", ["scan", "--bundle", ACME, "--record", "r"], /a --bundle is a recording/],
    ["a collection that keeps nothing", ["collect", "--bundle", ACME], /name a database with --db/],
    [
      "nothing of that name",
      ["explain", "nobody", "--bundle", SMALL],
      /"nobody" is no rule, no fingerprint.*no id or name.*; nhi rules list, nhi check and nhi inventory name them/,
    ],
    ["SQL that writes", ["query", "delete from identity", "--bundle", SMALL], /only one SELECT statement/],
    ["SQL that is none", ["query", "selec 1", "--bundle", SMALL], /query: /],
    [
      "an unknown view",
      ["query", "select * from identities", "--bundle", SMALL],
      /no such table: identities, did you mean "identity".*lists the views/s,
    ],
    ["a database that is not there", ["check", "--db", "none.db"], /none\.db: no such database\. Run nhi scan first/],
  ])("%s", async (_, args, says) => {
    const { code, stdout, stderr } = await nhi(args, folder);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
  });

  it("a stack is shown with --debug, and only then", async () => {
    const { stderr, code } = await nhi(["scan", "--bundle", "none", "--debug"], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^nhi: bundle none: no such file or folder\n.*UsageError.*\n\s+at /);
  });
});

describe("help", () => {
  it("nhi alone shows the first steps", async () => {
    const { code, stdout, stderr } = await nhi([], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^First steps:\n {2}nhi demo/);
    expect(stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  it.each([
    "scan",
    "collect",
    "check",
    "inventory",
    "explain",
    "query",
    "rules",
    "baseline",
    "export",
    "init",
    "doctor",
    "permissions",
    "demo",
    "completion",
  ])("nhi %s --help has examples before options", async (command) => {
    const { code, stdout } = await nhi([command, "--help"], folder);
    expect(code).toBe(0);
    const examples = stdout.indexOf("Examples:");
    expect(examples).toBeGreaterThan(0);
    expect(stdout.search(/^(?:Options|Report|Facts|General|Arguments|Commands):$/m)).toBeGreaterThan(examples);
    expect(stdout).not.toContain("default: []");
  });

  it("nhi --help names every command once", async () => {
    const { stdout } = await nhi(["--help"], folder);
    const commands = stdout.slice(stdout.indexOf("Commands:"));
    for (const name of ["scan", "collect", "check", "inventory", "explain", "query", "completion"]) {
      expect(commands.match(new RegExp(`^  ${name}\\b`, "gm")), name).toHaveLength(1);
    }
  });

  it("--version is the version alone", async () => {
    expect(await nhi(["--version"], folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe("the help that the build prepares", () => {
  it.each(["--help", "-h"])("%s says what the program itself says", async (option) => {
    const { code, stdout, stderr } = await nhi([option], folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: nhi [options] [command]");
    const built = (await nhi(["help"], folder)).stdout;
    // What follows is the list of topics.
    expect(built.slice(0, built.indexOf("\nTopics:\n"))).toBe(stdout);
  });
});
