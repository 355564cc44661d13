// nhi query: one statement, only reading, in three formats.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const folder = freshFolder();
const query = (sql: string, ...more: string[]) => nhi(["query", "--db", "nhi.db", ...more, "--", sql], folder);

beforeAll(async () => {
  await acmeDatabase(join(folder, "nhi.db"));
});

describe("what only reads", () => {
  it.each<[sql: string, rows: unknown]>([
    ["select name, type from identity where name = 'site-deploy'", [{ name: "site-deploy", type: "aws.iam-role" }]],
    [
      "with keys as (select * from credential where type = 'aws.access-key') select count(*) > 3 as many from keys",
      [{ many: 1 }],
    ],
    ["  -- a comment first\n  /* and another */ SELECT 1 AS one;", [{ one: 1 }]],
    ["values (1, null)", [{ column1: 1, column2: null }]],
    [
      "select json_extract(tags, '$.owner') as owner from identity where name = 'platform-admin'",
      [{ owner: "platform@acme.example" }],
    ],
    ["select 1 as x where 0", []],
    ["select ';' as semicolon", [{ semicolon: ";" }]],
  ])("%s", async (sql, rows) => {
    const { code, stdout, stderr } = await query(sql, "--format", "json");
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual(rows);
  });

  it("works on a bundle too", async () => {
    const sql = "select count(distinct scope) as scopes from identity where scope like 'aws:%'";
    const { stdout } = await nhi(["query", sql, "--bundle", ACME, "--format", "json"], folder);
    expect(JSON.parse(stdout)).toEqual([{ scopes: 3 }]);
  });
});

describe("what is refused, with exit 2 and the database as it was", () => {
  const files = (): string[] => readdirSync(folder).sort();
  const sum = (): string =>
    createHash("sha256")
      .update(readFileSync(join(folder, "nhi.db")))
      .digest("hex");

  it.each<[sql: string]>([
    ["update node_row set name = 'x'"],
    ["insert into node_row (name) values ('x')"],
    ["delete from finding_row"],
    ["with one as (select 1) delete from node_row"],
    ["with one as (select 1) update node_row set name = 'x'"],
    ["drop view identity"],
    ["create table theirs (x)"],
    ["create temp table theirs as select * from identity"],
    ["attach database 'other.db' as other"],
    ["ATTACH 'other.db' AS other"],
    ["/* select */ attach database 'other.db' as other"],
    ["-- select\nattach database 'other.db' as other"],
    ["detach database main"],
    ["pragma user_version = 3"],
    ["pragma journal_mode = delete"],
    ["vacuum into 'other.db'"],
    ["reindex"],
    ["begin"],
    ["select 1; select 2"],
    ["select 1; delete from finding_row"],
    ["select load_extension('other')"],
    ["select writefile('other.db', 'x')"],
    ["select * from identity where name = ?"],
    ["select * from identities"],
    ["select nme from identity"],
    ["selec 1"],
    [" "],
    [";"],
    ["-- nothing"],
  ])("%s", async (sql) => {
    const before = { files: files(), sum: sum() };
    const { code, stdout, stderr } = await query(sql);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^nhi: query: /);
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
    expect({ files: files(), sum: sum() }).toEqual(before);
    expect(existsSync(join(folder, "other.db"))).toBe(false);
  });

  it("says what to do: what was meant, how to see what there is, or that one SELECT is taken", async () => {
    expect((await query("select nme from identity")).stderr).toMatch(
      /no such column: nme, did you mean "name"\?\n.*nhi query identity$/m,
    );
    const elsewhere = (await query("select edge.scope, source from edge join finding on 1")).stderr;
    expect(elsewhere).toMatch(/no such column: source\n.*by nhi query edge, nhi query finding$/m);
    expect((await query("select * from identitys")).stderr).toMatch(
      /no such table: identitys, did you mean "identity"/,
    );
    expect((await query("drop view identity")).stderr).toMatch(/only one SELECT statement.*never changed/);
    expect((await query("select * from identity where name = ?")).stderr).toMatch(/write the value/);
  });
});

describe("what there is to ask", () => {
  const list = (...more: string[]) => nhi(["query", ...more], freshFolder());

  it("the views, without a database", async () => {
    const { code, stdout } = await list("--format", "json");
    const names = JSON.parse(stdout).map(({ name }: { name: string }) => name);
    expect([code, names]).toEqual([0, expect.arrayContaining(["credential", "edge", "gap", "identity", "trust_rule"])]);
    expect((await list()).stdout).toMatch(/^credential\n {4}What proves an identity/m);
  });

  it("the columns of one, which are those that a statement gives", async () => {
    const { code, stdout } = await list("credential", "--format", "json");
    const [row] = JSON.parse((await query("select * from credential limit 1", "--format", "json")).stdout);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(Object.keys(row));
    expect((await list("Credential")).stdout).toMatch(/^id {2}text, NULL means none$/m);
  });

  it("a word that is no view is a mistake", async () => {
    const { code, stdout, stderr } = await list("credentials");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain('"credentials" is no view and no statement, did you mean "credential"?');
  });
});

