// nhi inventory as built: every principal, what is static in each account and in all, and the headline figure.
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME } from "./nhi.js";

let company: string[] = [];

beforeAll(async () => {
  company = ["--db", await acmeDatabase()];
});

const HEADLINE = /^(\d+) of (\d+) workload identities need no static secret \(\d+ %\)$/m;

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
    const lines = (await inventory(...company)).trimEnd().split("\n");
    const [, free, workloads] = HEADLINE.exec(lines.at(-1) ?? "") ?? [];
    const at = lines.findIndex((line) => line.startsWith("ACCOUNT"));
    const table = lines.slice(at + 1, -2).map((line) => line.split(/\s{2,}/));
    const production = ["0", "20", "0", "no key, MFA", "14 characters, no end", "2027-01-10"];
    // keys of services were refused there, so how many are static is not known
    const security = ["0", "?", "?", "no key, MFA", "14 characters, no end", "none"];
    expect(table.filter(([name]) => name?.startsWith("aws:"))).toEqual([
      ["aws:111122223333 acme-prod", "43", "32 (74 %)", ...production],
      ["aws:444455556666 acme-dev", "15", "13 (86 %)", "0", "4", "1", "key, MFA", "no policy", "none"],
      ["aws:777788889999 acme-security", "4", "4 (100 %)", ...security],
    ]);
    // what only AWS has is left empty elsewhere
    expect(table.filter(([name]) => /^(?:entra|gcp|github|gitlab):/.test(name ?? ""))).toEqual([
      ["entra:5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70 Acme", "34", "24 (70 %)", "0", "9", "0"],
      ["gcp:projects/acme-build Acme build", "2", "2 (100 %)", "0", "0", "0"],
      ["gcp:projects/acme-web-dev Acme web (development)", "4", "4 (100 %)", "0", "0", "0"],
      ["gcp:projects/acme-web-prod Acme web", "11", "6 (54 %)", "0", "8", "0"],
      ["github:acme acme", "3", "0 (0 %)", "0", "9", "0"],
      ["gitlab:gitlab.com/acme-print acme-print", "0", "0", "0", "2", "0"],
    ]);
    const isUnread = (cell: string | undefined) => cell === "?";
    const sum = (column: number) =>
      table
        .slice(0, -1)
        .reduce((all, row) => all + (isUnread(row[column]) ? 0 : Number.parseInt(row[column] ?? "", 10)), 0);
    // at least so many, where those of an account are not known
    const total = (column: number) => `${sum(column)}${table.some((row) => isUnread(row[column])) ? "+" : ""}`;
    expect([Number(workloads), Number(free)]).toEqual([sum(1), sum(2)]);
    const percent = Math.floor((100 * sum(2)) / sum(1));
    expect(table.at(-1)).toEqual(["all", workloads, `${free} (${percent} %)`, ...[3, 4, 5].map(total)]);
  });

  test("the figure is that of the identities that are listed, and that of a scan", async () => {
    const { accounts, summary, inventory: rows } = await asJson(...company);
    // Root and roles that AWS keeps are no workloads; break-glass is a person's user.
    const left = /:root$|:role\/aws-(?:service-role|reserved)\/|:user\/break-glass$/;
    const workloads = rows.filter(({ id, secret_free }) => secret_free !== null && !left.test(id));
    const free = workloads.filter(({ secret_free }) => secret_free);
    expect(summary).toMatchObject({
      workloadIdentities: workloads.length,
      withoutStaticSecret: free.length,
      staticSecretUnknown: 0,
    });
    const inAws = accounts.filter(({ id }) => /^aws:\d/.test(id));
    expect(inAws.map(({ identities }) => identities)).toEqual([43, 15, 4]);
    // organisations and folders of clouds have none of their own
    const ofNone = accounts.filter(({ id }) => /^aws:o-|^gcp:(?!projects)/.test(id));
    expect(ofNone.map(({ identities }) => identities)).toEqual([null, null, null]);
    const scan = await nhi(["scan", "--bundle", ACME, "--fail-on", "none"]);
    expect(HEADLINE.exec(scan.stdout)?.slice(1)).toEqual([`${free.length}`, `${workloads.length}`]);
  });

  test("one scope has the figure of that scope", async () => {
    const { accounts, summary } = await asJson(...company, "--scope", "aws:444455556666");
    expect(accounts.map(({ id }) => id)).toEqual(["aws:444455556666"]);
    expect(summary).toMatchObject({ workloadIdentities: 15, withoutStaticSecret: 13 });
  });

  test("what could not be read is shown as unknown, and not as none", async () => {
    const text = await inventory("--bundle", join(ACME, "../scenes/truncated-dump"));
    expect(text).toMatch(/^aws:111122223333\b.*\s\?\s+\?\s+\?\s+\?\s+\?\s/m);
    expect(text).toContain("not known: identities of 1 scope not read to the end");
  });
});

describe("formats", () => {
  test("CSV repeats on every row what is said of its account", async () => {
    const rows: Record<string, string>[] = parse(await inventory("--format", "csv", ...company), {
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
    const { inventory: listed } = await asJson(...company);
    expect(rows.map((row) => row["id"])).toEqual(listed.map(({ id }) => id));
  });

  test("JSON Lines has accounts before identities", async () => {
    const lines = (await inventory("--format", "jsonl", ...company)).trimEnd().split("\n");
    const kinds = lines.map((line) => z.object({ kind: z.string() }).parse(JSON.parse(line)).kind);
    const accounts = kinds.lastIndexOf("account") + 1;
    expect(new Set(kinds.slice(0, accounts))).toEqual(new Set(["account"]));
    expect(new Set(kinds.slice(accounts))).toEqual(new Set(["inventory"]));
  });

  test("privileged ones alone have no table of accounts", async () => {
    expect(await inventory("--privileged", ...company)).not.toContain("ACCOUNT ");
  });
});
