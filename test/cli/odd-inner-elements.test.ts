// One element after the other of the lists in a recording is of another type, the inner ones too. What it was could have been a grant,
// an identity, a credential or a trust: it is a gap, and nothing passes, ends or is out of reach for want of it.
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { oddElements } from "../soak/odd-elements.js";
import { type Said, toSaid, untold } from "../soak/refused-answer.js";
import { nhi } from "./kept-nhi.js";

async function said(bundle: string): Promise<Said> {
  const database = join(freshFolder(), "nhi.db");
  const ask = async (...args: string[]) => (await nhi([...args, "--db", database, "--format", "json"])).stdout;
  const report = await ask("scan", "--bundle", bundle, "--fail-on", "none");
  return toSaid({ report, inventory: await ask("inventory"), paths: await ask("paths", "--to", "admin") });
}

/** Lists that are no grant, identity, credential or trust and decide about none, with the reason. */
const IRRELEVANT: readonly (readonly [place: RegExp, reason: string])[] = [
  [/\/admissionReviewVersions\/\[\]$/, "versions of the request that a webhook is sent, not whom it is about"],
];

test.each<[scene: string, files: RegExp, count: number, but?: readonly string[]]>([
  ["own-cluster", /rbac\.|validatingwebhook|pods\.json/, 23],
  [
    "google-agents",
    /searchAllIamPolicies|projects:search|roles\/(?:aiplatform\.user|resourcemanager)|iam\.disableServiceAccountKeyCreation|services\.json|reasoningEngines/,
    12,
  ],
  ["agents-of-a-machine", /get-account-authorization-details/, 7],
  ["organization-denied", /./, 2],
  ["open-directory", /./, 7],
  ["identity-center", /delegated|account-assignments/, 6],
  ["own-gitlab", /personal_access_tokens|pipeline_schedules\/11|runners\/71/, 7],
  // the key is told of by the credential report, which does not say its id
  ["two-old-keys", /list-access-keys/, 1, ["new: AWS-00"]],
])("%s: what is odd in %s is told", { timeout: 60_000 }, async (scene, files, count, but) => {
  const folder = join(freshFolder(), scene);
  cpSync(resolve("fixtures/scenes", scene), folder, { recursive: true });
  const whole = await said(folder);
  const problems: string[] = [];
  let tried = 0;
  for (const { name, put, back } of oddElements(folder, (file) => files.test(file))) {
    if (IRRELEVANT.some(([place]) => place.test(name))) continue;
    tried += 1;
    put();
    problems.push(...untold(whole, await said(folder), but).map((problem) => `${name}: ${problem}`));
    back();
  }
  expect(problems).toEqual([]);
  expect(tried).toBe(count);
});
