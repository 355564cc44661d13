// Which of the jobs that a trust takes say that they sign in as the identity.
import { expect, test } from "vitest";
import { signsInAs } from "../../src/app/job-sign-ins.js";
import type { JsonRecord } from "../../src/model/words.js";

const node = (type: string, id: string, properties: JsonRecord, name = id) =>
  ({ id, name, type, kind: "principal", scope: "", region: "", properties }) as never;
const ROLE = node("aws.iam-role", "arn:aws:iam::111122223333:role/Deploy", {});
const ACCOUNT = node("gcp.service-account", "gcp:service-account/1", { email: "ci@acme.iam.gserviceaccount.com" });
const APP = node("entra.service-principal", "t/p", { app_id: "0F9B6D52-7c1e-4f7a-8a35-1c4d9e2b7f01" }, "Deploy");
const login = (cloud: string, facts: JsonRecord, mode = "oidc"): JsonRecord => ({ cloud, mode, facts });
const OTHER = login("aws", { role: "arn:aws:iam::111122223333:role/other" });

test.each<[answer: "yes" | "no" | "unsaid", what: string, identity: never, properties: JsonRecord]>([
  [
    "yes",
    "its role is named",
    ROLE,
    { logins: [OTHER, login("aws", { role: "arn:aws:iam::111122223333:role/deploy" })] },
  ],
  ["no", "another role is", ROLE, { logins: [OTHER] }],
  ["unsaid", "one is named, and one worked out", ROLE, { logins: [OTHER, login("aws", { role: "${{ vars.ROLE }}" })] }],
  ["unsaid", "a login names nobody", ROLE, { logins: [login("aws", { region: "eu-west-1" })] }],
  ["unsaid", "it signs in to another cloud only", ROLE, { logins: [login("azure", { client_id: "x" })] }],
  ["unsaid", "it has a stored key beside", ROLE, { logins: [login("aws", { role: ROLE["id"] }, "static")] }],
  ["yes", "a script of another CI names it", ROLE, { logins: [], roles: ["arn:aws:iam::111122223333:role/Deploy"] }],
  ["no", "a script of another CI names others", ROLE, { roles: ["arn:aws:iam::111122223333:role/other"] }],
  ["unsaid", "nothing was recognized", ROLE, {}],
  [
    "yes",
    "its address is named",
    ACCOUNT,
    { logins: [login("gcp", { service_account: "ci@acme.iam.gserviceaccount.com" })] },
  ],
  [
    "no",
    "another address is",
    ACCOUNT,
    { logins: [login("gcp", { service_account: "x@acme.iam.gserviceaccount.com" })] },
  ],
  [
    "yes",
    "its client id is named",
    APP,
    { logins: [login("azure", { client_id: "0f9b6d52-7c1e-4f7a-8a35-1c4d9e2b7f01" })] },
  ],
])("%s: %s", (answer, _, identity, properties) => {
  expect(signsInAs(node("github.job", "job", properties), identity)).toBe(answer);
});
