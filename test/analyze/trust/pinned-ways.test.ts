// A trust that lets in by several ways is pinned to one organisation where each of them is, whichever claim it is that names it.
import { expect, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { columnsOf, withTables } from "./judged.js";

withTables();

const GITHUB = "token.actions.githubusercontent.com";
const key = (claim: string, value: string): JsonRecord => ({ [`${GITHUB}:${claim}`]: value });

/** All that is not denied: of each Deny one of the two things must hold. */
function pinned(first: JsonRecord, second: JsonRecord): unknown {
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringNotEquals: { ...first, ...second } },
  };
  return columnsOf({ provider: GITHUB, others: [deny] })["pins_tenant"];
}

test("each way names the owner, one by a name and one by a number", () => {
  expect(pinned(key("repository_owner_id", "42"), key("repository", "acme/site"))).toBe(true);
});

test("a way that names a branch alone leaves it to everybody", () => {
  expect(pinned(key("repository_owner_id", "42"), key("ref", "refs/heads/main"))).toBe(false);
});
