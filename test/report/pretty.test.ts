import { describe, expect, test } from "vitest";
import { pretty } from "../../src/report/pretty.js";
import { textWidth } from "../../src/report/text.js";
import { cleanSource, finding, HOSTILE, hostileSource, manyFindings, PROD, render, rule, source } from "./fixture.js";

const linesOf = async (
  ...from: Parameters<typeof render> extends [unknown, ...infer Rest] ? Rest : never
): Promise<string[]> => (await render(pretty, ...from)).split("\n");

const WHOLE = `  1 critical   1 high   0 medium   1 low
  1,871 identities · 412 credentials (61 static) · 3 scopes

CRITICAL  Anyone who can open a pull request in acme/site becomes admin of
          111122223333
  AWS-013 arn:aws:iam::111122223333:role/site-deploy
          since 2026-10-01 (30 days)
          path  acme/site → role/site-deploy → role/platform-admin (confidence
                0.9)
          why   Why AWS-013 matters.
          fix   Replace it by a role:
                  aws iam delete-access-key --user-name ci-legacy
          from  iam:GetCredentialReport
          see   nhi explain 20e10724

HIGH      Access key …MPLE of ci-legacy is 812 days old
  AWS-001 AKIAIOSFODNN7EXAMPLE · aws:111122223333 · of user/ci-legacy
          since 2026-10-01 (30 days)
          why   Why AWS-001 matters.
          fix   Replace it by a role:
                  aws iam delete-access-key --user-name ci-legacy
          from  iam:GetCredentialReport
          see   nhi explain e0ff6563

LOW       Carried over
  MY-001  AKIAIOSFODNN7EXAMPLE · aws:444455556666 · of user/ci-legacy
          not re-read this time · since 2026-10-01 (30 days)
          why   Why MY-001 matters.
          fix   Replace it by a role:
                  aws iam delete-access-key --user-name ci-legacy
          from  iam:GetCredentialReport
          see   nhi explain a196340075e8a082b5a0eca06a75bad6

NOT EVALUATED  2 rules in 1 scope; not judged is not passed
  aws:111122223333  aws/iam:credential-report
      AWS-001: aws/iam:credential-report was refused (AccessDenied)
      needs iam:GetCredentialReport
  aws:111122223333  1 row
      MY-001: last_used_known could not be read
      about unread

GAPS  3 things could not be read
  aws:111122223333  aws/iam:acco…ion-details  arn:aws:iam:…licy/broken
      the policy document is not JSON
  aws:111122223333  aws/iam:credential-report
      was refused (AccessDenied): not authorized to perform
      iam:GetCredentialReport
      needs iam:GetCredentialReport
  github:acme  github/orgs:installations
      could not be read: 401 on GET /orgs/acme

12 of 40 workload identities need no static secret (30 %)
not listed: 1 waived, 1 known to the baseline (--format csv has them)
1 finding carried forward: the data sets behind them were not re-read this time
`;

