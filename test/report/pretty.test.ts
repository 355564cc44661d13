import { describe, expect, test } from "vitest";
import { FAILED_SOURCE } from "../../src/model/report.js";
import { pretty } from "../../src/report/pretty/pretty.js";
import { textWidth } from "../../src/report/text.js";
import { cleanSource, finding, HOSTILE, hostileSource, manyFindings, PROD, render, rule, source } from "./fixture.js";

const linesOf = async (
  ...from: Parameters<typeof render> extends [unknown, ...infer Rest] ? Rest : never
): Promise<string[]> => (await render(pretty, ...from)).split("\n");

const BRIEF = `  1 critical   1 high   0 medium   1 low
  1,871 identities · 412 credentials (61 static) · 3 scopes

CRITICAL  Anyone who can open a pull request in acme/site becomes admin of
          111122223333
  AWS-013 site-deploy · account prod (111122223333) · since 2026-10-01 (30 days)
          20e10724
          acme/site ─ federates → role/site-deploy
          └─ escalates to → role/platform-admin
          └─ controls → account prod (111122223333) (confidence 0.9)
          why   Why AWS-013 matters.
          fix   Replace it by a role.

HIGH      Access key …MPLE of ci-legacy is 812 days old
  AWS-001 account prod (111122223333) · since 2026-10-01 (30 days) · e0ff6563
          why   Why AWS-001 matters.
          fix   Replace it by a role.

LOW       Carried over
  MY-001  …MPLE of ci-legacy · account dev (444455556666)
          not re-read this time · since 2026-10-01 (30 days)
          a196340075e8a082b5a0eca06a75bad6
          why   Why MY-001 matters.
          fix   Replace it by a role.

NOT EVALUATED  2 rules in 2 scopes; not judged is not passed
  prod (aws:111122223333)
    1 row   MY-001                             last_used_known could not be read
    1 rule  iam:credential-report              needs iam:GetCredentialReport
    1 row   iam:account-authorization-details  the policy document is not JSON
  github:acme
    gap     orgs:installations                 401 on GET /orgs/acme

12 of 40 workload identities need no static secret (30 %)
not listed: 1 waived, 1 known to the baseline (--format csv has them)
1 finding carried forward: the data sets behind them were not re-read this time

WHAT TO DO FIRST
  1. AWS-013  Anyone who can open a pull request in acme/site becomes admin of
     111122223333: replace it by a role.
     nhi explain 20e10724
  2. AWS-001  Access key …MPLE of ci-legacy is 812 days old: replace it by a
     role.
     nhi explain e0ff6563
  3. Let nhi use iam:GetCredentialReport in prod (aws:111122223333) and scan
     again: 1 rule could not be judged without.
     nhi permissions aws
`;

