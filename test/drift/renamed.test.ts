// A user of AWS keeps its unique id when it is renamed: the same identity with all that it had, beside one that took its place.
import { expect, it } from "vitest";
import { type Account, allow, arnOf, diffOf, type User } from "./account.js";

const ADMIN = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const READ = [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::site/*" }];
const KEY = "AKIAEXAMPLERENAMED1";

/** One user in a group, whom a role trusts. */
function account(name: string, user: User): Account {
  return {
    users: { [name]: { password: true, groups: ["people"], keys: { [KEY]: true }, ...user } },
    groups: { people: "AGPAEXAMPLEPEOPLE" },
    roles: { deploy: { trust: [allow({ AWS: arnOf(`user/${name}`) })], policies: { own: READ } } },
  };
}

const told = async (before: Account, after: Account) =>
  (await diffOf(before, after)).changes.map(({ change, name }) => `${change} ${name}`).sort();

it.each<[what: string, policies: User["policies"]]>([
  ["an administrator", { own: ADMIN }],
  ["a reader", { own: READ }],
])(
  "%s who is renamed is renamed, and neither gains nor loses",
  async (_, policies) => {
    const user = { id: "AIDAEXAMPLEONE", policies };
    const { changes } = await diffOf(account("ana", user), account("ana.silva", user));
    expect(changes).toMatchObject([
      { change: "identity-renamed", name: "ana.silva", before: arnOf("user/ana"), after: arnOf("user/ana.silva") },
    ]);
  },
  60_000,
);

it("another user with the same rights is a new one, and the role lets in another", async () => {
  const before = account("ana", { id: "AIDAEXAMPLEONE", policies: { own: ADMIN }, keys: {} });
  const after = account("bo", { id: "AIDAEXAMPLETWO", policies: { own: ADMIN }, keys: {} });
  expect(await told(before, after)).toEqual([
    "admin-gained bo",
    "credential-gone console password of ana",
    "credential-new console password of bo",
    "identity-gone ana",
    "identity-new bo",
    "trust-gone deploy trusts arn:aws:iam::111122223333:user/ana",
    "trust-new deploy trusts arn:aws:iam::111122223333:user/bo",
  ]);
});

it("what a renamed user gains besides is told, of an identity that is not new", async () => {
  const before = account("ana", { id: "AIDAEXAMPLEONE", policies: { own: READ }, groups: [] });
  const after = account("ana.silva", {
    id: "AIDAEXAMPLEONE",
    policies: { own: ADMIN },
    keys: { [KEY]: true, AKIAEXAMPLERENAMED2: true },
  });
  const { changes } = await diffOf(before, after);
  expect(changes.map(({ change, name }) => `${change} ${name}`)).toEqual([
    "admin-gained ana.silva",
    "credential-new AKIAEXAMPLERENAMED2",
    "permission-added ana.silva",
    "identity-renamed ana.silva",
  ]);
  expect(changes[1]).toMatchObject({
    principal_name: "ana.silva",
    facts: { principal_is_new: false, replaces: false },
  });
});

it("a group that is renamed keeps its members", async () => {
  const before = account("ana", { policies: { own: READ } });
  const after = {
    ...account("ana", { policies: { own: READ }, groups: ["staff"] }),
    groups: { staff: "AGPAEXAMPLEPEOPLE" },
  };
  expect(await told(before, after)).toEqual(["identity-renamed staff"]);
});
