// Facts of keys and what their principals hold; what was not read stays absent.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { account, complete, type Estate, EVERYTHING, node, toInput, user } from "../estate.js";

const ALICE = user("alice");
const REPORT = "aws/iam:credential-report";
const WITH_REPORT = { [REPORT]: { password_enabled: false } };

function key(id: string, properties: JsonRecord, more: Partial<StoredNode> = {}): StoredNode {
  return node(id, "aws.access-key", {
    parent: ALICE.id,
    properties: { status: "active", static: true, ...properties },
    ...more,
  });
}

function factsOf(estate: Estate, id: string): JsonRecord {
  const all = analyze(toInput(estate)).facts.filter((fact) => fact.node === id);
  return Object.assign({}, ...all.map(({ columns }) => columns)) as JsonRecord;
}

const scopes = [account(undefined, { coverage: complete(...EVERYTHING) })];

describe("siblings", () => {
  const old = key("AKIAOLDOLDOLDOLDOLD0", { created_at: "2024-01-01T00:00:00Z" });
  const young = key("AKIAYOUNGYOUNGYOUNG0", { created_at: "2026-01-01T00:00:00Z" });
  const off = key("AKIAOFFOFFOFFOFFOFF0", { created_at: "2023-01-01T00:00:00Z", status: "inactive" });

  it.each<[string, StoredNode[], string, JsonRecord]>([
    [
      "the older of two",
      [old, young],
      old.id,
      { active_sibling_count: 1, is_oldest_active: true, newest_sibling_created_at: "2026-01-01T00:00:00Z" },
    ],
    [
      "the younger of two",
      [old, young],
      young.id,
      { active_sibling_count: 1, is_oldest_active: false, newest_sibling_created_at: "2026-01-01T00:00:00Z" },
    ],
    [
      "alone",
      [old],
      old.id,
      { active_sibling_count: 0, is_oldest_active: true, newest_sibling_created_at: "2024-01-01T00:00:00Z" },
    ],
    [
      "the only active one beside an older inactive",
      [old, off],
      old.id,
      { active_sibling_count: 0, is_oldest_active: true, newest_sibling_created_at: "2024-01-01T00:00:00Z" },
    ],
    [
      "the inactive one",
      [old, off],
      off.id,
      { active_sibling_count: 1, is_oldest_active: false, newest_sibling_created_at: "2024-01-01T00:00:00Z" },
    ],
    ["nobody active", [off], off.id, { active_sibling_count: 0, is_oldest_active: false }],
  ])("%s", (_name, keys, id, expected) => {
    expect(factsOf({ scopes, nodes: [ALICE, ...keys] }, id)).toEqual(expected);
  });

  it("made in the same second: one of them is the oldest, always the same", () => {
    const twins = ["AKIATWINATWINATWINA0", "AKIATWINBTWINBTWINB0"].map((id) =>
      key(id, { created_at: "2024-01-01T00:00:00Z" }),
    );
    const oldest = twins.map(({ id }) => factsOf({ scopes, nodes: [ALICE, ...twins] }, id)["is_oldest_active"]);
    expect(oldest).toEqual([true, false]);
  });

  it("without times the oldest of several is not claimed", () => {
    const bare = ["AKIABAREABAREABAREA0", "AKIABAREBBAREBBAREB0"].map((id) => key(id, {}));
    const oldest = bare.map(({ id }) => factsOf({ scopes, nodes: [ALICE, ...bare] }, id)["is_oldest_active"]);
    expect(oldest).toEqual([false, false]);
  });

  it("keys of different users and other kinds of credential are no siblings", () => {
    const other = key("AKIABOBBOBBOBBOBBOB0", { created_at: "2020-01-01T00:00:00Z" }, { parent: user("bob").id });
    const ssh = node("APKAALICE", "aws.ssh-public-key", {
      parent: ALICE.id,
      properties: { status: "active", static: true },
    });
    expect(factsOf({ scopes, nodes: [ALICE, old, other, ssh] }, old.id)["active_sibling_count"]).toBe(0);
  });
});

describe("rows of the report beside listed keys", () => {
  const created = "2024-01-01T00:00:00Z";
  const slot = key(`${ALICE.id}/access-key/${created}`, {
    created_at: created,
    slot_only: true,
    last_used_known: true,
    last_used_at: "2026-11-01T00:00:00Z",
    last_used_service: "s3",
  });
  const listed = key("AKIAALICEALICEALICE0", { created_at: created });

  it("the row is superseded, and counts no more", () => {
    const estate = { scopes, nodes: [{ ...ALICE, supplements: WITH_REPORT }, slot, listed] };
    expect(factsOf(estate, slot.id)).toEqual({ superseded: true });
    expect(factsOf(estate, listed.id)["active_sibling_count"]).toBe(0);
    expect(factsOf(estate, ALICE.id)).toMatchObject({ active_key_count: 1, static_credential_count: 1 });
  });

  it("its last use is handed on when nothing better is known", () => {
    const estate = { scopes, nodes: [ALICE, slot, listed] };
    expect(factsOf(estate, listed.id)).toMatchObject({
      last_used_known: true,
      last_used_at: "2026-11-01T00:00:00Z",
      last_used_service: "s3",
    });
    const known = { ...listed, supplements: { "aws/iam:access-key-last-used": { last_used_known: true } } };
    expect(factsOf({ scopes, nodes: [ALICE, slot, known] }, known.id)).not.toHaveProperty("last_used_at");
  });

  it("a row made at another time is another key", () => {
    const other = key(`${ALICE.id}/access-key/2025-01-01T00:00:00Z`, { created_at: "2025-01-01T00:00:00Z" });
    const estate = { scopes, nodes: [ALICE, other, listed] };
    expect(factsOf(estate, other.id)).not.toHaveProperty("superseded");
    expect(factsOf(estate, ALICE.id)["active_key_count"]).toBe(2);
  });

  it("a row of another user is another key", () => {
    const bob = user("bob");
    const other = { ...slot, parent: bob.id };
    expect(factsOf({ scopes, nodes: [ALICE, bob, other, listed] }, other.id)).not.toHaveProperty("superseded");
  });
});

