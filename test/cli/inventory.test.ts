// nhi inventory as built: every principal, what is static in each account and in all, and the headline figure.
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ACME, nhi } from "./nhi.js";

const COMPANY = ["--bundle", ACME];
const HEADLINE = "43 of 56 workload identities need no static secret (76 %)";

const document = z.object({
  schema: z.literal("nhi-inventory/1"),
  summary: z.record(z.string(), z.number()),
  accounts: z.array(z.looseObject({ id: z.string(), identities: z.number().nullable() })),
  inventory: z.array(z.looseObject({ id: z.string(), scope: z.string(), secret_free: z.boolean().nullable() })),
});

async function inventory(...args: string[]): Promise<string> {
  const outcome = await nhi(["inventory", ...args]);
  expect(outcome.code, outcome.stderr).toBe(0);
  return outcome.stdout;
}

const asJson = async (...args: string[]) => document.parse(JSON.parse(await inventory("--format", "json", ...args)));

describe("accounts", () => {
  test("stand under the identities, with their sum and the headline figure last", async () => {
    const lines = (await inventory(...COMPANY)).trimEnd().split("\n");
    expect(lines.at(-1)).toBe(HEADLINE);
    const at = lines.findIndex((line) => line.startsWith("ACCOUNT"));
    const table = lines.slice(at + 1, -2).map((line) => line.split(/\s{2,}/));
    expect(table).toEqual([
      [
        "aws:111122223333 acme-prod",
        "41",
        "30 (73 %)",
        "0",
        "20",
        "0",
        "no key, MFA",
        "14 characters, no end",
        "2027-01-10",
      ],
      ["aws:444455556666 acme-dev", "11", "9 (81 %)", "0", "4", "1", "key, MFA", "no policy", "none"],
      [
        "aws:777788889999 acme-security",
        "4",
        "4 (100 %)",
        "0",
        "0",
        "0",
        "no key, MFA",
        "14 characters, no end",
        "none",
      ],
      ["all", "56", "43 (76 %)", "0", "24", "1"],
    ]);
  });

  test("the figure is that of the identities that are listed, and that of a scan", async () => {
    const { accounts, summary, inventory: rows } = await asJson(...COMPANY);
    // Root and roles that AWS keeps are no workloads; break-glass is a person's user.
    const left = /:root$|:role\/aws-(?:service-role|reserved)\/|:user\/break-glass$/;
    const workloads = rows.filter(({ id, secret_free }) => secret_free !== null && !left.test(id));
    expect(workloads).toHaveLength(56);
    expect(workloads.filter(({ secret_free }) => secret_free)).toHaveLength(43);
    expect(summary).toMatchObject({ workloadIdentities: 56, withoutStaticSecret: 43, staticSecretUnknown: 0 });
    // the last ones are the organisations, of AWS and of GitHub, which have none of their own
    expect(accounts.map(({ identities }) => identities)).toEqual([41, 11, 4, null, null]);
    const scan = await nhi(["scan", ...COMPANY, "--fail-on", "none"]);
    expect(scan.stdout).toContain(HEADLINE);
  });

  test("one scope has the figure of that scope", async () => {
    const { accounts, summary } = await asJson(...COMPANY, "--scope", "aws:444455556666");
    expect(accounts.map(({ id }) => id)).toEqual(["aws:444455556666"]);
    expect(summary).toMatchObject({ workloadIdentities: 11, withoutStaticSecret: 9 });
  });

  test("what could not be read is shown as unknown, and not as none", async () => {
    const text = await inventory("--bundle", join(ACME, "../scenes/truncated-dump"));
    expect(text).toMatch(/^aws:111122223333\b.*\s\?\s+\?\s+\?\s+\?\s+\?\s/m);
    expect(text).toContain("not known: identities of 1 account not read to the end");
  });
});

describe("formats", () => {
  test("CSV repeats on every row what is said of its account", async () => {
    const rows: Record<string, string>[] = parse(await inventory("--format", "csv", ...COMPANY), {
      columns: true,
      bom: true,
    });
    const [dev] = rows.filter((row) => row["scope"] === "aws:444455556666");
    expect(dev).toMatchObject({
      account_name: "acme-dev",
      account_root_keys_present: "true",
      account_password_policy_present: "false",
      account_password_min_length: "",
      account_identities_with_static: "2",
      account_server_certificates: "0",
    });
    const { inventory: listed } = await asJson(...COMPANY);
    expect(rows.map((row) => row["id"])).toEqual(listed.map(({ id }) => id));
  });

  test("JSON Lines has accounts before identities", async () => {
    const lines = (await inventory("--format", "jsonl", ...COMPANY)).trimEnd().split("\n");
    const kinds = lines.map((line) => z.object({ kind: z.string() }).parse(JSON.parse(line)).kind);
    expect(kinds.slice(0, 6)).toEqual([...Array<string>(5).fill("account"), "inventory"]);
  });

  test("privileged ones alone have no table of accounts", async () => {
    expect(await inventory("--privileged", ...COMPANY)).not.toContain("ACCOUNT ");
  });
});
