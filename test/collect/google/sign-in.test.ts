// Who nhi signs in as to Google: a token of the environment, application default credentials, and either as a service account.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Impersonated, OAuth2Client, UserRefreshClient } from "google-auth-library";
import { expect, test, vi } from "vitest";
import { findSignIn } from "../../../src/collect/shared/google/sign-in.js";

const WISH = { source: "gcp", scopes: ["https://www.googleapis.com/auth/cloud-platform"] };
const TOKEN = "ya29.EXAMPLEthatIsNoToken";

test("a token of the environment, that of the source first", async () => {
  const env = { NHI_GOOGLE_ACCESS_TOKEN: TOKEN, NHI_WORKSPACE_ACCESS_TOKEN: `${TOKEN}2` };
  const { client, from } = await findSignIn(env, WISH);
  expect(from).toBe("NHI_GOOGLE_ACCESS_TOKEN");
  expect(client).toBeInstanceOf(OAuth2Client);
  expect(client.credentials.access_token).toBe(TOKEN);
  const own = await findSignIn(env, { ...WISH, token: "NHI_WORKSPACE_ACCESS_TOKEN" });
  expect([own.from, own.client.credentials.access_token]).toEqual(["NHI_WORKSPACE_ACCESS_TOKEN", `${TOKEN}2`]);
});

test("as a service account, through a chain of others", async () => {
  const chain = "first@octo.iam.gserviceaccount.com,last@octo.iam.gserviceaccount.com";
  const env = { NHI_GOOGLE_ACCESS_TOKEN: TOKEN, NHI_GOOGLE_IMPERSONATE_SERVICE_ACCOUNT: chain };
  const { client, from } = await findSignIn(env, WISH);
  expect(from).toBe("NHI_GOOGLE_ACCESS_TOKEN, as last@octo.iam.gserviceaccount.com");
  expect(client).toBeInstanceOf(Impersonated);
  expect((client as Impersonated).getTargetPrincipal()).toBe("last@octo.iam.gserviceaccount.com");
});

test("application default credentials: the file that the environment names; none is said with what to do", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "nhi-adc-")), "adc.json");
  const user = { type: "authorized_user", client_id: "c", client_secret: "EXAMPLE", refresh_token: "EXAMPLE" };
  writeFileSync(file, JSON.stringify(user));
  try {
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    const { client, from } = await findSignIn({}, WISH);
    expect(from).toBe("application default credentials");
    expect(client).toBeInstanceOf(UserRefreshClient);
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", `${file}.gone`);
    await expect(findSignIn({}, WISH)).rejects.toThrow(
      /^gcp: no sign-in found: run gcloud auth application-default login, .*set NHI_GOOGLE_ACCESS_TOKEN/,
    );
  } finally {
    vi.unstubAllEnvs();
  }
});
