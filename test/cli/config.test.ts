// nhi.yaml and rule files: faults with file:line:column and what was meant; where settings come from, and which one wins.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder, SMALL } from "./nhi.js";

const SCAN = ["scan", "--bundle", SMALL, "--fail-on", "none"];
const RULE = `id: USR-001
name: my-rule
title: Mine
severity: high
mappings: { owasp_nhi: [NHI7] }
requires: []
from: credential
types: [aws.access-key]
when: credential.status == "active"
identity: [id]
message: "x"
why: x
fix: y
false_positives: z
`;

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("a fault in nhi.yaml", () => {
  it.each<[what: string, text: string, says: RegExp]>([
    [
      "unknown key",
      "fail_on: high\nenvrionments: {}\n",
      /nhi\.yaml:2:1: unknown field "envrionments", did you mean "environments"\?/,
    ],
    [
      "unknown key inside",
      "waivers:\n  - {rule: AWS-001, reasn: x, reason: y, owner: z}\n",
      /nhi\.yaml:2:21: unknown field "reasn", did you mean "reason"\?/,
    ],
    ["value of the wrong type", "strict: maybe\n", /nhi\.yaml:1:9: "strict": expected true or false/],
    ["number of days that is none", "drift_days: 0\n", /nhi\.yaml:1:13: "drift_days"/],
    [
      "value that is none of those",
      "fail_on: hgh\n",
      /nhi\.yaml:1:10: "fail_on": one of critical, high, medium, low, none/,
    ],
    [
      "missing field",
      "waivers:\n  - rule: AWS-001\n    owner: me\n",
      /nhi\.yaml:2:5: missing field "waivers\.0\.reason"/,
    ],
    ["a waiver of nothing", "waivers: [{reason: x, owner: y}]\n", /names either a fingerprint or a rule/],
    [
      "an accepted gap of nothing",
      "accepted_gaps: [{scope: x, reason: x, owner: y}]\n",
      /names a data_set, a rule, or both/,
    ],
    [
      "a day that is none",
      "waivers: [{rule: AWS-001, reason: x, owner: y, expires: soon}]\n",
      /expires.*write it as 2026-12-31/,
    ],
    ["an account id that is none", "known_accounts: {vendor: x}\n", /an AWS account id has 12 digits/],
    ["a number below what there is", "drift_days: 0\n", /nhi\.yaml:1:13: "drift_days": must be 1 or more/],
    ["a number above it", "drift_days: 4000\n", /nhi\.yaml:1:13: "drift_days": must be 3650 or less/],
    ["a part of a number", "drift_days: 1.5\n", /nhi\.yaml:1:13: "drift_days": expected a whole number/],
    ["not YAML", "fail_on: [high\n", /nhi\.yaml:\d+:\d+: /],
    ["a list", "- fail_on\n", /nhi\.yaml:1:1: the file: expected a map/],
    ["the same key twice", "fail_on: low\nfail_on: high\n", /nhi\.yaml:2:1: .*unique/],
    [
      "a threshold of no rule",
      "params: {AWS-01: {max_age: 3d}}\n",
      /nhi\.yaml:1:10: params: unknown rule "AWS-01", did you mean "AWS-001"\?/,
    ],
    [
      "a threshold that the rule has not",
      "params: {AWS-001: {max_aeg: 3d}}\n",
      /params\.AWS-001\.max_aeg: no such param, did you mean "max_age"\?/,
    ],
    [
      "a threshold that is none",
      "params: {AWS-001: {max_age: soon}}\n",
      /max_age: "soon" is no duration; write 90d, 2w or 12h/,
    ],
  ])("%s", async (_, text, says) => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", text);
    const { code, stdout, stderr } = await nhi(SCAN, folder);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
  });

  it("shows the line and points at the place", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "fail_on: high\nenvrionments: {}\n");
    expect((await nhi(SCAN, folder)).stderr).toBe(
      'nhi: nhi.yaml:2:1: unknown field "envrionments", did you mean "environments"?\n    envrionments: {}\n    ^\n',
    );
  });

  it("an empty one is no fault", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "# nothing yet\n");
    expect((await nhi(SCAN, folder)).code).toBe(0);
  });
});

