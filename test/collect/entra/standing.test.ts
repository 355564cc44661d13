// What doctor says that a sign-in lacks in a tenant, by what its token names.
import { expect, test } from "vitest";
import { CALLS } from "../../../src/collect/entra/calls.js";
import { entraSource } from "../../../src/collect/entra/source.js";
import { lacksOf } from "../../../src/collect/entra/standing.js";

const NEEDED = [...new Set(CALLS.map(({ permission }) => permission))];

function token(claims: object): string {
  return ["{}", JSON.stringify(claims), ""].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

const lacksWith = (roles: readonly string[]) => lacksOf(token({ idtyp: "app", roles }), CALLS);

test("a token with every permission lacks nothing", () => {
  expect(lacksWith(NEEDED)).toEqual([]);
});

test("a permission that the token does not name is a lack, with what it opens and its licence", () => {
  const lacks = lacksWith(NEEDED.filter((name) => name !== "AuditLog.Read.All"));
  expect(lacks.map(({ what }) => what).filter((what) => !what.startsWith("AuditLog.Read.All"))).toEqual([]);
  const ofUsers = lacks.find(({ dataSets }) => dataSets.includes("entra/graph:user-sign-ins"));
  expect(ofUsers?.what).toBe("AuditLog.Read.All (Microsoft Entra ID P1)");
});

test("an application that was given nothing lacks everything", () => {
  const named = lacksOf(token({ idtyp: "app" }), CALLS).map(({ what }) => what.split(" ")[0]);
  expect(new Set(named)).toEqual(new Set(NEEDED));
});

test("what reads more, and what writes, opens the same; what is lent counts, too", () => {
  const named = lacksWith(["Directory.Read.All"]).map(({ what }) => what.split(" ")[0]);
  expect(named).not.toContain("Application.Read.All");
  expect(named).toContain("Policy.Read.All");
  expect(lacksWith(["Application.ReadWrite.All"]).map(({ what }) => what)).not.toContain("Application.Read.All");
  expect(lacksOf(token({ scp: "User.Read.All" }), CALLS).map(({ what }) => what)).not.toContain("User.Read.All");
  expect(lacksOf(token({ scp: "User.Read" }), CALLS).map(({ what }) => what)).toContain("User.Read.All");
});

test("a token that does not say what it may do says of no lack", () => {
  for (const text of ["opaque", "a.b.c", token({ aud: "x" }), token([])]) expect(lacksOf(text, CALLS)).toEqual([]);
});

test("a dry run says every call of a live crawl with its data set", async () => {
  const plan = await entraSource("entra:octo.example", {}).plan();
  expect(plan.filter(({ dataSet }) => dataSet === undefined)).toEqual([]);
  expect(plan.length).toBe(CALLS.filter(({ count }) => !count.startsWith("none")).length);
});
