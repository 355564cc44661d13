// The HTML report as text: what its policy allows, what is escaped, what stands where. How it behaves in a browser is tested
// in test/e2e/html.
import { createHash } from "node:crypto";
import { Script } from "node:vm";
import { describe, expect, test } from "vitest";
import type { Change } from "../../src/model/change.js";
import type { ReportComparison } from "../../src/model/report.js";
import { html } from "../../src/report/html.js";
import {
  cleanSource,
  DEV,
  finding,
  HOSTILE,
  hostileSource,
  manyFindings,
  NOW,
  PATH_FINDING,
  PROD,
  render,
  source,
} from "./fixture.js";

/** Elements that the page is made of. */
const ELEMENTS = new Set(
  "html head meta title link style body a header p h1 h2 h3 nav ul ol li main section dl div dt dd strong span code pre table caption thead tbody tr th td details summary svg g rect path text label select option input output button footer script".split(
    " ",
  ),
);

/** Start tags of the page, with what stands in style and script taken away. */
function tagsOf(page: string): { name: string; attributes: string }[] {
  const bare = page.replace(/(<(?:style|script)\b[^>]*>)[\s\S]*?<\/(?:style|script)>/g, "$1");
  return [...bare.matchAll(/<([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name = "", attributes = ""]) => ({
      name,
      attributes,
    }),
  );
}

function blocksOf(page: string, kind: string): unknown[][] {
  const blocks = page.matchAll(
    new RegExp(`<script type="application/json" class="${kind}">([\\s\\S]*?)</script>`, "g"),
  );
  return [...blocks].map(([, text = ""]) => JSON.parse(text) as unknown[]);
}

/** The rows of a block as the script of the page reads them. */
function unpack(value: unknown, texts: string[]): unknown {
  if (typeof value === "number") return texts[value];
  if (typeof value === "string") {
    texts.push(value);
    return value;
  }
  return (value as unknown[]).map((part) => unpack(part, texts));
}

describe("policy", () => {
  test("allows the page's own style and script by their hashes, and nothing else", async () => {
    const page = await render(html, source());
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const parts = policy.split("; ");
    const hash = (element: string): string => {
      const [, text = ""] = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page) ?? [];
      expect(text.length).toBeGreaterThan(500);
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(parts).toEqual([
      "default-src 'none'",
      `style-src ${hash("style")}`,
      `script-src ${hash("script")}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test("needs no exception: no style or handler in an attribute, nothing that is loaded", async () => {
    for (const from of [source(), hostileSource("<b onclick=x style=y>")]) {
      for (const { name, attributes } of tagsOf(await render(html, from))) {
        expect(ELEMENTS).toContain(name);
        expect(attributes).not.toMatch(/\s(?:on[a-z]+|style|src|srcset|action|formaction|poster)=/);
        if (name !== "a") expect(attributes.replace('href="data:,"', "")).not.toContain("href");
        else expect(attributes).toMatch(/href="(?:#|https:\/\/github\.com\/example\/nhi\/)/);
      }
    }
  });

  test("the script is a script", async () => {
    const [, text = ""] = /<script>([\s\S]*?)<\/script>/.exec(await render(html, source())) ?? [];
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch|XMLHttp/);
  });
});

describe("hostile names", () => {
  test.each(HOSTILE)("$label: in findings, data, pictures, inventory and coverage", async ({ name }) => {
    const many = manyFindings(300).map((row) => ({
      ...row,
      message: name,
      fix: name,
      subject: { ...row.subject, name, id: name },
    }));
    const hop = {
      from: name,
      to: name,
      edge: name,
      condition: name,
      state: name,
      confidence: 0.5,
      evidence: { because: [name] },
    };
    const path = { source: name, target: name, confidence: 0.5, hops: [hop] };
    const page = await render(html, {
      ...hostileSource(name),
      findings: [{ ...PATH_FINDING, path, message: name }, ...many],
    });
    const elements = new Set(tagsOf(page).map((tag) => tag.name));
    expect([...elements].filter((element) => !ELEMENTS.has(element))).toEqual([]);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<script>alert/);
    expect(blocksOf(page, "findings-data").flat()).toHaveLength(51);
  });

  test("the end of a script in a data row stays a text", async () => {
    const message = "</script><script>alert(1)</script><!--\u2028";
    const page = await render(html, source({ findings: manyFindings(251).map((row) => ({ ...row, message })) }));
    expect(page).not.toContain("<script>alert");
    expect(page).not.toContain("\u2028");
    const [row] = blocksOf(page, "findings-data").flat();
    expect(JSON.stringify(unpack(row, []))).toContain("</script><script>alert(1)</script><!--\\\\u{2028}");
  });
});

describe("findings", () => {
  test("250 are static, the rest are data that says the same; none is lost", async () => {
    const page = await render(html, source({ findings: manyFindings(2600) }));
    const fixed = [...page.matchAll(/<li class="finding" data-severity="([a-z]+)"/g)];
    expect(fixed).toHaveLength(250);
    const blocks = blocksOf(page, "findings-data");
    expect(blocks.map((block) => block.length)).toEqual([1000, 1000, 350]);
    const rows = blocks.flatMap((block) => {
      const texts: string[] = [];
      return block.map((row) => unpack(row, texts) as string[]);
    });
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(2350);
    expect(rows.at(-1)?.slice(0, 6)).toEqual([
      "low",
      "aws",
      "NHI7",
      "finding",
      "AWS-001",
      "Access key …2599 of ci-00002599 is 812 days old",
    ]);
    expect(page).toContain("2,350 more findings are in this file and need JavaScript");
    expect(await render(html, source({ findings: manyFindings(250) }))).not.toContain("need JavaScript to be shown");
  });

  test("a path is a picture and its steps in words", async () => {
    const page = await render(html, source());
    expect(page).toContain(`aria-labelledby="path-1-title"`);
    expect(page).toContain('<title id="path-1-title">Path from github:acme/site to aws:111122223333 in');
    expect(page).toContain(
      "github:acme/site federates arn:aws:iam::111122223333:role/site-deploy, if sub like repo:acme/*:*",
    );
    expect(page).toContain("rests on .github/workflows/deploy.yml:14");
    expect(await render(html, source({ findings: [finding()] }))).not.toContain("<svg");
  });

  test("accepted ones stand behind the open ones and say so", async () => {
    const page = await render(html, source());
    expect([...page.matchAll(/data-state="([a-z]+)"/g)].map(([, state]) => state)).toEqual([
      "finding",
      "finding",
      "finding",
      "baselined",
      "waived",
    ]);
    expect(page).toContain("(waived)");
    expect(page).toContain("rotation planned, until 2026-12-01");
  });
});

describe("summary", () => {
  const changed = async (findings: ReturnType<typeof finding>[]): Promise<string> => {
    const page = await render(html, source({ findings }));
    return /<h3>What changed<\/h3>\n<p>([^<]*)/.exec(page)?.[1] ?? "";
  };

  test("what changed: against the baseline, the earlier run, or nothing", async () => {
    const old = finding();
    const fresh = finding({ firstSeen: NOW, subject: { id: "x", type: "aws.access-key", name: "x" } });
    expect(await changed([old, fresh])).toBe("1 finding that no earlier run saw.");
    expect(await changed([old])).toBe("No findings that no earlier run saw.");
    expect(await changed([fresh])).toBe(
      "Nothing to compare with: every finding was seen for the first time in this run.",
    );
    expect(
      await changed([
        { ...old, isNew: true },
        { ...fresh, isNew: false, state: "baselined" },
      ]),
    ).toBe("1 finding that the baseline does not know.");
    expect(await changed([{ ...old, carried: true }])).toBe(
      "No findings that no earlier run saw. 1 finding carried forward: the data was not read again.",
    );
  });

  const HARM = "<img src=x onerror=alert(1)>";
  const BEFORE = "2026-10-20T00:00:00.000Z";
  const comparison = (more: Partial<ReportComparison> = {}) => ({
    comparison: async () => ({
      before: { at: BEFORE, runs: [1] },
      after: { at: NOW, runs: [2] },
      changes: [],
      notCompared: [],
      fixed: [],
      ...more,
    }),
  });
  const gone = (name: string, change: Change["change"]): Change => ({
    change,
    id: name,
    name,
    type: "aws.iam-role",
    scope: PROD,
  });

  test("what changed since the scan before: gained and lost in figures, and each by name", async () => {
    const page = await render(
      html,
      source(
        comparison({
          changes: [
            gone("made-admin", "admin-gained"),
            { ...gone("trusting", "trust-widened"), principalName: "its-role", before: "one repo", after: HARM },
            gone("left-1", "identity-gone"),
            gone("left-2", "identity-gone"),
          ],
          fixed: [
            { fingerprint: "f", rule: "AWS-018", severity: "critical", scope: PROD, message: "Anyone may come in" },
          ],
          notCompared: [{ scope: DEV, dataSet: "aws/kms:keys", reason: "not readable now" }],
        }),
      ),
    );
    const [, part = ""] = /<h3>What changed<\/h3>([\s\S]*?)<h3>/.exec(page) ?? [];
    const rows = [...part.matchAll(/<tr><th scope="row">([^<]*)<\/th><td>([^<]*)<\/td><td>([^<]*)<\/td><\/tr>/g)];
    expect(rows.map(([, ...cells]) => cells)).toEqual([
      ["Findings", "0", "1"],
      ["Administrators", "1", "0"],
      ["Ways to control or to data of production", "0", "0"],
      ["Identities", "0", "2"],
      ["Credentials", "0", "0"],
      ["Trusts", "1", "0"],
      ["Permissions", "0", "0"],
    ]);
    for (const text of [
      "2026-10-20 00:00 (run 1) → 2026-11-01 00:00 (run 2)",
      "1 finding of before is gone",
      "Anyone may come in",
      "Became administrator, or can now (1)",
      "Identities that are gone (2)",
      "Not compared (1): not the same as no change",
      "aws/kms:keys: not readable now",
    ])
      expect(part).toContain(text);
    for (const name of ["made-admin", "left-1", "left-2", "its-role", "one repo → "]) expect(part).toContain(name);
    expect(part).not.toContain(HARM);
  });

  test("new is what came after the scan compared with, all of it named, five at once", async () => {
    const fresh = Array.from({ length: 8 }, (_, at) =>
      finding({
        firstSeen: "2026-10-25T00:00:00.000Z",
        message: `new ${at}`,
        subject: { id: `k${at}`, type: "aws.access-key", name: "k" },
      }),
    );
    const page = await render(html, source({ findings: [finding(), ...fresh], ...comparison() }));
    const [, part = ""] = /<h3>What changed<\/h3>([\s\S]*?)<h3>/.exec(page) ?? [];
    expect(part).toContain("8 findings that no earlier run saw.");
    expect(part).toContain("3 more new findings");
    for (let at = 0; at < 8; at += 1) expect(part).toContain(`new ${at}<`);
    expect(part).toContain("No finding of that scan is gone.");
  });

  test("first changes: by whom they cut off from control; by rule where nobody gets there", async () => {
    const cuts = {
      cuts: async () => ({
        reaching: 100,
        perhaps: 3,
        fixes: [
          { fix: "arn:aws:iam::1:policy/deploy#1", name: "statement 2 of policy deploy", cut: 43, remaining: 57 },
          { fix: `${HARM}#trust`, name: `trust policy of ${HARM}`, cut: 57, remaining: 0 },
        ],
      }),
    };
    const page = await render(html, source(cuts));
    expect(page).toContain("<h3>The 2 changes that cut most ways to control</h3>");
    expect(page).toContain(
      "100 identities and outsiders reach control of an account, tenant or project, 3 of them perhaps.",
    );
    expect(page).toContain("<code>statement 2 of policy deploy</code><p>cuts off 43, then 57 are left</p>");
    expect(page).toContain("<p>cuts off 57, then nobody is left</p>");
    expect(page).not.toContain(HARM);
    const nobody = await render(html, source({ cuts: async () => ({ reaching: 0, perhaps: 0, fixes: [] }) }));
    expect(nobody).toContain("fixes that matter most</h3>");
  });

  test("fixes: by the worst severity, then by number; not the step that only looks", async () => {
    const of = (rule: string, severity: "critical" | "high", count: number) =>
      Array.from({ length: count }, (_, at) =>
        finding({ rule, severity, title: `T ${rule}`, subject: { id: `${rule} ${at}`, type: "t", name: "n" } }),
      );
    const looks = of("A-3", "critical", 2).map((row) => ({
      ...row,
      fix: "See the way:\n  nhi paths --from x\nNarrow the trust to one repository.",
    }));
    const page = await render(
      html,
      source({ findings: [...of("A-1", "high", 9), ...of("A-2", "critical", 1), ...looks] }),
    );
    const [, list = ""] = /<ol class="fixes">([\s\S]*?)<\/ol>/.exec(page) ?? [];
    expect([...list.matchAll(/href="#rule-([^"]*)"/g)].map(([, rule]) => rule)).toEqual(["A-3", "A-2", "A-1"]);
    expect(list).toContain("<p>Narrow the trust to one repository.");
    expect(list).toContain("9 high");
  });

  test("identities that reach admin are counted, unknown is not no", async () => {
    const rows = [true, false, null].map((reaches, at) => ({
      id: `i${at}`,
      name: `i${at}`,
      type: "aws.iam-role",
      scope: DEV,
      reaches_admin: reaches,
    }));
    const page = await render(html, source({ inventory: () => rows }));
    expect(page).toContain("<dt>identities that are admin or reach it; of 1 it is not known</dt><dd>1</dd>");
    expect([...page.matchAll(/<tr data-provider="aws" data-admin="([a-z-]+)">/g)].map(([, word]) => word)).toEqual([
      "reaches-admin",
      "no",
      "not-known",
    ]);
  });

  test("a clean report says so, a failed one says that first", async () => {
    const clean = await render(html, cleanSource({ inventory: () => [] }));
    for (const text of [
      "No findings in what was read.",
      "Everything that was asked for could be read.",
      "Nothing to fix",
    ]) {
      expect(clean).toContain(text);
    }
    expect(clean).not.toContain('class="warning"');
    expect(await render(html, source({ executionSuccessful: false }))).toContain(
      "nhi itself failed: this report is not complete.",
    );
  });
});
