// What a message says of a row: nothing of what is absent, and neither yes nor no of what was not read.
import { expect, it } from "vitest";
import type { Row } from "../../src/evaluate/row.js";
import { fillTexts, toRuleTexts } from "../../src/evaluate/text.js";
import type { Rule } from "../../src/model/rule.js";
import { column, type View } from "../../src/model/views/column.js";

const view: View = {
  name: "thing",
  doc: "",
  kinds: [],
  columns: [
    column("name", "text", "node.name", "none", ""),
    column("keys", "integer", "property:keys", "unread", ""),
    column("last_used_at", "time", "property:last_used_at", "none", ""),
    column("signed", "boolean", "property:signed", "unread", ""),
    column("scopes", "json", "property:scopes", "unread", ""),
    column("roles", "json", "property:roles", "unread", ""),
    column("resource", "text", "property:resource", "none", ""),
  ],
};

function say(message: string, row: Row, fix = ""): { message: string; fix: string } {
  const rule = { message, fix, params: {} } as unknown as Rule;
  return fillTexts(toRuleTexts(rule), { rule, view, row, now: new Date("2026-01-15T00:00:00Z") });
}

it.each<[string, string, Row, string]>([
  ["a count with its noun", "{keys#key}", { keys: 1 }, "1 key"],
  ["more of them", "{keys#identity/identities}", { keys: 2 }, "2 identities"],
  ["none is left out", "a[ with {keys#key}]", { keys: 0 }, "a"],
  [
    "today is no nothing",
    "a[, used {last_used_days#day} ago]",
    { last_used_at: "2026-01-14T12:00:00Z" },
    "a, used 0 days ago",
  ],
  ["an empty list is left out", "a[ with {scopes}]", { scopes: "[]" }, "a"],
  [
    "lists as one, absent ones left out",
    "{scopes,roles}",
    { scopes: '["read"]', roles: '["admin","owner"]' },
    "read, admin, owner",
  ],
  ["as many as fit", "{scopes,roles}", { scopes: '["a","b","c"]', roles: '["d","e","f"]' }, "a, b, c, d, e and 1 more"],
  ["yes", "a[, signed{?signed}][, unsigned{!signed}]", { signed: 1 }, "a, signed"],
  ["no", "a[, signed{?signed}][, unsigned{!signed}]", { signed: 0 }, "a, unsigned"],
  ["not read is neither", "a[, signed{?signed}][, unsigned{!signed}]", { signed: null }, "a"],
  [
    "a host of Google before what says what it is",
    "{resource}",
    { resource: "//iam.googleapis.com/projects/p/serviceAccounts/x" },
    "projects/p/serviceAccounts/x",
  ],
  [
    "a host of Google that says it",
    "{resource}",
    { resource: "//storage.googleapis.com/orders" },
    "storage.googleapis.com/orders",
  ],
  ["something else in slashes stays", "{resource}", { resource: "//server/share" }, "//server/share"],
])("%s", (_, message, row, expected) => {
  expect(say(message, row).message).toBe(expected);
});

it("leaves names whole in commands", () => {
  const { fix } = say("", { resource: "//storage.googleapis.com/orders" }, "run {resource}");
  expect(fix).toBe("run //storage.googleapis.com/orders");
});

it.each<[string, string, Row, string]>([
  ["blanks of the rule", "see {name} \t\nnext ", { name: "x" }, "see x\nnext"],
  ["blanks before a value that is not there", "see {resource|}\nnext", { name: "x" }, "see\nnext"],
  ["blanks of what stands for it", "see {resource|the owner }\nnext", { name: "x" }, "see the owner\nnext"],
  ["not those of a value, which is quoted", "see {name}\nnext", { name: "x " }, "see 'x '\nnext"],
  ["nothing where there are none", "see  {name}\n  next {name}", { name: "x" }, "see  x\n  next x"],
])("the lines of a fix lose %s at their end", (_, fix, row, expected) => {
  expect(say("", row, fix).fix).toBe(expected);
});

const TENANT = "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70";
const OBJECT = "c6ecfdbd-a901-4205-9587-4bba54198467";

it.each<[string, string, string, string]>([
  ["an assignment of Azure", "azure:/subscriptions/a/x", "az x --ids {id}", "az x --ids /subscriptions/a/x"],
  ["an object of Entra", `${TENANT}/${OBJECT}`, "az ad sp delete --id {id}", `az ad sp delete --id ${OBJECT}`],
  [
    "not in a command of nhi",
    `${TENANT}/${OBJECT}`,
    "nhi explain {id}\naz {id}",
    `nhi explain ${TENANT}/${OBJECT}\naz ${OBJECT}`,
  ],
  ["nothing of AWS", "arn:aws:iam::111122223333:role/x", "aws {id}", "aws arn:aws:iam::111122223333:role/x"],
])("a command of the provider takes ids as the provider writes them: %s", (_, id, fix, expected) => {
  const rule = { message: "", fix, params: {} } as unknown as Rule;
  const withId: View = { ...view, columns: [...view.columns, column("id", "text", "node.id", "none", "")] };
  const of = { rule, view: withId, row: { id }, now: new Date("2026-01-15T00:00:00Z") };
  expect(fillTexts(toRuleTexts(rule), of).fix).toBe(expected);
});
