// nhi explain on the built company: what matters comes first, and nothing is left out silently.
import { describe, expect, test } from "vitest";
import { ACME, freshFolder, nhi } from "./nhi.js";

async function explain(name: string): Promise<string> {
  const outcome = await nhi(["explain", name, "--bundle", ACME], freshFolder());
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stdout;
}

describe("nhi explain", () => {
  test("a role: what it is and reaches in three lines, then who, what, how, and what stops", async () => {
    const lines = (await explain("site-deploy")).split("\n");
    expect(lines.slice(0, 3)).toEqual([
      "site-deploy  aws.iam-role of aws:111122223333",
      "arn:aws:iam::111122223333:role/site-deploy",
      "reaches admin in 1 hop · last used 1 d ago · 2 findings",
    ]);
    const titles = lines.filter((line, at) => at > 3 && lines[at - 1] === "" && /^[a-z]/.test(line));
    expect(titles).toEqual([
      "who can become it",
      "what it reaches",
      "its way to admin",
      "what stops when it is disabled",
      "credentials",
      "whom its trust policy accepts",
      "owner and environment",
      "findings",
      "what else is known",
      "evidence",
    ]);
    expect(lines).toContain("  job acme/site/preview.yml#preview  federates");
    expect(lines).toContain("  job acme/site/preview.yml#preview  signs in as it by federation");
    expect(lines[lines.indexOf("credentials") + 1]).toBe("  none that was read");
  });

  test("a role that workloads run as: they stop, and what is not so is not listed", async () => {
    const text = await explain("orders-task");
    expect(text).toMatch(/what stops when it is disabled\n(?: {2}.*runs as it\n){4}/);
    expect(text).not.toMatch(/is_service_linked|trusts_people|\{"/);
    expect(text).toContain("does not reach admin · used within a day · 0 findings");
  });

  test("a user: its credentials, and that they stop signing in", async () => {
    const text = await explain("ci-legacy");
    expect(text).toMatch(/\ncredentials\n/);
    expect(text).toMatch(/signs in as it/);
  });
});
