// What only a whole organisation shows: accounts of one project used in another, deny policies that are taken away first, what lies
// in the bucket of an environment, roles and accounts that are disabled, and pools of people.
import { expect, test } from "vitest";
import { PAIRS } from "../../truth/gcp/pairs.js";
import { runPair } from "../../truth/gcp/run-pair.js";

const CHOSEN = [
  "a machine of another project, policy",
  "a service of another project, no create",
  "whoever may take a deny policy away does so first",
  "a deny policy that denies to take it away stays",
  "a project is moved into a folder whose projects it controls, or into none",
  "moving the project takes the permission on its parent",
  "a project is moved past a deny policy on one in the folder, or on the organisation",
  "policies of folders are set from the organisation, or read",
  "a folder's policy is set past a deny policy on a project of it, or on it",
  "folders' policies are set from above, and denied on the one folder",
  "a workflow is put into the bucket of an environment of Composer",
  "a custom role is disabled",
  "the account that is enabled is the one that is used",
  "so does one that was enabled itself",
  "code in a machine that runs as an account that is enabled first",
  "code in a machine whose account is enabled first, and one that has narrow tokens of it",
  "code in a machine whose account somebody else may enable, and another account",
  "and has it again once it is enabled",
  "a provider of a workforce pool is changed, on the organisation, or on a project, which has none",
];

test.each(CHOSEN)("%s, beside its safe twin", async (name) => {
  const pair = PAIRS.find((one) => one.name === name);
  if (pair === undefined) throw new Error(`no pair ${name}`);
  expect([await runPair(pair, false), await runPair(pair, true)]).toEqual([pair.vulnerable, pair.safe]);
});
