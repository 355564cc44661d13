// Owners by the directories that were read: by address alone, active anywhere is there.
import { expect, it } from "vitest";
import { directoryOf } from "../../../src/analyze/facts/directory.js";
import { createOwners } from "../../../src/analyze/facts/owners.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { NO_CONFIG, node, role, toInput } from "../estate.js";

const person = (id: string, type: string, properties: JsonRecord) => node(id, type, { properties });
const input = toInput({
  nodes: [
    person("e1", "entra.user", { login: "Marc@acme.example", enabled: false }),
    person("e2", "entra.user", { login: "grace@acme.example", enabled: true }),
    person("e3", "entra.user", { login: "moved@acme.example", enabled: false }),
    person("e4", "entra.user", { login: "unread@acme.example" }),
    person("w1", "workspace.user", { login: "moved@acme.example", enabled: true }),
    person("w2", "workspace.user", { login: "left@acme.example", enabled: false }),
  ],
});
const owners = createOwners(NO_CONFIG, directoryOf(input));
const statusOf = (owner: string) => owners.columnsOf(role("app", { properties: { tags: { owner } } }))["owner_status"];

it.each([
  ["marc@acme.example", "departed"],
  [" MARC@acme.example ", "departed"],
  ["left@acme.example", "departed"],
  ["grace@acme.example", "present"],
  ["moved@acme.example", "present"],
  ["unread@acme.example", "unknown"],
  ["platform@acme.example", "unknown"],
  ["Marc Vidal", "unknown"],
])("%s is %s", (owner, status) => {
  expect(statusOf(owner)).toBe(status);
});