describe("a fault in a rule file", () => {
  const faults: readonly [what: string, change: (text: string) => string, says: RegExp][] = [
    [
      "unknown field",
      (text) => text.replace("when:", "whn:"),
      /rules\/mine\.yaml:9:1: unknown field "whn", did you mean "when"\?/,
    ],
    ["severity", (text) => text.replace("high", "hgh"), /rules\/mine\.yaml:4:11: "severity": one of critical/],
    ["CEL that does not parse", (text) => text.replace('"active"', '"active" &&'), /rules\/mine\.yaml:9:\d+: when: /],
    [
      "unknown column",
      (text) => text.replace("credential.status", "credential.statsu"),
      /rules\/mine\.yaml:9:18: when: unknown column "statsu" of credential, did you mean "status"\?/,
    ],
    ["types that do not go together", (text) => text.replace('== "active"', "> 3"), /rules\/mine\.yaml:9:\d+: when: /],
    [
      "id of a built-in rule",
      (text) => text.replace("USR-001", "AWS-001"),
      /rule AWS-001 of --rules has the id of a built-in rule/,
    ],
  ];
  it.each(faults)("%s", async (_, change, says) => {
    const folder = freshFolder();
    write(folder, "rules/mine.yaml", change(RULE));
    const { code, stdout, stderr } = await nhi([...SCAN, "--rules", "rules"], folder);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
  });

  it("nhi rules test says the same, and runs the cases of one that loads", async () => {
    const folder = freshFolder();
    write(folder, "rules/mine.yaml", RULE.replace("when:", "whn:"));
    expect(await nhi(["rules", "test", "rules"], folder)).toMatchObject({ code: 2 });
    const cases = `cases:
  flagged:
    - name: active
      row: { id: AKIAEXAMPLE, type: aws.access-key, status: active }
  spared:
    - name: inactive
      row: { id: AKIAEXAMPLE, type: aws.access-key, status: inactive }
  unknown:
    - name: nobody read the status
      row: { id: AKIAEXAMPLE, type: aws.access-key }
`;
    write(folder, "rules/mine.yaml", RULE + cases);
    const good = await nhi(["rules", "test", "rules"], folder);
    expect(good.stderr).toBe("");
    expect(good).toMatchObject({ code: 0, stdout: "1 rule, 3 cases, 0 problems\n" });
    write(folder, "rules/mine.yaml", RULE + cases.replace("status: inactive", "status: active"));
    const bad = await nhi(["rules", "test", "rules"], folder);
    expect(bad).toMatchObject({ code: 1, stdout: "1 rule, 3 cases, 1 problem\n" });
    expect(bad.stderr).toMatch(/USR-001 spared "inactive": /);
  });

  it("a rule of one's own is judged beside the built-in ones", async () => {
    const folder = freshFolder();
    write(folder, "rules/mine.yaml", RULE);
    const { stdout } = await nhi([...SCAN, "--rules", "rules", "--format", "json"], folder);
    const rules = JSON.parse(stdout).findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).toContain("USR-001");
    expect(rules).toContain("AWS-001");
  });
});

