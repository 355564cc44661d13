// Accounts to measure with: generated ones with planted chains and decoys, and one with next to nothing in it.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { measure, NHI, type Usage } from "./measure.js";
import type { Line } from "./table.js";

export const GENERATOR = fileURLToPath(new URL("../../../shared/bench/gen-account.mjs", import.meta.url));

export interface Account {
  readonly file: string;
  readonly database: string;
}

/** An account of so many principals; a dense one has wildcard roles and trusts of the whole account. */
export function generate(folder: string, principals: number, dense: boolean): Account {
  const name = `${principals}${dense ? "-dense" : ""}`;
  const file = join(folder, `${name}.json`);
  execFileSync(process.execPath, [GENERATOR, String(principals), file, ...(dense ? ["--dense"] : [])], {
    stdio: "ignore",
  });
  return { file, database: join(folder, `${name}.db`) };
}

/** An account with one role, which nothing is to be said of: what a report on it takes is the start. */
export function smallest(folder: string): Account {
  const file = join(folder, "smallest.json");
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = {
    Path: "/",
    RoleName: "web",
    RoleId: "AROAEXAMPLEEXAMPLE01",
    Arn: "arn:aws:iam::111122223333:role/web",
    CreateDate: "2026-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
    InstanceProfileList: [],
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    RoleLastUsed: { LastUsedDate: "2026-01-14T00:00:00+00:00", Region: "us-east-1" },
  };
  const details = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [role], Policies: [] };
  writeFileSync(file, JSON.stringify(details));
  return { file, database: join(folder, "smallest.db") };
}

export const NOW = "2026-01-15T00:00:00Z";

/** Scans an account, or another file or folder in its place, into its database; fails at exit codes other than these. */
export function scan(
  { file, database }: Account,
  folder: string,
  { now = NOW, codes = [0] }: { readonly now?: string; readonly codes?: readonly number[] } = {},
): Usage {
  const output = `json=${join(folder, "report.json")}`;
  const args = ["scan", "--bundle", file, "--db", database, "--now", now, "--fail-on", "none", "--output", output];
  return measure([NHI, ...args], folder, codes);
}

interface Truth {
  readonly chains: readonly { readonly depth: number; readonly path: readonly string[] }[];
  readonly decoys: readonly { readonly from: string }[];
}

/** What a scan found of what was planted: chains to control of the account, at their depth, and none of the decoys. */
export function truthLines(what: string, { file, database }: Account): Line[] {
  const { chains, decoys } = JSON.parse(readFileSync(file.replace(/\.json$/, ".truth.json"), "utf8")) as Truth;
  const db = new Database(database, { readonly: true });
  const paths = db.prepare<[], [string, number]>("SELECT source, hops FROM access_path WHERE tier = 0").raw().all();
  db.close();
  const hops = new Map(paths);
  const exact = chains.filter(({ depth, path: [start = ""] }) => hops.get(start) === depth).length;
  const reported = decoys.filter(({ from }) => hops.has(from)).length;
  return [
    {
      what: `${what}: planted chains found at exact depth`,
      measured: `${exact} of ${chains.length}`,
      target: "all",
      reached: exact === chains.length && chains.length > 0,
    },
    {
      what: `${what}: decoys reported`,
      measured: `${reported} of ${decoys.length}`,
      target: "0",
      reached: reported === 0 && decoys.length > 0,
    },
  ];
}
