// One answer of the made-up company is refused: what it would have told is unknown then, in every cloud that it matters to. All of its
// answers are gone through by `npm run soak -- --only refused`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { RefusingBundle, type Said, toSaid, untold } from "../soak/refused-answer.js";
import { nhi } from "./kept-nhi.js";
import { wholeAcme } from "./whole-acme.js";

let bundle: RefusingBundle;
let whole: Said;

async function said(): Promise<Said> {
  const database = join(freshFolder(), "nhi.db");
  const ask = async (...args: string[]) => (await nhi([...args, "--db", database, "--format", "json"])).stdout;
  const report = await nhi([
    "scan",
    "--bundle",
    bundle.folder,
    "--db",
    database,
    "--format",
    "json",
    "--fail-on",
    "none",
  ]);
  const [inventory, paths] = [await ask("inventory"), await ask("paths", "--to", "admin")];
  return toSaid({ report: report.stdout, inventory, paths });
}

beforeAll(async () => {
  bundle = new RefusingBundle(wholeAcme(), join(freshFolder(), "acme"));
  whole = await said();
});

test("the whole recording has something to lose", () => {
  expect(whole.findings.size).toBeGreaterThan(100);
  expect(whole.told.size).toBe(0);
  expect(whole.admins.get("arn:aws:iam::444455556666:role/till-images")).toBe("reaches");
});

const ROLES = "gcp/organizations/482915307716/iam/v1/roles";
const AUTHORIZATION = "azure/d4f6a813-90bc-4e27-a5d1-7c3b2e8f6a42/providers/Microsoft.Authorization";
const STORES = "azure/b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31/providers/Microsoft.Authorization";
const RUN = "gcp/acme-web-dev/run/v2/projects/acme-web-dev/locations/-";
const TENANT = "entra/5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70/v1.0";
const POOLS = "gcp/acme-build/iam/v1/projects/acme-build/locations/global/workloadIdentityPools";
const SEARCH = "gcp/organizations/482915307716/cloudasset/v1/organizations/482915307716:searchAllIamPolicies.json";
const SITE =
  "gcp/acme-web-prod/iam/v1/projects/acme-web-prod/serviceAccounts/site%40acme-web-prod.iam.gserviceaccount.com";
const SECRETS = "aws/111122223333/eu-west-1/secretsmanager/get-resource-policy";

test.each<[what: string, file: string, lost: string]>([
  ["who holds what in another subscription", `${AUTHORIZATION}/roleAssignments.json`, "AZ-021"],
  ["what holds a project", "gcp/acme-web-prod/cloudresourcemanager/v3/projects/acme-web-prod.json", "GCP-019"],
  ["who may read a secret", `${SECRETS}/orders%2Fpartner-api.json`, "X-008"],
  ["which secrets an account has", "aws/111122223333/eu-west-1/secretsmanager/list-secrets.json", "X-008"],
  ["which branches are protected", "gitlab/gitlab.com/api/v4/projects/58010001/protected_branches.json", "CI-008"],
  ["what users agreed to", `${TENANT}/oauth2PermissionGrants.json`, "X-004"],
  ["whose tenant it is", `${TENANT}/organization.json`, "X-004"],
  ["what runs as the accounts of a project", `${RUN}/services.json`, "GCP-017"],
  ["who holds what on Google Cloud", SEARCH, "AWS-010"],
  ["which service accounts a project has", "gcp/acme-build/iam/v1/projects/acme-build/serviceAccounts.json", "AWS-010"],
  ["which pools a project has", `${POOLS}.json`, "AWS-010"],
  ["whose tokens a pool takes", `${POOLS}/clouds/providers.json`, "AWS-010"],
  ["which keys an account has", `${SITE}/keys.json`, "X-004"],
  ["which secrets an organisation shares", "github/acme/orgs/acme/actions/secrets.json", "GH-013"],
  ["whom roles of an account let in", "aws/111122223333/iam/get-account-authorization-details.json", "X-008"],
  ["which applications there are", `${TENANT}/applications.json`, "AZ-007"],
  ["who takes a role of production", "aws/444455556666/iam/get-account-authorization-details.json", "AWS-020"],
  ["who holds what in a subscription of stores", `${STORES}/roleAssignments.json`, "AZ-021"],
  ["which repositories there are", "github/acme/orgs/acme/repos.json", "GH-016"],
])("%s", async (_, file, lost) => {
  const less = await bundle.refuse(file, said);
  expect(untold(whole, less)).toEqual([]);
  const gone = [...whole.findings.keys()].filter((one) => !less.findings.has(one));
  expect(gone.map((one) => one.split(" ")[0])).toContain(lost);
});

test.each(["resourcemanager.projectIamAdmin", "storage.objectViewer"])(
  "what %s gives at least is known without its answer, and what more it gives is not",
  async (role) => {
    const less = await bundle.refuse(`${ROLES}/${role}.json`, said);
    expect(untold(whole, less)).toEqual([]);
    expect([...whole.findings.keys()].filter((one) => !less.findings.has(one))).toEqual([]);
  },
);

test("of whom only the data is not known is counted apart from who may be administrator", async () => {
  const counts = async () => {
    const { stderr } = await nhi(["inventory", "--privileged", "--bundle", bundle.folder]);
    const told = /not listed: (\d+) of which .* whether they are admin, (\d+) of which .* whether they reach data/;
    return told.exec(stderr)?.slice(1).map(Number) ?? [];
  };
  const [admins, ofData = 0] = await counts();
  const less = await bundle.refuse(`${SECRETS}/orders%2Fpartner-api.json`, counts);
  expect(less[0]).toBe(admins);
  expect(less[1]).toBeGreaterThan(ofData);
});

test("where nobody asked who may do what, that no way is found says nothing", async () => {
  const head = join(bundle.folder, "bundle.json");
  const text = readFileSync(head, "utf8");
  const ask = (asked: string) => {
    writeFileSync(head, asked);
    return nhi(["paths", "--from", "any:internet", "--to", "admin", "--bundle", bundle.folder]);
  };
  expect((await ask(text)).code).toBe(0);
  const less = await ask(text.replace('"aws/iam:account-authorization-details",', ""));
  writeFileSync(head, text);
  expect(less.code).toBe(3);
  expect(less.stderr).toContain("aws:111122223333  aws/iam:account-authorization-details: was never asked for");
});
