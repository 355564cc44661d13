import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { CSV_COLUMNS, csv } from "../../src/report/csv.js";
import { inventoryCsv } from "../../src/report/inventory-csv.js";
import {
  DEV,
  finding,
  HOSTILE,
  hostileSource,
  manyFindings,
  PATH_FINDING,
  PROD,
  render,
  source,
  UNSEEN_RAW,
} from "./fixture.js";

const ADMIN = "arn:aws:iam::111122223333:role/platform-admin";

type Row = { [column: string]: string };
const rowsOf = (text: string): Row[] => parse(text, { columns: true, bom: true });

describe("csv", () => {
  test("byte order mark, CRLF, every cell quoted, stable columns", async () => {
    const text = await render(csv, source({ findings: [finding()], notEvaluated: [], scopes: [] }));
    expect(text.startsWith('\ufeff"status","severity","rule","title","owasp_nhi",')).toBe(true);
    expect(text.endsWith('"\r\n')).toBe(true);
    expect(text.replaceAll("\r\n", "").replace(/"[^"]*"/g, "")).toBe(`\ufeff${",".repeat(23 + 23)}`);
    expect(CSV_COLUMNS).toHaveLength(24);
  });

  test("a row for each finding of each state, for what was not judged, and for what was not read", async () => {
    const passed = [
      { rule: "AWS-001", scope: PROD, subject: { id: "AKIAGOOD", type: "aws.access-key", name: "good" } },
    ];
    const rows = rowsOf(await render(csv, source({ passed })));
    expect(rows.map((row) => `${row["status"]} ${row["rule"]}`)).toEqual([
      "finding AWS-013",
      "waived AWS-001",
      "finding AWS-001",
      "baselined MY-001",
      "finding MY-001",
      "not-evaluated AWS-001",
      "not-evaluated MY-001",
      "gap ",
      "gap ",
      "gap ",
      "passed AWS-001",
    ]);
  });

  test("a finding's row", async () => {
    const [row] = rowsOf(
      await render(csv, source({ findings: [finding({ location: { file: "a.yml", line: 3, column: 7 } })] })),
    );
    expect(row).toMatchObject({
      status: "finding",
      severity: "high",
      rule: "AWS-001",
      owasp_nhi: "NHI7",
      subject_id: "AKIAIOSFODNN7EXAMPLE",
      subject_type: "aws.access-key",
      scope: PROD,
      location: "a.yml:3:7",
      evidence: "iam:GetCredentialReport",
      first_seen: "2026-10-01T08:00:00.000Z",
      carried: "false",
      new: "",
      data_set: "aws/iam:credential-report",
      fix: "Replace it by a role:\n  aws iam delete-access-key --user-name ci-legacy",
    });
  });

  test("reasons and permissions of what was not judged", async () => {
    const rows = rowsOf(await render(csv, source()));
    expect(rows.find((row) => row["status"] === "not-evaluated")).toMatchObject({
      severity: "",
      fingerprint: "",
      reason: "aws/iam:credential-report was refused (AccessDenied)",
      permission: "iam:GetCredentialReport",
    });
    expect(rows.find((row) => row["status"] === "waived")).toMatchObject({
      reason: "rotation planned, until 2026-12-01",
    });
  });

  test("a path is told in one cell", async () => {
    const [row] = rowsOf(await render(csv, source()));
    expect(row?.["path"]).toBe(
      "github:acme/site -federates-> arn:aws:iam::111122223333:role/site-deploy -escalates_to-> arn:aws:iam::111122223333:role/platform-admin",
    );
  });

  test("a path once more by names at the end, ids stay where they were", async () => {
    const { path, ...rest } = PATH_FINDING;
    if (path === undefined) throw new Error("the fixture has a path");
    const named = { ...rest, path: { ...path, names: { [ADMIN]: "boss" } } };
    const [row] = rowsOf(await render(csv, source({ findings: [named] })));
    expect(row?.["path"]).toContain(`-escalates_to-> ${ADMIN}`);
    expect(row?.["path_names"]).toBe(
      "github:acme/site -federates-> arn:aws:iam::111122223333:role/site-deploy -escalates_to-> boss",
    );
    const [plain] = rowsOf(await render(csv, source({ findings: [rest] })));
    expect([plain?.["path"], plain?.["path_names"]]).toEqual(["", ""]);
  });

  test("passed rows only when asked for", async () => {
    expect(await render(csv, source())).not.toContain('"passed"');
  });

  test("batches lose and repeat nothing", async () => {
    const rows = rowsOf(await render(csv, source({ findings: manyFindings(1201), notEvaluated: [], scopes: [] })));
    expect(new Set(rows.map((row) => row["fingerprint"])).size).toBe(1201);
    expect(rows).toHaveLength(1201);
  });

  test.each(HOSTILE)("$label cannot act in a spreadsheet", async ({ name }) => {
    for (const reporter of [csv, inventoryCsv]) {
      const text = (await render(reporter, hostileSource(name))).slice(1);
      expect(text).not.toMatch(UNSEEN_RAW);
      for (const row of rowsOf(text)) {
        for (const cell of Object.values(row)) expect(cell).not.toMatch(/^\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/u);
      }
    }
  });
});

describe("inventory-csv", () => {
  test("columns of the identity view, then what rows carry beyond it", async () => {
    const inventory = () => [
      { id: "a", type: "aws.iam-role", name: "a", scope: PROD, tags: { b: "2", a: "1" }, reaches_admin: true, zeta: 3 },
      { id: "b", type: "aws.iam-user", name: "b", scope: PROD, reaches_admin: false, admin_hops: 0, boundary: null },
    ];
    const text = await render(inventoryCsv, source({ inventory }));
    expect(text.startsWith('\ufeff"id","type","name","scope","incarnation",')).toBe(true);
    const [a, b] = rowsOf(text);
    expect(a).toMatchObject({ id: "a", tags: '{"a":"1","b":"2"}', reaches_admin: "true", zeta: "3", admin_hops: "" });
    expect(b).toMatchObject({ id: "b", reaches_admin: "false", admin_hops: "0", boundary: "", zeta: "" });
  });

  test("each row says what is known of its account, an empty cell where it was not read", async () => {
    const inventory = () => [PROD, DEV, "aws:999988887777"].map((scope) => ({ id: scope, scope }));
    const rows = rowsOf(await render(inventoryCsv, source({ inventory })));
    expect(
      rows.map((row) => [row["account_name"], row["account_root_mfa_enabled"], row["account_identities"]]),
    ).toEqual([
      ["prod", "true", "40"],
      ["dev", "", ""],
      ["", "", ""],
    ]);
  });

  test("no principals: the titles alone", async () => {
    const text = await render(inventoryCsv, source({ inventory: () => [] }));
    expect(text.split("\r\n")).toHaveLength(2);
  });
});
