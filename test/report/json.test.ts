import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { inventoryJson, json } from "../../src/report/json.js";
import { inventoryJsonl, jsonl } from "../../src/report/jsonl.js";
import { cleanSource, finding, HOSTILE, hostileSource, PROD, render, source, UNSEEN_RAW } from "./fixture.js";

const schema: object = JSON.parse(
  readFileSync(new URL("../../docs/schema/report.schema.json", import.meta.url), "utf8"),
);
const ajv = new Ajv2020({ allErrors: true, strict: true });
formats.default(ajv);
const isValid = ajv.compile(schema);

function checked(text: string) {
  const document = JSON.parse(text);
  isValid(document);
  expect(isValid.errors ?? []).toEqual([]);
  return document;
}

const recordsOf = (text: string): { kind: string; [key: string]: unknown }[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("json", () => {
  test("holds everything and follows its schema", async () => {
    const document = checked(await render(json, source()));
    expect(document.schema).toBe("nhi-report/1");
    expect(document.summary.bySeverity).toEqual({ critical: 1, high: 1, medium: 0, low: 1 });
    expect(document.findings.map((row: { rule: string; state: string }) => `${row.rule} ${row.state}`)).toEqual([
      "AWS-013 finding",
      "AWS-001 waived",
      "AWS-001 finding",
      "MY-001 baselined",
      "MY-001 finding",
    ]);
    expect(document.findings[0].path.hops).toHaveLength(2);
    expect(document.gaps.map((gap: { dataSet: string; state: string }) => `${gap.dataSet} ${gap.state}`)).toEqual([
      "aws/iam:account-authorization-details partial",
      "aws/iam:credential-report denied",
      "github/orgs:installations failed",
    ]);
    expect(document.notEvaluated).toHaveLength(2);
    expect(document).not.toHaveProperty("passed");
    expect(document.rules.map((row: { id: string }) => row.id)).toEqual(["AWS-001", "AWS-013", "MY-001"]);
  });

  test("passed rows are there when asked for, even when there are none", async () => {
    expect(checked(await render(json, source({ passed: [] }))).passed).toEqual([]);
    const passed = [{ rule: "AWS-001", scope: PROD, subject: { id: "a", type: "t", name: "n" } }];
    expect(checked(await render(json, source({ passed }))).passed).toEqual(passed);
  });

  test("nothing found is a valid document too", async () => {
    const document = checked(await render(json, cleanSource()));
    expect(document.findings).toEqual([]);
    expect(document.gaps).toEqual([]);
  });

  test("the same facts in another order give the same bytes", async () => {
    const one = source();
    const other = source({
      findings: one.findings.toReversed().map((row) => ({
        ...row,
        columns: Object.fromEntries(Object.entries(row.columns).reverse()),
      })),
      notEvaluated: one.notEvaluated.toReversed(),
      scopes: one.scopes.toReversed(),
      rules: one.rules.toReversed(),
      counts: one.counts.toReversed(),
      calls: one.calls.toReversed(),
    });
    expect(await render(json, other)).toBe(await render(json, one));
  });

  test("only listed fields leave: a field the model does not know stays inside", async () => {
    const marker = "MARKER-SECRET";
    const odd = { ...finding(), rawAnswer: marker, subject: { ...finding().subject, secret: marker } };
    expect(await render(json, source({ findings: [odd] }))).not.toContain(marker);
    expect(await render(jsonl, source({ findings: [odd] }))).not.toContain(marker);
  });

  test.each(HOSTILE)("$label: exact value, harmless bytes", async ({ name }) => {
    const text = await render(json, hostileSource(name));
    expect(text).not.toMatch(UNSEEN_RAW);
    const document = checked(text);
    expect(document.findings[0].subject.id).toBe(name);
    expect(document.findings[0].message).toBe(name);
  });
});

describe("jsonl", () => {
  test("one row a line, told apart by kind, what was run first", async () => {
    const rows = recordsOf(await render(jsonl, source()));
    const kinds = rows.map((row) => row.kind);
    expect([...new Set(kinds)]).toEqual(["report", "scope", "gap", "finding", "not-evaluated", "call", "inventory"]);
    expect(kinds.filter((kind) => kind === "finding")).toHaveLength(5);
    expect(kinds.filter((kind) => kind === "inventory")).toHaveLength(2);
    expect(rows[0]).toMatchObject({ schema: "nhi-report/1", command: "scan" });
  });

  test("a column named kind cannot make a row pass for another", async () => {
    const rows = recordsOf(await render(inventoryJsonl, source({ inventory: () => [{ id: "a", kind: "finding" }] })));
    expect(rows.filter(({ kind }) => kind !== "account")).toEqual([{ kind: "inventory", id: "a" }]);
    expect(rows.filter(({ kind }) => kind === "account")).toHaveLength(2);
  });

  test.each(HOSTILE)("$label stays on its line", async ({ name }) => {
    const text = await render(jsonl, hostileSource(name));
    expect(text).not.toMatch(UNSEEN_RAW);
    expect(recordsOf(text).find((row) => row.kind === "finding")).toMatchObject({ message: name });
  });
});

describe("inventory-json", () => {
  test("lists every principal with sorted columns", async () => {
    const document = JSON.parse(await render(inventoryJson, source()));
    expect(document.schema).toBe("nhi-inventory/1");
    expect(document.summary).toEqual({
      workloadIdentities: 40,
      withoutStaticSecret: 12,
      staticSecretUnknown: 0,
      accountsNotCounted: 0,
    });
    expect(document.accounts.map((row: { name: string }) => row.name)).toEqual(["prod", "dev"]);
    expect(document.inventory.map((row: { name: string }) => row.name)).toEqual(["site-deploy", "ci-legacy"]);
    expect(Object.keys(document.inventory[0].tags)).toEqual(["env", "team"]);
  });

  test("an empty inventory is an empty list", async () => {
    expect(JSON.parse(await render(inventoryJson, source({ inventory: () => [] }))).inventory).toEqual([]);
  });
});
