// Owners and environments as built: what says so is shown, and a rule does not judge what nothing labels.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

/** An account whose name says nothing. */
const NAMELESS = join(ACME, "../scenes/govcloud");

const RULE = `
id: MY-001
name: production-role
title: A role in production
severity: low
mappings: { owasp_nhi: [NHI8] }
requires: [aws/iam:account-authorization-details]
from: identity
types: [aws.iam-role]
when: identity.environment == "production"
identity: [incarnation]
message: "Role {name} belongs to production"
why: To show what a label decides.
fix: None.
false_positives: None.
cases:
  flagged: [{ name: production, row: { environment: production } }]
  spared: [{ name: development, row: { environment: development } }]
  unknown:
    - { name: nothing says, row: {} }
    - { name: not read, row: { environment: production }, unread: [aws/iam:account-authorization-details] }
`;

async function explain(name: string, config?: string): Promise<string> {
  const folder = freshFolder();
  writeFileSync(join(folder, "nhi.yaml"), config ?? "");
  const from = config === undefined ? ["--db", await acmeDatabase()] : ["--bundle", ACME];
  const outcome = await nhi(["explain", name, ...from], folder);
  expect(outcome.code, outcome.stderr).toBe(0);
  const [, section = ""] = /^owner and environment\n((?: {2}.*\n)+)/m.exec(outcome.stdout) ?? [];
  return section.replace(/\s+/g, " ").trim();
}

describe("nhi explain says who owns it, where it belongs, and what says so", () => {
  test("a tag, and a name that only suggests", async () => {
    expect(await explain("ci-legacy")).toBe(
      "owner platform@acme.example: tag owner, confidence 0.9; not known whether still there (people of nhi.yaml does not list it) environment production: suggested by the name of the account, confidence 0.5",
    );
  });

  test("the config, which also knows who has left", async () => {
    const config =
      'owners: {"*:user/ci/ci-legacy": "marc@acme.example"}\npeople: {departed: ["marc@acme.example"]}\nenvironments: {ci: ["*:user/ci/*"]}\n';
    expect(await explain("ci-legacy", config)).toBe(
      "owner marc@acme.example: nhi.yaml; gone (people.departed of nhi.yaml lists it) environment ci: nhi.yaml",
    );
  });

  test("nothing says so", async () => {
    const section = await explain("AWSServiceRoleForOrganizations");
    expect(section).toContain("owner nobody says");
    expect(section).toMatch(/environment (?:not known|security|management)/);
  });
});

describe("a rule about environments", () => {
  test("flags what is labelled so, passes what is labelled otherwise, and does not judge the rest", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "own"));
    writeFileSync(join(folder, "own/production-role.yaml"), RULE);
    const config = 'environments: {production: ["aws:111122223333"], development: ["aws:444455556666"]}\n';
    writeFileSync(join(folder, "nhi.yaml"), config);
    const args = [
      "scan",
      "--bundle",
      ACME,
      "--bundle",
      NAMELESS,
      "--rules",
      "own",
      "--format",
      "json",
      "--fail-on",
      "none",
    ];
    const { stdout, stderr } = await nhi(args, folder);
    const report = JSON.parse(stdout);
    const count = (scope: string) =>
      report.counts.find((row: { rule: string; scope: string }) => row.rule === "MY-001" && row.scope === scope);
    expect(count("aws:111122223333"), stderr).toMatchObject({ flagged: 34, passed: 0, notEvaluated: 0 });
    expect(count("aws:444455556666")).toMatchObject({ flagged: 0, passed: 13, notEvaluated: 0 });
    expect(count("aws:123456789012")).toMatchObject({ flagged: 0, passed: 0, notEvaluated: 2 });
    const reasons = report.notEvaluated.filter((row: { rule: string }) => row.rule === "MY-001");
    expect(reasons).not.toHaveLength(0);
    for (const { reason } of reasons) expect(reason).toContain("environment");
  });
});
