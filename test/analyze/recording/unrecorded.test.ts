// Who leads to control of a scope and leaves no record there: once a scope, each beside the one thing changed.
import { expect, test } from "vitest";
import { unrecordedFacts } from "../../../src/analyze/recording/unrecorded.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { account, node, SCOPE, toInput } from "../estate.js";

const NONE = { calls_recorded: "none", reaches_admin: true };

interface Around {
  /** What is known of the account itself. */
  readonly scope?: JsonRecord;
  readonly type?: string;
  readonly properties?: JsonRecord;
}

/** Columns of the account, with these identities in it. */
function columnsOf(
  identities: { readonly [name: string]: JsonRecord },
  { scope = { calls_recorded: "none" }, type = "aws.iam-role", properties = {} }: Around = {},
) {
  const nodes = Object.keys(identities).map((id) => node(id, type, { name: id, properties }));
  const facts = [
    { node: SCOPE, columns: scope },
    // a later fact about the same column wins, as it does in the store
    ...Object.keys(identities).map((id) => ({ node: id, columns: { reaches_admin: null } })),
    ...Object.entries(identities).map(([id, columns]) => ({ node: id, columns })),
  ];
  return unrecordedFacts(toInput({ scopes: [account()], nodes }), facts).find((one) => one.node === SCOPE)?.columns;
}

test("all of an account are one fact of it", () => {
  expect(columnsOf({ terraform: NONE, deployer: NONE, reader: { ...NONE, reaches_admin: false } })).toEqual({
    unrecorded_admins: ["deployer", "terraform"],
    unrecorded_admin_count: 2,
    unrecorded_admin_types: ["aws.iam-role"],
  });
});

test("none where all that lead to control leave a record, or nobody does", () => {
  for (const one of [
    { ...NONE, calls_recorded: "part" },
    { ...NONE, calls_recorded: "all" },
    { ...NONE, reaches_admin: false },
  ])
    expect(columnsOf({ deployer: one })).toMatchObject({ unrecorded_admin_count: 0, unrecorded_admins: [] });
  expect(columnsOf({})).toMatchObject({ unrecorded_admin_count: 0 });
});

test("open where it is open of somebody and nobody is found; somebody found is enough", () => {
  const open = { calls_recorded: "none", reaches_admin: null };
  expect(columnsOf({ deployer: open })).toBeUndefined();
  expect(columnsOf({ deployer: { reaches_admin: true } })).toBeUndefined();
  expect(columnsOf({ deployer: open, terraform: NONE })).toMatchObject({ unrecorded_admins: ["terraform"] });
  // where a record is kept, it does not matter
  expect(columnsOf({ deployer: { ...open, calls_recorded: "all" } })).toMatchObject({ unrecorded_admin_count: 0 });
});

test("nothing of a scope of whose record nothing is known", () => {
  expect(columnsOf({ deployer: NONE }, { scope: {} })).toBeUndefined();
});

test("people's own users, and what the vendor keeps, do not count", () => {
  const user = (isService: boolean | null) =>
    columnsOf({ ana: { ...NONE, service_like: isService } }, { type: "aws.iam-user" })?.["unrecorded_admin_count"];
  expect([user(false), user(true), user(null)]).toEqual([0, 1, 1]);
  for (const properties of [{ is_service_linked: true }, { is_reserved: true }])
    expect(columnsOf({ role: NONE }, { properties })).toMatchObject({ unrecorded_admin_count: 0 });
});
