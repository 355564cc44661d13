// What an account holds beside keys and trusts: providers, certificates, second factors, a password policy. None of it is
// a finding; it makes nhi ask the calls that it asks only where there is something to ask for.
import {
  CreateSAMLProviderCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  UpdateAccountPasswordPolicyCommand,
  UploadServerCertificateCommand,
  UploadSigningCertificateCommand,
} from "@aws-sdk/client-iam";
import { type Clients, required } from "./clients.js";

/** Self-signed, made for this test; its key was thrown away. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR+gAwIBAgIUQsRydmjFDLzSVhj1ov7m5NcXdKswCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHbmhpLWUyZTAeFw0yNjExMjUwMjExNTFaFw00NjExMjAwMjEx
NTFaMBIxEDAOBgNVBAMMB25oaS1lMmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
AASJEsfsaUMNdvFLDQJYUbivw15EwfkS6a2wrHEseebdwnX39EX9ir2TKB6IJMS4
7CyMRnmQJvLzcgqOZKnIyWSOo1MwUTAdBgNVHQ4EFgQU0eEtg562QPk1uKW8aQI+
3xFlPswwHwYDVR0jBBgwFoAU0eEtg562QPk1uKW8aQI+3xFlPswwDwYDVR0TAQH/
BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBkH8LynX+SPU8Nr9BjDUZcjCRgUDbY
pXadVUSrmKX6VQIgEgEzYpKXHZnT0YacWZMW0tO80Cwf7DpdT/9aeMzrO5c=
-----END CERTIFICATE-----`;

/** A marker in the place of a private key: it must appear nowhere. */
export const PRIVATE_KEY = "marker-private-key-of-a-server-certificate";

const SAML_METADATA = `<EntityDescriptor entityID="https://login.acme.example">${"x".repeat(1000)}</EntityDescriptor>`;

/** Seeds them for users that are there already. */
export async function seedOthers({ iam }: Clients, users: OtherUsers): Promise<void> {
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 14, RequireNumbers: true }));
  await iam.send(new CreateSAMLProviderCommand({ Name: "acme-login", SAMLMetadataDocument: SAML_METADATA }));
  await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: "site",
      CertificateBody: CERTIFICATE,
      PrivateKey: PRIVATE_KEY,
    }),
  );
  await iam.send(new UploadSigningCertificateCommand({ UserName: users.signing, CertificateBody: CERTIFICATE }));
  const { VirtualMFADevice } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: users.virtual }),
  );
  const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
  const virtual = required(VirtualMFADevice?.SerialNumber);
  await iam.send(new EnableMFADeviceCommand({ UserName: users.virtual, SerialNumber: virtual, ...codes }));
  await iam.send(new EnableMFADeviceCommand({ UserName: users.hardware, SerialNumber: "GAHT12345678", ...codes }));
}

export interface OtherUsers {
  /** Gets a signing certificate. */
  readonly signing: string;
  /** Gets an authenticator app. */
  readonly virtual: string;
  /** Gets a hardware token. */
  readonly hardware: string;
}
