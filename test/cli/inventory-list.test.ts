// nhi inventory as a list: who is privileged, what is not known of it, formats, filters, names that mean harm.
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { UNSEEN_RAW } from "../report/fixture.js";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const scene = (name: string) => join(ACME, "../scenes", name);
const folder = freshFolder();
const COMPANY = join(folder, "company.db");
const list = (from: string, ...more: string[]) =>
  nhi(["inventory", from === COMPANY ? "--db" : "--bundle", from, ...more], freshFolder());

beforeAll(async () => {
  await acmeDatabase(COMPANY);
});

it("a bundle is listed as the database that it was read into", async () => {
  const { stdout } = await list(ACME, "--format", "csv");
  expect(stdout).toBe((await list(COMPANY, "--format", "csv")).stdout);
});

interface Row {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope: string;
  readonly admin: string | null;
  readonly admin_hops: number | null;
  readonly tier: number | null;
}
const rowsOf = (stdout: string): Row[] => JSON.parse(stdout).inventory;

describe("--privileged", () => {
  it("lists who is admin, then who reaches it, and nobody else", async () => {
    const { code, stdout } = await list(COMPANY, "--privileged", "--format", "json");
    expect(code).toBe(0);
    const rows = rowsOf(stdout);
    const admins = rows.filter(({ admin }) => admin === "effective");
    expect(rows.slice(0, admins.length)).toEqual(admins);
    const others = rows.slice(admins.length);
    expect(others.filter(({ scope }) => scope.startsWith("aws:")).map(({ name, admin }) => [name, admin])).toEqual([
      ["site-deploy", "reaches"],
      ["print-catalogue", "reaches"],
      ["print-press", "reaches"],
      ["till-images", "reaches"],
      // They get to the orders of production: an agent, what it runs as, and a runner outside of production.
      ["agent-orders", "no"],
      ["orders-batch", "no"],
      ["dev-runner", "no"],
    ]);
    // Who reads everybody's files, by consent, or everybody's mail, by domain-wide delegation, is privileged without being able
    // to become an administrator.
    const toData = others.filter(({ admin }) => admin !== "reaches");
    const isManaged = ({ type }: { readonly type: string }): boolean =>
      /^(?:azure|entra)\.managed-identity$/.test(type);
    expect(toData.filter((row) => !isManaged(row)).map(({ name, tier }) => [name, tier])).toEqual([
      ["Mega PDF Tools", 1],
      ["agent-orders", 1],
      ["orders-batch", 1],
      // three that read every bucket of the production project, one that administers the orders', one that reads it from elsewhere
      ["orders@acme-web-prod.iam.gserviceaccount.com", 1],
      ["old-import@acme-web-prod.iam.gserviceaccount.com", 1],
      ["quarterly@acme-web-prod.iam.gserviceaccount.com", 1],
      ["site@acme-web-prod.iam.gserviceaccount.com", 1],
      ["app@acme-web-dev.iam.gserviceaccount.com", 1],
      ["dev-runner", 1],
      // editor of the development project, and so that last reader
      ["510000000002-compute@developer.gserviceaccount.com", 1],
    ]);
    // Two read data of production on Azure, and two change the apps that run as these; who only reads what Azure manages does not.
    const managed = new Set(toData.filter(isManaged).map(({ name }) => name));
    expect([...managed].sort()).toEqual(["store-release", "store-runtime", "till-api", "till-sync"]);
    // Root users of three accounts, their administrator roles, and the one that the story is about.
    expect(admins.filter(({ type }) => type === "aws.root-user")).toHaveLength(3);
    expect(admins.map(({ name }) => name)).toContain("platform-admin");
    expect(rows.map(({ name }) => name)).not.toContain("NhiAuditor");
  });

  it("is the part of the whole list that its own column says", async () => {
    const all = rowsOf((await list(COMPANY, "--format", "json")).stdout);
    const some = rowsOf((await list(COMPANY, "--privileged", "--format", "json")).stdout);
    const ids = (rows: readonly Row[]) => rows.map(({ id }) => id).sort();
    expect(ids(some)).toEqual(
      ids(all.filter(({ admin, tier }) => admin === "effective" || admin === "reaches" || tier === 1)),
    );
    expect(all.length).toBeGreaterThan(some.length);
  });

  it("is said to be cut short where identities were not read to the end", async () => {
    const whole = await list(COMPANY, "--privileged");
    expect(whole.stderr).toMatch(/^nhi: \d+ privileged identities/);
    expect(whole.stderr).not.toMatch(/not read to the end/);
    const cut = await list(scene("truncated-dump"), "--privileged");
    expect(cut.stderr).toMatch(
      /^nhi: 1 privileged identity; identities of 1 scope were not read to the end; 2 gaps could hide ways to admin/m,
    );
  });
});

