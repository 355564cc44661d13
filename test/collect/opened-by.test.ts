// What the text around a secret says that it opens: beside each, the same without what would name it.
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { secretsIn } from "../../src/collect/repo/secrets.js";
import { toDetectors } from "../../src/collect/token-formats.js";
import { readConfigurations } from "./agents/read.js";
import { CI_TABLES, JOIN_KEY } from "./support.js";

const detectors = toDetectors(CI_TABLES.tokenFormats);
const drawn = (length: number): string =>
  createHmac("sha512", "seed").update("a").digest("base64").replace(/[+/=]/g, "k").repeat(4).slice(0, length);
const KEY = `${drawn(86)}==`;
const SIG = `${drawn(43)}%3D`;
const SECRET = `${drawn(3)}8Q~${drawn(34)}`;
const CLIENT = "0a0a0a0a-0000-4000-8000-00000000000a";

async function opens(text: string, path = "app.env"): Promise<unknown[]> {
  return (await secretsIn(path, text, detectors, JOIN_KEY)).map((one) => one.opens);
}

describe("a storage account key", () => {
  const connection = (name: string): string =>
    `DefaultEndpointsProtocol=https;AccountName=${name};AccountKey=${KEY};EndpointSuffix=core.windows.net`;

  it.each([
    ["its connection string", `STORE="${connection("acmedata")}"\n`, "acmedata"],
    ["not that of the line above", `AccountName=other1;\nSTORE="${connection("acmedata")}"\n`, "acmedata"],
    ["a variable beside it", `AZURE_STORAGE_ACCOUNT=acmedata\nAZURE_STORAGE_KEY=${KEY}\n`, "acmedata"],
    ["an address beside it", `URL=https://acmedata.blob.core.windows.net/in\nAZURE_STORAGE_KEY=${KEY}\n`, "acmedata"],
  ])("is of the account in %s", async (_, text, account) => {
    expect(await opens(text)).toEqual([{ storage_account: account }]);
  });

  it("is of nobody where nothing names an account", async () => {
    expect(await opens(`AZURE_STORAGE_KEY=${KEY}\n`)).toEqual([undefined]);
    expect(await opens(`SHOP_API_KEY=${drawn(40)}\nAZURE_STORAGE_ACCOUNT=acmedata\n`)).toEqual([undefined]);
  });
});

describe("a shared access signature", () => {
  it("says what it is limited to", async () => {
    const url = `https://acmedata.blob.core.windows.net/exports/2026/all.csv?sv=2024-11-04&sp=r&se=2027-01-01T00:00:00Z&sr=b&sig=${SIG}`;
    expect(await opens(`url: "${url}"\n`, "a.yaml")).toEqual([
      {
        storage_account: "acmedata",
        signature: {
          ...{ service: "blob", permissions: "r", resource: "b", container: "exports", blob: "2026/all.csv" },
          expires_at: "2027-01-01T00:00:00.000Z",
        },
      },
    ]);
  });

  it("of an account, in a connection string, and its limits after the signature", async () => {
    const text = `BlobEndpoint=https://acmedata.blob.core.windows.net/;SharedAccessSignature=sv=2024-11-04&ss=b&sig=${SIG}&srt=sco&sp=rwl&sip=10.0.0.1`;
    expect(await opens(`X='${text}'\n`)).toEqual([
      {
        storage_account: "acmedata",
        signature: { service: "blob", services: "b", resource_types: "sco", permissions: "rwl", addresses: "10.0.0.1" },
      },
    ]);
  });

  it("of a host that is no storage account is of nobody", async () => {
    expect(await opens(`url: "https://acme.servicebus.windows.net/q?sr=x&sig=${SIG}"\n`, "a.yaml")).toEqual([
      undefined,
    ]);
    expect(
      await opens(`url: "https://acmedata.blob.core.windows.net.evil.example/q?sr=c&sig=${SIG}"\n`, "a.yaml"),
    ).toEqual([undefined]);
  });
});

describe("others", () => {
  it("a Google key says its id, a client secret whose it is; alone neither does", async () => {
    const pem = `-----BEGIN PRIVATE KEY-----\\n${drawn(120)}\\n`;
    const id = "0123ab4567cd89ef0123ab4567cd89ef01234567";
    expect(await opens(`{"private_key_id":"${id}","private_key":"${pem}"}`, "key.json")).toEqual([{ google_key: id }]);
    expect(await opens(`{"private_key":"${pem}"}`, "key.json")).toEqual([undefined]);
    expect(await opens(`AZURE_CLIENT_ID=${CLIENT}\nAZURE_CLIENT_SECRET=${SECRET}\n`)).toEqual([{ client_id: CLIENT }]);
    expect(await opens(`AZURE_TENANT_ID=${CLIENT}\nAZURE_CLIENT_SECRET=${SECRET}\n`)).toEqual([undefined]);
  });
});

describe("the configuration of an agent", () => {
  const ofServer = async (env: { readonly [name: string]: string }, others = {}): Promise<unknown[]> => {
    const mcpServers = { x: { command: "store", env }, ...others };
    const { nodes } = await readConfigurations({ ".mcp.json": JSON.stringify({ mcpServers }) });
    return nodes.filter(({ type }) => type === "agent.config-secret").map(({ properties }) => properties["opens"]);
  };

  it("names the account among the settings of the same server, not of another", async () => {
    expect(await ofServer({ AZURE_STORAGE_KEY: KEY, AZURE_STORAGE_ACCOUNT: "acmedata" })).toEqual([
      { storage_account: "acmedata" },
    ]);
    const other = { y: { command: "store", env: { AZURE_STORAGE_ACCOUNT: "acmedata" } } };
    expect(await ofServer({ AZURE_STORAGE_KEY: KEY }, other)).toEqual([undefined]);
  });

  it("keeps no value", async () => {
    const found = JSON.stringify(await ofServer({ AZURE_STORAGE_KEY: KEY, AZURE_STORAGE_ACCOUNT: "acmedata" }));
    expect(found).not.toContain(KEY.slice(0, 20));
  });
});
