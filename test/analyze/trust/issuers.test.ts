// The reviewed tables, and which row an issuer gets.
import { beforeAll, describe, expect, it } from "vitest";
import { grammarOf } from "../../../src/analyze/trust/grammars.js";
import { createIssuerTable, type IssuerTable } from "../../../src/analyze/trust/issuers.js";
import type { IssuerRow, Tables } from "../../../src/model/tables.js";
import { shippedTables } from "../../shipped.js";

let tables: Tables;
let table: IssuerTable;

beforeAll(async () => {
  tables = await shippedTables();
  table = createIssuerTable(tables.issuers);
});

describe("rows of the table", () => {
  it("name grammars that there are", () => {
    const unknown = tables.issuers.filter(({ grammar }) => grammarOf(grammar).name !== grammar);
    expect(unknown).toEqual([]);
  });

  it("of shared issuers say what names a tenant, those of tenants need not", () => {
    const namesNobody = (row: IssuerRow) =>
      row.sharing === "shared" && row.tenant_claims.length === 0 && row.grammar === "opaque";
    expect(tables.issuers.filter(namesNobody)).toEqual([]);
    expect(tables.issuers.filter((row) => row.sharing === "tenant" && row.tenant_claims.length > 0)).toEqual([]);
    expect(tables.issuers.filter((row) => row.sharing === "tenant" && !row.issuer.includes("*"))).toEqual([]);
  });

  it("offer to AWS only claims that the grammar or the row knows", () => {
    const odd = tables.issuers.flatMap(({ issuer, grammar, aws_claim_keys }) => {
      const known = new Set(grammarOf(grammar).kinds.flatMap(({ claims }) => [...claims.keys()]));
      return aws_claim_keys.filter((claim) => !known.has(claim)).map((claim) => `${issuer} ${claim}`);
    });
    expect(odd).toEqual([]);
  });

  it("vendor accounts are 12 digits, each once", () => {
    const accounts = tables.vendorAccounts.map(({ account }) => account);
    expect(accounts.every((account) => /^\d{12}$/.test(account))).toBe(true);
    expect(new Set(accounts).size).toBe(accounts.length);
  });
});

describe("which row", () => {
  it.each<[string, string | undefined]>([
    ["token.actions.githubusercontent.com", "GitHub Actions"],
    ["https://token.actions.githubusercontent.com/", "GitHub Actions"],
    ["Token.Actions.GitHubUserContent.com", "GitHub Actions"],
    ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", "GitHub Actions"],
    ["token.actions.githubusercontent.com/octo-corp", "GitHub Actions (enterprise issuer)"],
    ["token.actions.octo.ghe.com", "GitHub Actions (data residency)"],
    ["github.octo.example/_services/token", "GitHub Enterprise Server"],
    ["oidc.circleci.com", "CircleCI (root issuer)"],
    ["oidc.circleci.com/org/1", "CircleCI"],
    ["oidc.vercel.com", "Vercel"],
    ["oidc.vercel.com/octo", "Vercel (team issuer)"],
    ["oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb", "IBM Turbonomic"],
    ["oidc.op1.openshiftapps.com/2i88dhgsjo3o93877cmaiquhoa1in7ij", "Red Hat OpenShift"],
    ["sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/", "Microsoft Sentinel"],
    ["sts.windows.net/11111111-2222-3333-4444-555555555555/", "Microsoft Entra tenant"],
    ["login.microsoftonline.us/11111111-2222-3333-4444-555555555555/v2.0", "Microsoft Entra tenant"],
    ["sts.chinacloudapi.cn/11111111-2222-3333-4444-555555555555/", "Microsoft Entra tenant"],
    ["octo.okta.com/oauth2/default", "Okta custom authorization server"],
    // near misses
    ["token.actions.githubusercontent.com.octo.example", undefined],
    ["xtoken.actions.githubusercontent.com", undefined],
    ["token.actions.githubusercontent.com/a/b", undefined],
    ["actions.githubusercontent.com", undefined],
    ["gitlab.com/octo", undefined],
    ["login.microsoftonline.eu/11111111-2222-3333-4444-555555555555/v2.0", undefined],
    ["evil.com/oidc.vercel.com", undefined],
    ["okta.com", undefined],
    ["oidc.eks.eu-west-1.amazonaws.com", undefined],
    ["", undefined],
  ])("%s: %s", (provider, name) => {
    expect(table.find(provider)?.name).toBe(name);
  });
});