describe("which setting wins", () => {
  // Told apart by what the report says it was run with, and by the exit code.
  const thresholdOf = async (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { stdout } = await nhi(["scan", "--bundle", SMALL, "--format", "json", ...args], folder, env);
    return JSON.parse(stdout).threshold;
  };

  it("flag over variable over nearest nhi.yaml over the user's over the default", async () => {
    const folder = freshFolder();
    expect(await thresholdOf(folder, [])).toBe("high");
    write(folder, ".config/nhi/nhi.yaml", "fail_on: low\n");
    expect(await thresholdOf(folder, [])).toBe("low");
    write(folder, "nhi.yaml", "fail_on: medium\n");
    expect(await thresholdOf(folder, [])).toBe("medium");
    expect(await thresholdOf(folder, [], { NHI_FAIL_ON: "critical" })).toBe("critical");
    expect(await thresholdOf(folder, ["--fail-on", "none"], { NHI_FAIL_ON: "critical" })).toBe("none");
  });

  it("the nearest one up to the root of the repository, and none above it", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "fail_on: critical\n");
    mkdirSync(join(folder, "repository/.git"), { recursive: true });
    mkdirSync(join(folder, "repository/src/deep"), { recursive: true });
    const from = (place: string) => thresholdOf(join(folder, place), []);
    expect(await from("repository/src/deep")).toBe("high");
    write(folder, "repository/nhi.yaml", "fail_on: low\n");
    expect(await from("repository/src/deep")).toBe("low");
    write(folder, "repository/src/nhi.yaml", "fail_on: medium\n");
    expect(await from("repository/src/deep")).toBe("medium");
    expect(await from("repository")).toBe("low");
  });

  it("--config and NHI_CONFIG name another file; XDG_CONFIG_HOME another place for the user's", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "fail_on: low\n");
    write(folder, "other.yaml", "fail_on: critical\n");
    expect(await thresholdOf(folder, ["--config", "other.yaml"])).toBe("critical");
    expect(await thresholdOf(folder, [], { NHI_CONFIG: "other.yaml" })).toBe("critical");
    const elsewhere = freshFolder();
    write(elsewhere, "xdg/nhi/nhi.yaml", "fail_on: medium\n");
    expect(await thresholdOf(elsewhere, [], { XDG_CONFIG_HOME: join(elsewhere, "xdg") })).toBe("medium");
  });

  it("keys of the user's file that the nearer one does not have stay in force", async () => {
    const folder = freshFolder();
    write(folder, ".config/nhi/nhi.yaml", "fail_on: low\nseverity: high\n");
    write(folder, "nhi.yaml", "fail_on: medium\n");
    const { stdout } = await nhi(["scan", "--bundle", SMALL, "--format", "json"], folder);
    const { threshold, findings } = JSON.parse(stdout);
    expect(threshold).toBe("medium");
    expect(new Set(findings.map(({ severity }: { severity: string }) => severity))).toEqual(new Set(["high"]));
  });

  it("severities are taken in either case, and no other words", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "fail_on: CRITICAL\nseverity: High\n");
    expect(await thresholdOf(folder, [])).toBe("critical");
    write(folder, "nhi.yaml", "fail_on: SEVERE\n");
    const { code, stderr } = await nhi(["scan", "--bundle", SMALL], folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining('"fail_on": one of critical, high, medium, low, none')]);
  });

  it("paths in a file are relative to it", async () => {
    const folder = freshFolder();
    write(folder, "nhi.yaml", "rules: [own]\n");
    write(folder, "own/mine.yaml", RULE);
    mkdirSync(join(folder, "below"));
    const { stdout } = await nhi([...SCAN, "--format", "json"], join(folder, "below"));
    expect(JSON.parse(stdout).rules.map(({ id }: { id: string }) => id)).toContain("USR-001");
  });

  it.each<[env: NodeJS.ProcessEnv, says: RegExp]>([
    [{ NHI_FAILON: "low" }, /the environment sets NHI_FAILON, did you mean "NHI_FAIL_ON"\?/],
    [{ NHI_FAIL_ON: "hgh" }, /NHI_FAIL_ON=hgh: not one of critical, high, medium, low, none/],
    [{ NHI_STRICT: "perhaps" }, /NHI_STRICT=perhaps: write true or false/],
    [{ NHI_NOW: "yesterday" }, /NHI_NOW=yesterday: not a date/],
    [{ NHI_JOIN_KEY: "short" }, /NHI_JOIN_KEY: the join key is too short/],
  ])("%j is refused", async (env, says) => {
    const { code, stderr } = await nhi(SCAN, freshFolder(), env);
    expect(stderr).toMatch(says);
    expect(code).toBe(2);
  });

  it("variables of others that begin alike are theirs; an empty one is not set", async () => {
    const { code, stderr } = await nhi(SCAN, freshFolder(), {
      NHI_PIPELINE_OWNER: "x",
      NHI_FAIL_ON: "",
      NHI_STRICT: "",
    });
    expect(code, stderr).toBe(0);
  });

  it.each<[name: string, env: NodeJS.ProcessEnv, args: readonly string[], code: number]>([
    ["NHI_STRICT", { NHI_STRICT: "1" }, ["--fail-on", "none"], 3],
    ["NHI_STRICT off", { NHI_STRICT: "false" }, ["--fail-on", "none"], 0],
    ["NHI_NEW_ONLY without a baseline", { NHI_NEW_ONLY: "true" }, [], 2],
    ["NHI_BASELINE that is not there", { NHI_BASELINE: "none.jsonl" }, [], 2],
    ["NHI_RULES that are not there", { NHI_RULES: "none" }, [], 2],
  ])("%s", async (_, env, args, code) => {
    const folder = freshFolder();
    const scene = join(SMALL, "../denied-credential-report");
    expect((await nhi(["scan", "--bundle", scene, ...args], folder, env)).code).toBe(code);
  });
});
