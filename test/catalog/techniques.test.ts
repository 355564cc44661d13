// What a technique about Identity Center has to say together, told to whoever writes one.
import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadTechniques } from "../../src/catalog/techniques.js";
import { freshFolder } from "../fresh-folder.js";

/** The technique in a file of its own; its problems as text, nothing when there are none. */
async function problemsOf(target: string, requires: string, on: string): Promise<string> {
  const folder = freshFolder();
  writeFileSync(
    `${folder}/sso-901.yaml`,
    `id: sso-901
provider: aws
title: "sso:CreateAccountAssignment"
source: https://docs.aws.amazon.com
edge: escalates_to
target: ${target}
actions:
  - { action: sso:CreateAccountAssignment, on: ${on} }
requires: ${requires}
yields: target
how: "Assigns itself a permission set."
fix: "Take the action away."
`,
  );
  return loadTechniques(folder).then(
    () => "",
    (error: Error) => error.message,
  );
}

test.each<[string, string, string, RegExp]>([
  ["member-account", "{ sign_in: true, permission_set: admin }", "permission-set", /^$/],
  ["sso-role", "{ sign_in: true, permission_set: open }", "target", /^$/],
  ["sso-group", "{ identity_source: own }", "target", /^$/],
  ["role", "{ sign_in: true }", "target", /target.*member-account, sso-role, sso-group, sso-assignee/],
  ["role", "{}", "permission-set", /target.*Identity Center/],
  ["self", "{ identity_source: external }", "target", /target.*Identity Center/],
  ["member-account", "{ permission_set: open }", "target", /requires.*on: permission-set/],
])("%s with %s on %s", async (target, requires, on, expected) => {
  expect(await problemsOf(target, requires, on)).toMatch(expected);
});
