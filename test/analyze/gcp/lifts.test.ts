// Whether a binding lets a person be an account that controls what the person does not: an owner of one project is none of another.
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import { ADMIN_PERMISSIONS } from "../../../src/analyze/gcp/admin.js";
import { account, type Binding, INSIDE, inputOf, ORGANIZATION, OUTSIDE } from "./google.js";

const ADA = "user:ada@octo.example";
const TOKEN_CREATOR = "roles/iam.serviceAccountTokenCreator";
const onAccount = (name: string): string =>
  `//iam.googleapis.com/projects/inside/serviceAccounts/${name}@inside.iam.gserviceaccount.com`;
const owner = (on: string, member: string): Binding => ({ on, role: "roles/owner", member });
const mayBe = (on: string): Binding => ({ on, role: TOKEN_CREATOR, member: ADA });

/** In: bindings of which the first is the one in question. */
function lifts(...bindings: readonly Binding[]): unknown {
  const roles = { "roles/owner": ADMIN_PERMISSIONS, [TOKEN_CREATOR]: ["iam.serviceAccounts.getAccessToken"] };
  const { facts = [] } = analyzeGoogle(
    inputOf({ roles, bindings, accounts: ["root", "plain"] }),
    createPolicyCompiler(),
  );
  return facts.find(({ node }) => node === "gcp:binding/0")?.columns["lifts"];
}

const ROOT = owner(INSIDE, account("root"));

test.each<[string, readonly Binding[], boolean]>([
  ["the account is owner of its project", [mayBe(onAccount("root")), ROOT], true],
  ["all accounts of the project, one of which is", [mayBe(INSIDE), ROOT], true],
  ["the person is owner of another project", [mayBe(onAccount("root")), ROOT, owner(OUTSIDE, ADA)], true],
  [
    "the account is owner of more",
    [mayBe(onAccount("root")), owner(ORGANIZATION, account("root")), owner(INSIDE, ADA)],
    true,
  ],
  ["another account is", [mayBe(onAccount("plain")), ROOT], false],
  ["the person is owner of the same project", [mayBe(onAccount("root")), ROOT, owner(INSIDE, ADA)], false],
  ["the person is owner of the organisation", [mayBe(onAccount("root")), ROOT, owner(ORGANIZATION, ADA)], false],
])("%s: %j is %s", (_, bindings, expected) => {
  expect(lifts(...bindings)).toBe(expected);
});