describe("pretty", () => {
  test("the report as a file has it: what was found, what was not seen, what to do first", async () => {
    expect(await render(pretty, source())).toBe(BRIEF);
  });

  test("a terminal of 80 columns has the same text; the counts come again where they scrolled away", async () => {
    const text = await render(pretty, source(), { columns: 80 });
    expect(text).toBe(`${BRIEF}\n${BRIEF.split("\n").slice(0, 2).join("\n")}\n`);
    expect(await render(pretty, cleanSource(), { columns: 80 })).toBe(await render(pretty, cleanSource()));
  });

  test("a long id is whole where there is no terminal, and fits one", async () => {
    const id = `arn:aws:lambda:eu-west-1:111122223333:function:${"a-long-name-".repeat(8)}end`;
    const long = source({ findings: [finding({ message: `Keys of ${id}`, subject: { ...finding().subject, id } })] });
    expect((await render(pretty, long)).split("\n").filter((line) => line.includes(id))).toHaveLength(2);
    expect(await render(pretty, long, { columns: 80 })).not.toContain(id);
  });

  test("what was not read is on one line where there is no terminal, its names said once, and the table fits one", async () => {
    const names = ["aws/lambda:functions", "aws/ecs:task-definitions", "aws/codebuild:projects", "aws/glue:jobs"];
    const reason = names.map((name) => `${name} was not read`).join(", and ");
    const notEvaluated = [
      { rule: "AWS-001", scope: PROD, dataSet: names.join(" | "), reason },
      {
        rule: "AWS-013",
        scope: PROD,
        dataSet: "aws/ec2:instances",
        reason: "aws/ec2:instances was not read: by asking",
      },
    ];
    const from = cleanSource({ notEvaluated });
    const lines = await linesOf(from);
    const all = "lambda:functions | ecs:task-definitions | codebuild:projects | glue:jobs";
    expect(lines).toContain(`  1 rule  ${all}  were not read`);
    expect(lines).toContain(`  1 rule  ${"ec2:instances".padEnd(36)}  was not read: by asking`);
    const whole = await linesOf({ ...from, full: true });
    expect(whole).toContain(`      AWS-001: ${reason}`);
    const narrow = await linesOf(from, { columns: 80 });
    expect(narrow.some((line) => line.includes(all))).toBe(false);
    expect(narrow.every((line) => textWidth(line) <= 80)).toBe(true);
  });

  test("colour adds nothing but colour", async () => {
    const coloured = await render(pretty, source(), { color: true });
    expect(coloured).toContain("\u001b[");
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(BRIEF);
  });

  test.each([40, 60, 80, 132])("fits %d columns; only commands may be longer", async (columns) => {
    for (const from of [source(), source({ findings: manyFindings(50) })]) {
      for (const line of await linesOf(from, { columns })) {
        if (/^\s+(aws|fix {3}aws|and .*: nhi|nhi)\b/.test(line)) continue;
        expect(textWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });

  test("one line of counts where the terminal is wide enough", async () => {
    const [first] = await linesOf(source(), { columns: 132 });
    expect(first).toBe(
      "  1 critical   1 high   0 medium   1 low      1,871 identities · 412 credentials (61 static) · 3 scopes",
    );
  });
});

describe("nothing found", () => {
  test("says of what, and does not promise more", async () => {
    expect(await render(pretty, cleanSource())).toContain("\nNo findings in what was read.\n");
    const unknown = await render(pretty, source({ findings: [] }));
    expect(unknown).toContain("No findings in what was read, but 2 rules could not be judged everywhere.");
  });

  test("a failure of nhi itself is said first", async () => {
    const [, , , line] = await linesOf(cleanSource({ executionSuccessful: false }));
    expect(line).toBe("nhi itself failed: this report is not complete");
  });
});

describe("long lists", () => {
  const headsOf = (lines: readonly string[]) => lines.filter((line) => /^(CRITICAL|HIGH|MEDIUM|LOW) /.test(line));
  const membersOf = (lines: readonly string[]) => lines.filter((line) => /^.{10}- /.test(line));
  /** One finding of each of many rules. */
  const manyRules = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      finding({ rule: `MY-${String(at).padStart(3, "0")}`, severity: "critical", message: `Fault ${at}` }),
    );

  test("many findings of a rule are one block: how many, in what, the first of them, why and fix once", async () => {
    const lines = await linesOf(
      source({ findings: manyFindings(100), dataFlags: "--bundle fixtures/acme", notEvaluated: [], scopes: [] }),
    );
    const ends = lines.indexOf("  and 22 more critical: nhi check --severity critical --bundle fixtures/acme");
    expect(lines.slice(3, 14)).toEqual([
      `CRITICAL  Title of AWS-001: 25 access keys in 25 users of ${PROD}`,
      "  AWS-001 - Access key …0000 of ci-00000000 is 812 days old",
      "            since 2026-10-01 (30 days) · 35a677e6",
      "          - Access key …0004 of ci-00000004 is 812 days old",
      "            since 2026-10-01 (30 days) · 08f5cea4",
      "          - Access key …0008 of ci-00000008 is 812 days old",
      "            since 2026-10-01 (30 days) · 42f5996f",
      "          and 22 others",
      "          why   Why AWS-001 matters.",
      "          fix   Replace it by a role.",
      "",
    ]);
    expect(lines.slice(ends, ends + 4)).toEqual(
      ["critical", "high", "medium", "low"].map(
        (severity) => `  and 22 more ${severity}: nhi check --severity ${severity} --bundle fixtures/acme`,
      ),
    );
    expect(lines.filter((line) => line.includes("Why AWS-001 matters."))).toHaveLength(1);
  });

  test("four of a rule are listed rather than counted", async () => {
    const lines = await linesOf(source({ findings: manyFindings(16) }));
    expect(membersOf(lines)).toHaveLength(16);
    expect(lines.join("\n")).not.toMatch(/others|more critical/);
  });

  test("the first rules in detail, others named, the rest counted", async () => {
    const lines = await linesOf(source({ findings: manyRules(20) }));
    expect(headsOf(lines)).toHaveLength(12);
    expect(lines.filter((line) => line.includes(" fix   "))).toHaveLength(5);
    expect(lines.find((line) => line.includes("Fault 5"))).toMatch(/^CRITICAL {2}Fault 5 · MY-005 · [0-9a-f]{8}$/);
    expect(lines).toContain("  and 8 more critical: nhi check --severity critical");
  });

  test("what is worse, and among equals what begins most exposed, comes first", async () => {
    const path = (exposure: "internet" | "any-writer") => ({
      source: "a",
      target: "b",
      confidence: 1,
      exposure,
      hops: [],
    });
    const findings = [
      ...manyRules(2),
      finding({ rule: "ZZ-001", severity: "critical", message: "by writers", path: path("any-writer") }),
      finding({ rule: "ZZ-002", severity: "critical", message: "by anyone", path: path("internet") }),
      finding({ rule: "AA-001", severity: "high", message: "less bad", path: path("internet") }),
    ];
    expect(headsOf(await linesOf(source({ findings }))).map((line) => line.slice(10).split(" ·")[0])).toEqual([
      "by anyone",
      "by writers",
      "Fault 0",
      "Fault 1",
      "less bad",
    ]);
  });

  test("no command is named that would read what was kept nowhere", async () => {
    const kept = { findings: manyFindings(100), dataFlags: "--db :memory:", isForgotten: true };
    const lines = await linesOf(source({ ...kept, firstFix: { name: "a trust", cut: 4, reaching: 5 } }));
    expect(lines.filter((line) => /nhi (?:explain|check|paths)/.test(line))).toEqual([]);
    expect(lines.join("\n")).not.toContain("35a677e6");
    expect(lines).toContain("  and 22 more high: scan with --severity high");
  });

  test("the demo shows its own rest", async () => {
    const lines = await linesOf(source({ findings: manyFindings(100), command: "demo", dataFlags: "--bundle x" }));
    expect(lines).toContain("  and 22 more high: nhi demo --severity high");
  });

  test("all are listed, still briefly, when a severity was asked for", async () => {
    const lines = await linesOf(source({ findings: [...manyFindings(100), ...manyRules(20)], listAll: true }));
    expect(membersOf(lines)).toHaveLength(100);
    expect(headsOf(lines)).toHaveLength(24);
    expect(lines.filter((line) => line.startsWith("          from  "))).toEqual([]);
  });

  test("everything when everything was asked for", async () => {
    const lines = await linesOf(source({ findings: manyFindings(100), full: true }));
    expect(headsOf(lines)).toHaveLength(100);
    expect(lines.join("\n")).not.toContain("more high");
  });

  test("gaps and causes too", async () => {
    const gaps = Array.from({ length: 20 }, (_, at) => ({ dataSet: "a", subject: `s${at}`, message: "denied" }));
    const scopes = [{ id: PROD, type: "aws.account", name: "prod", identities: 0, coverage: [], gaps }];
    const text = await render(pretty, source({ scopes }));
    expect(text).toContain("  MY-001");
    // Twenty faults of one kind are one line.
    expect(text).toMatch(/^ {2}20 rows +a +denied$/m);
    const long = await render(pretty, source({ scopes, full: true }));
    expect(long).toContain("GAPS  20 things could not be read");
    expect(long).toContain("s19");
  });

  test("a line a cause, eight of them, and how to see the rest", async () => {
    const gaps = Array.from({ length: 20 }, (_, at) => ({ dataSet: `a${at}`, subject: "s", message: "denied" }));
    const scopes = [{ id: PROD, type: "aws.account", name: "prod", identities: 0, coverage: [], gaps }];
    const lines = await linesOf(source({ scopes, notEvaluated: [] }));
    expect(lines).toContain(`GAPS  20 things not read in prod (${PROD}), which no rule needs now`);
    expect(lines.filter((line) => line.endsWith("denied"))).toHaveLength(8);
    expect(lines).toContain("  … 12 more: add --verbose");
    expect((await linesOf(source({ scopes, full: true }))).join("\n")).not.toContain("more: add --verbose");
  });

  test("of a source that did not answer no rule is said not to need it", async () => {
    const silent = (id: string) => ({
      id,
      type: FAILED_SOURCE,
      name: id,
      identities: 0,
      coverage: [{ dataSet: "everything", state: "failed" as const, message: "no answer" }],
      gaps: [],
    });
    const one = await linesOf(source({ scopes: [silent("jenkins:ci")], notEvaluated: [] }));
    expect(one).toContain("NOT EVALUATED  nothing was read of jenkins:ci; not judged is not passed");
    const two = await linesOf(source({ scopes: [silent("jenkins:a"), silent("jenkins:b")], notEvaluated: [] }));
    expect(two).toContain("NOT EVALUATED  nothing was read of 2 sources; not judged is not passed");
    expect([...one, ...two].join("\n")).not.toContain("which no rule needs");
  });

  test("the first sentence of why and of the fix, whole however long: nhi explain has the rest", async () => {
    const rules = [rule("AWS-001", { why: `${"word ".repeat(60)}end. And more.` })];
    const fix = `${"step ".repeat(60)}end. Then another.\n\n  aws iam delete-access-key --user-name ci`;
    const from = source({ rules, findings: [finding({ fix })], notEvaluated: [], scopes: [] });
    const text = (await render(pretty, from, { columns: 80 })).replace(/\s+/g, " ");
    expect(text).toContain(`why ${"word ".repeat(60)}end. fix S${"step ".repeat(60).slice(1)}end.`);
    expect(text).not.toMatch(/And more|Then another|aws iam/);
  });

  test("a fix that differs says whose it is; a step that only looks is left out", async () => {
    const [first, second] = ["one", "two"].map((name) =>
      finding({
        fix: `See what it does:\n  aws iam get-user\nDelete the key of ${name}.`,
        subject: { id: name, type: "aws.access-key", name },
      }),
    );
    const lines = await linesOf(source({ findings: [first, second].flatMap((one) => one ?? []) }));
    expect(lines).toContain("          fix   Delete the key of one (of one; the others alike)");
  });
});

describe("fix", () => {
  test("prose wraps under its list mark, commands stay whole", async () => {
    const command =
      "aws iam update-access-key --user-name ci-legacy --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive";
    const fix = [
      "Rotate it:",
      `  1. ${command}`,
      "  2. put the new key where the old one is used, and wait until the old one shows no use:",
      `     ${command} \\`,
      "       --profile prod and other words that make this line longer than the terminal is wide",
      "       # a comment among commands is copied with them, however long it may be, like them",
    ].join("\n");
    const lines = await linesOf(source({ findings: [finding({ fix })], notEvaluated: [], scopes: [], full: true }));
    const from = lines.indexOf("          fix   Rotate it:");
    expect(lines.slice(from + 1, from + 7)).toEqual([
      `                  1. ${command}`,
      "                  2. put the new key where the old one is used, and wait until",
      "                     the old one shows no use:",
      `                     ${command} \\`,
      "                       --profile prod and other words that make this line longer than the terminal is wide",
      "                       # a comment among commands is copied with them, however long it may be, like them",
    ]);
  });
});

describe("with --verbose", () => {
  test("all of why, all of the fix, where it was read, and every gap in full", async () => {
    const text = await render(pretty, source({ full: true }));
    for (const words of [
      "                  aws iam delete-access-key --user-name ci-legacy",
      "          from  iam:GetCredentialReport",
      "NOT EVALUATED  2 rules in 1 scope; not judged is not passed",
      "      AWS-001: aws/iam:credential-report was refused (AccessDenied)",
      "      about unread",
      "GAPS  3 things could not be read",
      "      was refused (AccessDenied): not authorized to perform iam:GetCredentialReport",
    ]) {
      expect(text).toContain(`${words}\n`);
    }
  });
});

describe("details", () => {
  test("names, no ids: a trust by its role; the id with --verbose", async () => {
    const role = "arn:aws:iam::111122223333:role/site-deploy";
    const subject = {
      id: `${role}#trust/issuer.example/0`,
      type: "aws.role-trust",
      name: "site-deploy trusts issuer",
      parent: role,
    };
    const message = "Role site-deploy can be assumed by anyone";
    const lines = await linesOf(source({ findings: [finding({ subject, message })] }));
    expect(lines[4]).toMatch(/^ {2}AWS-001 account prod \(111122223333\) · since/);
    expect((await linesOf(source({ findings: [finding({ subject, message })], full: true })))[4]).toContain("#trust/");
  });

  test("a name that the message does not say stands beside the place", async () => {
    const lines = await linesOf(source({ findings: [finding({ message: "An old key" })] }));
    expect(lines[4]).toMatch(/^ {2}AWS-001 …MPLE of ci-legacy · account prod \(111122223333\)/);
  });

  test("subscriptions and tenants that were read have their names in messages; others keep their ids", async () => {
    const [known, other] = ["b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31", "c2e3d8b5-4f60-4b71-9d2a-60ab8f3eac42"];
    const scopes = [
      { id: `azure:${known}`, type: "azure.subscription", name: "store", identities: 0, coverage: [], gaps: [] },
    ];
    const say = async (message: string) =>
      (await linesOf(source({ scopes, findings: [finding({ message })] })))[3]?.slice("HIGH      ".length);
    expect(await say(`has Owner on /subscriptions/${known}/resourcegroups/tills`)).toBe(
      "has Owner on store/resourcegroups/tills",
    );
    expect(await say(`has Owner on ${known}`)).toBe("has Owner on store");
    expect(await say(`has Owner on /subscriptions/${other}`)).toBe(`has Owner on /subscriptions/${other}`);
    expect(await say(`has Owner on x/${known}`)).toBe(`has Owner on x/${known}`);
  });

  test("nothing is since today", async () => {
    const today = finding({ firstSeen: "2026-10-31T12:00:00.000Z" });
    expect(await render(pretty, source({ findings: [today] }))).not.toContain("since");
  });

  test("file, new, new rule and carried forward are words on the second line", async () => {
    const marked = finding({
      location: { file: "ci.yml", line: 14, column: 3 },
      isNew: true,
      newRule: true,
      carried: true,
    });
    const text = await render(pretty, source({ findings: [marked] }));
    for (const word of ["ci.yml:14:3", "new", "new rule, does not fail", "not re-read this time"])
      expect(text).toContain(word);
    expect(await render(pretty, source({ findings: [finding({ isNew: false })] }))).not.toContain(" new");
  });

  test("a row without evidence says so", async () => {
    expect(await render(pretty, source({ findings: [finding({ evidence: [] })], full: true }))).toContain(
      "no evidence was recorded",
    );
  });

  test("what to do first ends a file: the change that cuts most before the worst rules", async () => {
    const lines = await linesOf(
      source({
        closing: ["saved to nhi.db"],
        firstFix: { name: "trust policy of role deploy", cut: 412, reaching: 1460 },
        dataFlags: "--db nhi.db",
      }),
    );
    const from = lines.indexOf("saved to nhi.db");
    expect(lines.slice(from + 1, from + 5)).toEqual([
      "",
      "WHAT TO DO FIRST",
      "  1. Take away or narrow trust policy of role deploy: this alone cuts 412 of",
      "     1,460 paths to admin.",
    ]);
    expect(lines.at(-2)).toBe("     nhi permissions aws");
  });

  test("where nothing was found and nothing is missing, there is nothing to do first", async () => {
    expect(await render(pretty, cleanSource())).not.toContain("WHAT TO DO FIRST");
  });

  test.each(HOSTILE)("$label changes no line but its own", async ({ name }) => {
    const lines = await linesOf(hostileSource(name), { columns: 80 });
    const plain = await linesOf(hostileSource("plain"), { columns: 80 });
    const headings = (all: readonly string[]) => all.filter((line) => /^[A-Z]/.test(line));
    expect(headings(lines).length).toBe(headings(plain).length);
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(80);
  });
});
