// What doctor says that a sign-in lacks in Google Cloud, and what permissions are printed for: both from the list of calls.
import { OAuth2Client } from "google-auth-library";
import { expect, onTestFinished, test } from "vitest";
import type { GcpCall } from "../../../src/collect/gcp/call.js";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import { permissionsText } from "../../../src/collect/gcp/permissions.js";
import { gcpSource } from "../../../src/collect/gcp/source.js";
import { lacksOf } from "../../../src/collect/gcp/standing.js";
import { addressesOf } from "../../../src/collect/shared/google/addresses.js";
import { openClient } from "../../../src/collect/shared/google/client.js";
import { DENIED, GoogleServer, type Reply } from "./server.js";

const FOLDERS = "resourcemanager.folders.get";

/** A server that tells which of the asked permissions are held; `useless` ones no role on the container can hold. */
async function lacks(kind: "project" | "organization", held: (permission: string) => boolean, useless = "") {
  const server = new GoogleServer((): Reply => DENIED);
  server.script = ({ body, path }) => {
    const asked = (JSON.parse(body) as { permissions: string[] }).permissions;
    if (!path.endsWith(":testIamPermissions")) return DENIED;
    if (asked.includes(useless)) return { status: 400, body: { error: { code: 400, status: "INVALID_ARGUMENT" } } };
    const permissions = asked.filter(held);
    return { status: 200, body: permissions.length === 0 ? {} : { permissions } };
  };
  await server.start();
  onTestFinished(() => server.stop());
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: "t" });
  const open = (calls: readonly GcpCall[]) =>
    openClient({
      auth,
      addresses: addressesOf({ NHI_GOOGLE_API_URL: server.url }),
      calls,
      signal: new AbortController().signal,
      onCall: () => undefined,
    });
  const found = await lacksOf({ kind, name: kind === "project" ? "octo-prod" : "1" }, open);
  return { found, asked: server.asked.map(({ method, path }) => `${method} ${path}`) };
}

test("a sign-in that has everything lacks nothing, by one request", async () => {
  expect(await lacks("project", () => true)).toEqual({
    found: [],
    asked: ["POST cloudresourcemanager/v3/projects/octo-prod:testIamPermissions"],
  });
});

test("what is missing is named with the role that has it and the data sets that it opens", async () => {
  const { found } = await lacks("organization", (permission) => permission !== "secretmanager.secrets.list");
  expect(found).toEqual([
    {
      what: "secretmanager.secrets.list (roles/secretmanager.viewer has it)",
      dataSets: ["gcp/secretmanager:secrets"],
    },
  ]);
});

test("a permission that is of no use on the container does not hide the others, and is no lack", async () => {
  const { found, asked } = await lacks("project", (permission) => permission !== "run.services.list", FOLDERS);
  expect(found.map(({ what }) => what)).toEqual(["run.services.list (roles/run.viewer has it)"]);
  expect(asked.length).toBeLessThan(16);
});

test("where Google tells nothing, nothing is said to lack", async () => {
  const server = new GoogleServer((): Reply => DENIED);
  await server.start();
  onTestFinished(() => server.stop());
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: "t" });
  const signal = new AbortController().signal;
  const addresses = addressesOf({ NHI_GOOGLE_API_URL: server.url });
  const open = (calls: readonly GcpCall[]) => openClient({ auth, addresses, calls, signal, onCall: () => undefined });
  expect(await lacksOf({ kind: "project", name: "octo-prod" }, open)).toEqual([]);
});

test("every permission of the list of calls is printed with what it opens and the rules that need it", () => {
  const text = JSON.parse(permissionsText((dataSet) => [`rule of ${dataSet}`])) as {
    customRole: { includedPermissions: string[] };
    directory: string[];
    buys: { [permission: string]: { opens: string[]; rules: string[] } };
  };
  const needed = [...new Set(CALLS.flatMap(({ permission }) => permission ?? []))].sort();
  expect([...text.customRole.includedPermissions, ...text.directory].sort()).toEqual(needed);
  expect(Object.keys(text.buys).sort()).toEqual(needed);
  expect(text.buys["secretmanager.secrets.list"]).toEqual({
    opens: ["gcp/secretmanager:secrets"],
    rules: ["rule of gcp/secretmanager:secrets"],
  });
  expect(needed.filter((one) => /\.(?:create|delete|set\w*|update|actAs|getAccessToken|access)$/.test(one))).toEqual(
    [],
  );
});

test("a dry run says every call with its data set", async () => {
  const plan = await gcpSource("gcp:organizations/100000000001", {}).plan();
  expect(new Set(plan.map(({ call }) => call))).toEqual(new Set(CALLS.map(({ method }) => method)));
  expect(plan.filter(({ dataSet }) => dataSet === undefined)).toEqual([]);
});
