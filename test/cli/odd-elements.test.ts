// An element of an answer that is not what it should be, as other tools and newer versions of an API write them: it was not read, which is
// neither an end of what was there nor a pass.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { toSaid, untold } from "../soak/refused-answer.js";
import { nhi } from "./kept-nhi.js";

async function said(bundle: string, database: string) {
  const ask = async (...args: string[]) => (await nhi([...args, "--db", database, "--format", "json"])).stdout;
  const report = await ask("scan", "--bundle", bundle, "--fail-on", "none");
  return toSaid({ report, inventory: await ask("inventory"), paths: await ask("paths", "--to", "admin") });
}

const DETAILS = "aws/111122223333/iam/get-account-authorization-details.json";

test.each<[scene: string, file: string, list: string]>([
  ["agents-of-a-machine", DETAILS, "RoleDetailList"],
  ["agents-of-a-machine", DETAILS, "UserDetailList"],
  ["one-secret-for-all", "aws/111122223333/eu-west-1/lambda/list-functions.json", "Functions"],
  ["google-agents", "gcp/octo-desk/iam/v1/projects/octo-desk/serviceAccounts.json", "accounts"],
  ["google-agents", "gcp/octo-desk/secretmanager/v1/projects/octo-desk/secrets.json", "secrets"],
])("%s: in %s an element of %s is a text", async (scene, file, list) => {
  const bundle = join(freshFolder(), scene);
  cpSync(resolve("fixtures/scenes", scene), bundle, { recursive: true });
  const database = join(freshFolder(), "nhi.db");
  const whole = await said(bundle, database);
  const answer = JSON.parse(readFileSync(join(bundle, file), "utf8"));
  answer[list][0] = "odd";
  writeFileSync(join(bundle, file), JSON.stringify(answer));
  expect(untold(whole, await said(bundle, join(freshFolder(), "other.db")))).toEqual([]);
  await said(bundle, database);
  const { stdout } = await nhi(["diff", "--db", database]);
  expect(stdout).not.toMatch(/gone|no longer/i);
});
