// Where tests sign in to Microsoft on loopback: a token endpoint behind TLS that checks what proves an application, an identity
// endpoint as App Service has one, and an Azure CLI on the PATH. What nhi runs is Microsoft's own library.
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { freshFolder } from "../fresh-folder.js";

export const CLIENT = "0e0e0e0e-0000-4000-8000-00000000000c";

/** A token as Entra writes one, of which only the payload matters here. */
export function jwt(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none", typ: "JWT" })}.${part({ idtyp: "app", ...claims })}.EXAMPLE`;
}

export interface Endpoint {
  readonly env: NodeJS.ProcessEnv;
  /** What was asked for: resource or scope, with what proved the application. */
  readonly asked: string[];
  stop(): Promise<unknown>;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** The identity endpoint that Azure gives a web app. */
export async function managedIdentity(token: string): Promise<Endpoint> {
  const asked: string[] = [];
  const server = createPlain((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (request.headers["x-identity-header"] !== "EXAMPLE-header") return answer(response, 401, { error: "no header" });
    asked.push(url.searchParams.get("resource") ?? "");
    const until = String(Math.floor(Date.now() / 1000) + 3600);
    return answer(response, 200, { access_token: token, expires_on: until, token_type: "Bearer" });
  });
  const port = await listen(server);
  return {
    env: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: "EXAMPLE-header" },
    asked,
    stop: () => new Promise((done) => server.close(done)),
  };
}

/** An `az` that prints the token, as `az account get-access-token` does, and writes down how it was called. */
export function azureCli(token: string): Endpoint & { readonly called: () => string } {
  const folder = freshFolder();
  const log = join(folder, "called");
  const said = { accessToken: token, expires_on: Math.floor(Date.now() / 1000) + 3600, tokenType: "Bearer" };
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "az"), `#!/bin/sh\necho "$@" >> '${log}'\ncat <<'EOF'\n${JSON.stringify(said)}\nEOF\n`, {
    mode: 0o755,
  });
  return {
    env: { PATH: `${bin}${delimiter}${process.env["PATH"]}`, AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" },
    asked: [],
    called: () => readFileSync(log, "utf8"),
    stop: async () => undefined,
  };
}

export interface Authority extends Endpoint {
  /** A certificate with its key, in one file. */
  readonly certificate: string;
}

/**
 * The token endpoint of a tenant behind TLS: takes assertions that the certificate has signed, or the one that is in a file.
 * In: the token that it gives, and the assertion of another issuer that it trusts.
 */
export async function authority(tenant: string, token: string, trusted?: string): Promise<Authority> {
  const folder = freshFolder();
  const [tls, own] = [makeCertificate(folder, "localhost"), makeCertificate(folder, "application")];
  const asked: string[] = [];
  const server = createServer(
    { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) },
    (request, response) => {
      void (async () => {
        const base = `https://localhost:${(server.address() as AddressInfo).port}/${tenant}`;
        if (request.url?.includes("/.well-known/openid-configuration")) return answer(response, 200, metadata(base));
        const form = new URLSearchParams(await bodyOf(request));
        const proof = form.get("client_assertion") ?? "";
        const how =
          proof === trusted
            ? "federated"
            : isSigned(proof, own.certificate, `${base}/oauth2/v2.0/token`)
              ? "signed"
              : "no";
        asked.push(`${how} ${form.get("client_id")} ${form.get("scope")}`);
        if (how === "no")
          return answer(response, 401, { error: "invalid_client", error_description: "AADSTS700027: no" });
        return answer(response, 200, { access_token: token, expires_in: 3600, token_type: "Bearer" });
      })();
    },
  );
  const port = await listen(server);
  const both = join(folder, "both.pem");
  writeFileSync(both, readFileSync(own.key, "utf8") + readFileSync(own.certificate, "utf8"));
  return {
    env: {
      AZURE_AUTHORITY_HOST: `https://localhost:${port}`,
      NODE_EXTRA_CA_CERTS: tls.certificate,
      AZURE_TENANT_ID: tenant,
      AZURE_CLIENT_ID: CLIENT,
    },
    certificate: both,
    asked,
    stop: () => new Promise((done) => server.close(done)),
  };
}

function metadata(base: string): object {
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
}

function makeCertificate(folder: string, name: string): { readonly key: string; readonly certificate: string } {
  const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
  const alt = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", [...made, ...alt, "-keyout", key, "-out", certificate], { stdio: "ignore" });
  return { key, certificate };
}

/** Whether an assertion names the certificate, is for the endpoint, and was signed with the certificate's key. */
function isSigned(assertion: string, certificate: string, audience: string): boolean {
  const [head = "", payload = "", signature = ""] = assertion.split(".");
  if (signature === "") return false;
  const read = (text: string): { readonly [name: string]: unknown } =>
    JSON.parse(Buffer.from(text, "base64url").toString());
  const { alg, "x5t#S256": thumbprint } = read(head);
  const claims = read(payload);
  const x509 = new X509Certificate(readFileSync(certificate));
  const known = createHash("sha256").update(x509.raw).digest("base64url");
  if (thumbprint !== known || claims["aud"] !== audience || claims["iss"] !== CLIENT) return false;
  const signed = Buffer.from(`${head}.${payload}`);
  const key = {
    key: createPublicKey(x509.publicKey.export({ type: "spki", format: "pem" })),
    ...(alg === "PS256" && PSS),
  };
  return verify("sha256", signed, key, Buffer.from(signature, "base64url"));
}

const PSS = { padding: 6, saltLength: 32 } as const;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
