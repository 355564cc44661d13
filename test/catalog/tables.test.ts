// Tables of reviewed facts: every row has a source, and is there once.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadTables } from "../../src/catalog/tables.js";
import { UsageError } from "../../src/model/errors.js";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "nhi-tables-"));
});
afterEach(() => rm(dir, { recursive: true }));

const ISSUER = `- vendor: github
  name: GitHub Actions
  issuer: token.actions.githubusercontent.com
  sharing: shared
  grammar: github
  always_claims: [sub, aud]
  tenant_claims: [repository]
  source: https://docs.github.example/oidc
`;
const ACCOUNT = `- { account: "111122223333", vendor: Example, source: https://example.com/accounts }\n`;

async function load(issuers: string, accounts = ""): Promise<unknown> {
  await writeFile(join(dir, "issuers.yaml"), issuers);
  await writeFile(join(dir, "vendor-accounts.yaml"), accounts);
  return loadTables(dir).catch((error: unknown) => (error as Error).message.split("\n")[0]?.replace(`${dir}/`, ""));
}

describe("tables", () => {
  it("are typed rows; what a row leaves out is empty", async () => {
    expect(await load(ISSUER, ACCOUNT)).toEqual({
      issuers: [
        {
          vendor: "github",
          name: "GitHub Actions",
          issuer: "token.actions.githubusercontent.com",
          sharing: "shared",
          grammar: "github",
          always_claims: ["sub", "aud"],
          tenant_claims: ["repository"],
          aws_claim_keys: [],
          source: "https://docs.github.example/oidc",
        },
      ],
      vendorAccounts: [{ account: "111122223333", vendor: "Example", source: "https://example.com/accounts" }],
    });
  });

  it("without a file are empty", async () => {
    expect(await loadTables(dir)).toEqual({ issuers: [], vendorAccounts: [] });
  });

  it.each([
    ["a row without a source", ISSUER.replace(/ {2}source:.*\n/, ""), 'issuers.yaml:1:3: missing field "0.source"'],
    [
      "a source that says nothing",
      ISSUER.replace(/source:.*/, "source: x"),
      /^issuers\.yaml:8:11: "0\.source": say where the fact was read/,
    ],
    ["an unknown field", ISSUER.replace("grammar:", "gramar:"), /issuers\.yaml/],
    [
      "an issuer with its scheme",
      ISSUER.replace("issuer: ", "issuer: https://"),
      /^issuers\.yaml:3:11: "0\.issuer": not an issuer/,
    ],
    ["a row twice", ISSUER + ISSUER, 'issuers.yaml:9:3: "token.actions.githubusercontent.com" is in the table twice'],
    ["no list", "vendor: github", "issuers.yaml:1:1: the file: expected a list"],
  ])("%s", async (_what, text, expected) => {
    expect(await load(text)).toMatch(expected);
  });

  it("an unknown field has a suggestion", async () => {
    await writeFile(join(dir, "issuers.yaml"), ISSUER.replace("grammar:", "gramar:"));
    await expect(loadTables(dir)).rejects.toThrow(/unknown field "gramar", did you mean "grammar"\?/);
  });

  it("an account id that lost its quotes, and so its zeros", async () => {
    expect(await load(ISSUER, "- { account: 012345678901, vendor: x, source: somewhere }")).toBe(
      'vendor-accounts.yaml:1:14: "0.account": expected text',
    );
  });

  it("a file that is no table is told, with the likely name", async () => {
    await writeFile(join(dir, "issuer.yaml"), ISSUER);
    await expect(loadTables(dir)).rejects.toThrow(/no table is called "issuer", did you mean "issuers"\?/);
  });

  it("a folder that is not there is a usage error", async () => {
    await expect(loadTables(join(dir, "none"))).rejects.toThrow(UsageError);
  });
});

it("the tables of the package load, and tell vendors and issuers apart", async () => {
  const { issuers, vendorAccounts } = await loadTables(fileURLToPath(new URL("../../rules/tables", import.meta.url)));
  for (const { sharing, issuer } of issuers) if (sharing === "shared") expect(issuer).not.toMatch(/^\*/);
  expect(new Set(vendorAccounts.map(({ account }) => account)).size).toBe(vendorAccounts.length);
});
