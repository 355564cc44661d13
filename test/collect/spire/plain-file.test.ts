// What `spire-server entry show -output json` printed, as a file of its own: where it belongs, or why that cannot be told.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { placeOfSpireFile } from "../../../src/collect/spire/plain-file.js";
import { freshFolder } from "../../fresh-folder.js";

const folder = freshFolder();
const ENTRY = {
  id: "1",
  spiffe_id: { trust_domain: "acme.example", path: "/site" },
  selectors: [{ type: "k8s", value: "ns:site" }],
};

function fileOf(content: unknown): string {
  const file = join(folder, "entries.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it("a list of entries belongs to their trust domain", async () => {
  const file = fileOf({ entries: [ENTRY], next_page_token: "" });
  expect(await placeOfSpireFile(file)).toBe("spire/acme.example/ListEntries.json");
});

it.each([
  [
    "an empty list",
    { entries: [], next_page_token: "" },
    /list without an entry.*spire\/TRUST-DOMAIN\/ListEntries\.json/,
  ],
  [
    "federated trust domains",
    { federation_relationships: [{ trust_domain: "partner.example" }], next_page_token: "" },
    /federates with, and not its own.*ListFederationRelationships\.json/,
  ],
])("%s names no trust domain, and where to put it is said", async (_what, content, says) => {
  await expect(placeOfSpireFile(fileOf(content))).rejects.toThrow(says);
});

it.each([
  ["entries of something else", { entries: [] }],
  ["entries without selectors", { entries: [{ spiffe_id: ENTRY.spiffe_id }], next_page_token: "" }],
  ["a list", []],
])("%s is no such output", async (_what, content) => {
  expect(await placeOfSpireFile(fileOf(content))).toBeUndefined();
});