describe("what a user holds", () => {
  const used = key(
    "AKIAUSEDUSEDUSEDUSED",
    { created_at: "2024-01-01T00:00:00Z" },
    { supplements: { [REPORT]: { last_used_known: true, last_used_at: "2026-10-01T00:00:00Z" } } },
  );
  const off = key(
    "AKIAOFFOFFOFFOFFOFF0",
    { status: "inactive" },
    { supplements: { [REPORT]: { last_used_known: true, last_used_at: "2026-11-01T00:00:00Z" } } },
  );

  it("keys, last use of the active ones, last use of all", () => {
    const supplements = { [REPORT]: { password_enabled: true, password_last_used_at: "2026-09-01T00:00:00Z" } };
    expect(factsOf({ scopes, nodes: [{ ...ALICE, supplements }, used, off] }, ALICE.id)).toMatchObject({
      active_key_count: 1,
      key_last_used_at: "2026-10-01T00:00:00Z",
      last_used_at: "2026-11-01T00:00:00Z",
      last_used_known: true,
      static_credential_count: 1,
      secret_free: false,
    });
  });

  it("no key at all is zero once it was read", () => {
    expect(factsOf({ scopes, nodes: [{ ...ALICE, supplements: WITH_REPORT }] }, ALICE.id)).toMatchObject({
      active_key_count: 0,
      static_credential_count: 0,
      secret_free: true,
      last_used_known: true,
    });
  });

  it.each<[string, string[], boolean, string[]]>([
    ["nothing was read", [], false, ["active_key_count", "static_credential_count", "secret_free", "last_used_known"]],
    [
      "only the details",
      [EVERYTHING[0] ?? ""],
      false,
      ["active_key_count", "static_credential_count", "last_used_known"],
    ],
    [
      "the report, without this user",
      [REPORT],
      false,
      ["active_key_count", "static_credential_count", "last_used_known"],
    ],
    ["the report, but no other credentials", [REPORT], true, ["static_credential_count", "secret_free"]],
    ["the keys, but no report", ["aws/iam:access-keys"], false, ["static_credential_count", "last_used_known"]],
  ])("%s: absent, never zero", (_name, dataSets, isInReport, absent) => {
    const holder = isInReport ? { ...ALICE, supplements: WITH_REPORT } : ALICE;
    const facts = factsOf(
      { scopes: [account(undefined, { coverage: complete(...dataSets) })], nodes: [holder] },
      ALICE.id,
    );
    for (const column of absent) expect(facts).not.toHaveProperty(column);
  });

  it("the keys alone are enough to count them", () => {
    const coverage = complete("aws/iam:access-keys");
    expect(
      factsOf({ scopes: [account(undefined, { coverage })], nodes: [ALICE, off] }, ALICE.id)["active_key_count"],
    ).toBe(0);
    const partial = [{ dataSet: "aws/iam:access-keys", state: "partial" as const }];
    expect(
      factsOf({ scopes: [account(undefined, { coverage: partial })], nodes: [ALICE, off] }, ALICE.id),
    ).not.toHaveProperty("active_key_count");
  });

  it("of the root user the lists of users tell nothing: its keys are known by the report alone", () => {
    const root = node("arn:aws:iam::111122223333:root", "aws.root-user", {});
    const coverage = complete(...EVERYTHING.filter((one) => one !== REPORT));
    const listed = { scopes: [account(undefined, { coverage })], nodes: [root] };
    expect(factsOf(listed, root.id)).not.toHaveProperty("active_key_count");
    expect(factsOf(listed, root.id)).not.toHaveProperty("static_credential_count");
    const reported = { scopes, nodes: [{ ...root, supplements: WITH_REPORT }] };
    expect(factsOf(reported, root.id)).toMatchObject({ active_key_count: 0, static_credential_count: 0 });
  });

  it("one static credential is enough to know that a user is not free of secrets", () => {
    expect(factsOf({ scopes: [account()], nodes: [ALICE, used] }, ALICE.id)["secret_free"]).toBe(false);
  });

  it("a credential that ends by itself is not static", () => {
    const ends = node("ACCAENDS", "aws.service-specific-credential", {
      parent: ALICE.id,
      properties: { status: "active", static: false },
    });
    const facts = factsOf({ scopes, nodes: [{ ...ALICE, supplements: WITH_REPORT }, ends] }, ALICE.id);
    expect(facts).toMatchObject({ static_credential_count: 0, secret_free: true });
  });
});