describe("filters", () => {
  it("by scope and type", async () => {
    const { stdout } = await list(COMPANY, "--scope", "aws:444455556666", "--type", "aws.iam-user", "--format", "json");
    const rows = rowsOf(stdout);
    expect(rows.length).toBeGreaterThan(0);
    for (const { scope, type } of rows) expect([scope, type]).toEqual(["aws:444455556666", "aws.iam-user"]);
  });

  it.each<[args: string[], says: RegExp]>([
    [["--scope", "111122223333"], /--scope: nothing was read of "111122223333", did you mean "aws:111122223333"\?/],
    [["--type", "AWS.IAM-Role"], /, did you mean "aws\.iam-role"\?/],
    [["--type", "aws.iam-rol"], /--type: nothing was read of "aws\.iam-rol", did you mean "aws\.iam-role"\?/],
    [
      ["--scope", "aws:11112222333"],
      /--scope: nothing was read of "aws:11112222333", did you mean "aws:111122223333"\?/,
    ],
    [["--owner", "platform@acme.exmple"], /nothing was read of .*, did you mean "platform@acme\.example"\?/],
    [["--type", "zzz"], /nothing was read of "zzz"; there are aws\.iam-group, aws\.iam-role/],
  ])("%j names nothing: an error, not an empty list", async (args, says) => {
    const { code, stdout, stderr } = await list(COMPANY, ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});

describe("formats", () => {
  it("CSV, JSON and JSON Lines hold the same identities", async () => {
    const json = rowsOf((await list(COMPANY, "--format", "json")).stdout).map(({ id }) => id);
    const csv: Row[] = parse((await list(COMPANY, "--format", "csv")).stdout, { columns: true, bom: true });
    const lines = (await list(COMPANY, "--format", "jsonl")).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(csv.map(({ id }) => id)).toEqual(json);
    expect(lines.filter(({ kind }) => kind === "inventory").map(({ id }) => id)).toEqual(json);
    expect(new Set(json).size).toBe(json.length);
  });

  it("the table fits a terminal of 80 columns when it has one, and is whole in a pipe", async () => {
    const { stdout } = await list(COMPANY);
    expect(stdout).toContain("AWSReservedSSO_AdministratorAccess_3f9c2ab17d64e850");
    expect(stdout.split("\n")[0]).toMatch(/^NAME +TYPE +SCOPE +ADMIN +STATIC +AGE +LAST USE +OWNER +ENV$/);
  });
});

describe("names that mean harm", () => {
  const HOSTILE = scene("hostile-names");

  it("JSON keeps them exactly, without a character that a reader does not see", async () => {
    const { stdout } = await list(HOSTILE, "--format", "json");
    const names = rowsOf(stdout).map(({ name }) => name);
    for (const part of ["\u001b", "\u202e", "=HYPERLINK"]) {
      expect(
        names.some((name) => name.includes(part)),
        JSON.stringify(part),
      ).toBe(true);
    }
    expect(stdout.replaceAll("\n", "")).not.toMatch(UNSEEN_RAW);
  });

  it("CSV and the table make them harmless, and leave nobody out", async () => {
    const count = rowsOf((await list(HOSTILE, "--format", "json")).stdout).length;
    const csv: string[][] = parse((await list(HOSTILE, "--format", "csv")).stdout, { bom: true });
    expect(csv).toHaveLength(count + 1);
    for (const cell of csv.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const { stdout, stderr } = await list(HOSTILE);
    expect(stdout.replaceAll("\n", "")).not.toMatch(UNSEEN_RAW);
    expect(stderr).toContain(`nhi: ${count} identities`);
  });
});