describe("pretty", () => {
  test("the whole report as a file has it", async () => {
    expect(await render(pretty, source())).toBe(WHOLE);
  });

  test("a terminal of 80 columns has the same text; the counts come again where they scrolled away", async () => {
    const text = await render(pretty, source(), { columns: 80 });
    expect(text).toBe(`${WHOLE}\n${WHOLE.split("\n").slice(0, 2).join("\n")}\n`);
    expect(await render(pretty, cleanSource(), { columns: 80 })).toBe(await render(pretty, cleanSource()));
  });

  test("colour adds nothing but colour", async () => {
    const coloured = await render(pretty, source(), { color: true });
    expect(coloured).toContain("\u001b[");
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(WHOLE);
  });

  test.each([40, 60, 80, 132])("fits %d columns; only commands may be longer", async (columns) => {
    for (const from of [source(), source({ findings: manyFindings(50) })]) {
      for (const line of await linesOf(from, { columns })) {
        if (/^\s+(see|aws|fix {3}aws|… .* more)\b/.test(line)) continue;
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
  const blocksOf = (lines: readonly string[]) => lines.filter((line) => /^(CRITICAL|HIGH|MEDIUM|LOW) /.test(line));

  test("ten of each severity, and the command that shows the rest", async () => {
    const lines = await linesOf(source({ findings: manyFindings(100), dataFlags: "--bundle fixtures/acme" }));
    expect(blocksOf(lines)).toHaveLength(40);
    expect(lines).toContain("  … 15 more high: nhi check --severity high --bundle fixtures/acme");
    expect(lines.some((line) => /see {3}nhi explain [0-9a-f]{8} --bundle fixtures\/acme$/.test(line))).toBe(true);
  });

  test("everything when everything was asked for", async () => {
    const lines = await linesOf(source({ findings: manyFindings(100), full: true }));
    expect(blocksOf(lines)).toHaveLength(100);
    expect(lines.join("\n")).not.toContain("more high");
  });

  test("one busy rule does not hide the others", async () => {
    const busy = manyFindings(50).map((row) => ({ ...row, severity: "low" as const }));
    const quiet = finding({ rule: "MY-001", severity: "low", message: "the quiet one" });
    const lines = await linesOf(source({ findings: [...busy, quiet] }));
    expect(blocksOf(lines)).toHaveLength(10);
    expect(lines).toContain("LOW       the quiet one");
  });

  test("why and fix once for each rule, the command for each finding", async () => {
    const text = await render(
      pretty,
      source({ findings: manyFindings(12).map((row) => ({ ...row, severity: "high" as const })) }),
    );
    expect(text.match(/ why {3}/g)).toHaveLength(1);
    expect(text.match(/ fix {3}/g)).toHaveLength(1);
    expect(text.match(/ see {3}/g)).toHaveLength(10);
  });

  test("gaps and causes too", async () => {
    const gaps = Array.from({ length: 20 }, (_, at) => ({ dataSet: "a", subject: `s${at}`, message: "denied" }));
    const scopes = [{ id: PROD, type: "aws.account", name: "prod", identities: 0, coverage: [], gaps }];
    const text = await render(pretty, source({ scopes }));
    expect(text).toContain("GAPS  20 things could not be read");
    expect(text).toContain("  … 12 more: add --verbose");
    expect(await render(pretty, source({ scopes, full: true }))).not.toContain("more: add --verbose");
  });

  test("a long why is cut, a long fix too: nhi explain has all of it", async () => {
    const rules = [rule("AWS-001", { why: "word ".repeat(200) })];
    const fix = Array.from({ length: 20 }, (_, at) => `  command ${at}`).join("\n");
    const lines = await linesOf(source({ rules, findings: [finding({ fix })], notEvaluated: [], scopes: [] }));
    expect(lines.filter((line) => line.includes("word"))).toHaveLength(3);
    expect(lines.filter((line) => line.includes("command"))).toHaveLength(8);
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
    const lines = await linesOf(source({ findings: [finding({ fix })], notEvaluated: [], scopes: [] }));
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

describe("details", () => {
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
    expect(await render(pretty, source({ findings: [finding({ evidence: [] })] }))).toContain(
      "no evidence was recorded",
    );
  });

  test("closing lines are the last in a file", async () => {
    const text = await render(pretty, source({ closing: ["fix first: 1 change cuts 412 of 460 paths to admin"] }));
    expect(text.endsWith("\nfix first: 1 change cuts 412 of 460 paths to admin\n")).toBe(true);
  });

  test.each(HOSTILE)("$label changes no line but its own", async ({ name }) => {
    const lines = await linesOf(hostileSource(name), { columns: 80 });
    const plain = await linesOf(hostileSource("plain"), { columns: 80 });
    const headings = (all: readonly string[]) => all.filter((line) => /^[A-Z]/.test(line));
    expect(headings(lines).length).toBe(headings(plain).length);
    for (const line of lines) expect(textWidth(line), line).toBeLessThanOrEqual(80);
  });
});