describe("formats", () => {
  const SQL =
    "select name, created_at, null as empty, 42 as number from identity where type = 'aws.iam-user' order by id";

  it("says that there are no rows where stdout cannot, and nothing where there are some", async () => {
    const none = await query("select id from identity where id = 'nobody'");
    expect([none.code, none.stdout, none.stderr]).toEqual([0, "", "nhi: no rows\n"]);
    const json = await query("select id from identity where id = 'nobody'", "--format", "json");
    expect(JSON.parse(json.stdout)).toEqual([]);
    expect((await query("select id from identity limit 1")).stderr).toBe("");
  });

  it("the same rows as a table, CSV and JSON", async () => {
    const json: Record<string, unknown>[] = JSON.parse((await query(SQL, "--format", "json")).stdout);
    expect(json[0]).toEqual({
      name: expect.any(String),
      created_at: expect.stringMatching(/Z$/),
      empty: null,
      number: 42,
    });
    const csv: string[][] = parse((await query(SQL, "--format", "csv")).stdout, { bom: true });
    expect(csv[0]).toEqual(["name", "created_at", "empty", "number"]);
    expect(csv.slice(1)).toEqual(json.map(({ name, created_at }) => [name, created_at, "", "42"]));
    const table = (await query(SQL)).stdout.trimEnd().split("\n");
    expect(table).toHaveLength(json.length + 1);
    expect(table[0]).toMatch(/^name +created_at +empty +number$/);
  });

  it("no row at all", async () => {
    expect((await query("select 1 as x where 0")).stdout).toBe("");
    expect((await query("select 1 as x where 0", "--format", "csv")).stdout).toBe('\ufeff"x"\r\n');
    expect((await query("select 1 as x where 0", "--format", "json")).stdout).toBe("[]\n");
  });

  it("two columns of one name, as joins have them, are both there", async () => {
    const sql = "select 1 as x, 2 as x, 3 as x_2, 4 as x";
    const csv: string[][] = parse((await query(sql, "--format", "csv")).stdout, { bom: true });
    expect(csv).toEqual([
      ["x", "x_3", "x_2", "x_4"],
      ["1", "2", "3", "4"],
    ]);
    expect(JSON.parse((await query(sql, "--format", "json")).stdout)).toEqual([{ x: 1, x_3: 2, x_2: 3, x_4: 4 }]);
  });

  it("text from outside moves no cursor and is no formula", async () => {
    const sql = "select char(27) || '[2J' as screen, '=1+1' as formula, 'a' || char(10) || 'b' as lines";
    const table = (await query(sql)).stdout;
    expect(table).not.toContain("\u001b");
    expect(table.trimEnd().split("\n")).toHaveLength(2);
    const [, [, formula] = []]: string[][] = parse((await query(sql, "--format", "csv")).stdout, { bom: true });
    expect(formula).toBe("'=1+1");
  });

  it("numbers keep every digit, bytes are written as SQLite takes them, and no value turns into an absent one", async () => {
    const sql =
      "select 9007199254740993 as big, -9223372036854775808 as low, 9007199254740991 as safe, -5 as minus, 1e400 as endless, x'00ff' as bytes, 1.5 as part, '-5' as text";
    const values = ["9007199254740993", "-9223372036854775808", "9007199254740991", "-5"];
    const json = (await query(sql, "--format", "json")).stdout;
    expect(json.match(/"(?:big|low|safe|minus)": (-?\d+),/g)).toEqual(
      ["big", "low", "safe", "minus"].map((name, at) => `"${name}": ${values[at]},`),
    );
    expect(JSON.parse(json)).toMatchObject([{ endless: "Infinity", bytes: "x'00ff'", part: 1.5, text: "-5" }]);
    const [, row]: string[][] = parse((await query(sql, "--format", "csv")).stdout, { bom: true });
    expect(row).toEqual([...values, "Infinity", "x'00ff'", "1.5", "'-5"]);
    expect((await query(sql)).stdout).toMatch(/^9007199254740993 +-9223372036854775808 +9007199254740991 +-5 /m);
  });

  it("a title that is a formula is none", async () => {
    const [titles]: string[][] = parse((await query("select 1 as ' =1+1', 2 as '=2'", "--format", "csv")).stdout, {
      bom: true,
    });
    expect(titles).toEqual(["' =1+1", "'=2"]);
  });

  it("others are refused", async () => {
    expect((await query("select 1", "--format", "sarif")).stderr).toMatch(/'sarif' is invalid.*pretty, json, csv/);
  });
});
