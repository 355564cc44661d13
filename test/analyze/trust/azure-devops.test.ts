// Service connections of Azure DevOps, which its own issuer or the tenant of the organisation vouches for, beside other
// subjects of the same issuers. Forms: https://learn.microsoft.com/en-us/azure/devops/pipelines/release/configure-workload-identity
import { beforeAll, describe, expect, it } from "vitest";
import { toCredentialConditions } from "../../../src/analyze/trust/entra-credential.js";
import { issuerFor } from "../../../src/analyze/trust/federated.js";
import { createIssuerTable, type IssuerTable } from "../../../src/analyze/trust/issuers.js";
import { otherCloudColumns } from "../../../src/analyze/trust/trust-columns.js";
import { shippedTables } from "../../shipped.js";
import { application, reach, TENANT, yields } from "../clouds/estate.js";
import { NOW } from "./judged.js";

const ORG = "8f0c0000-0000-4000-8000-000000000007";
const OTHER_ORG = "8f0c0000-0000-4000-8000-000000000008";
const CONNECTION = "64171687-7a59-4fce-b2c8-823278dcf176";
const OWN = `vstoken.dev.azure.com/${ORG}`;
const ENTRA = `login.microsoftonline.com/${TENANT}/v2.0`;
const FOREIGN = "login.microsoftonline.com/975f013f-7f24-47e8-a7d3-abc4752bf346/v2.0";
const OBJECT = "9c1e0000-0000-4000-8000-000000000009";
// what follows /a/ is the application: of Azure DevOps, and of the token service of Bot Framework
const ofEntra = (org: string) =>
  `/eid1/c/pub/t/AAAeXAAAAECAAAAAAAAAAQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/${org}/${CONNECTION}`;
const OF_BOT = `/eid1/c/pub/t/AAAeXAAAAECAAAAAAAAAAQ/a/9ExAW52n_ky4ZiS_jhpJIQ/${ORG}`;

let issuers: IssuerTable;
beforeAll(async () => {
  issuers = createIssuerTable((await shippedTables()).issuers);
});

describe("whose tokens a credential takes", () => {
  it.each([
    [OWN, "sc://acme/site/deploy", "azure-devops", "a named service connection or pipeline"],
    [OWN, "p://acme/site/deploy", "azure-devops", "a named service connection or pipeline"],
    [ENTRA, ofEntra(ORG), "azure-devops", "a named service connection"],
    [ENTRA, OF_BOT, "entra", "a named subject"],
    [ENTRA, OBJECT, "entra", "a named subject"],
  ])("%s, %s", (name, subject, vendor, words) => {
    const conditions = toCredentialConditions({ subject, audiences: ["api://AzureADTokenExchange"] });
    const columns = otherCloudColumns(conditions, issuerFor(name, conditions, issuers), NOW);
    expect(columns).toMatchObject({
      issuer_vendor: vendor,
      breadth: "context",
      breadth_words: words,
      pins_tenant: true,
      decided: true,
      accepts_pull_request: false,
    });
  });
});

describe("the tenant in a subject that Entra makes is the one that makes it", () => {
  // from a token as Entra gave it: issuer and subject of one tenant
  const published = "975f013f-7f24-47e8-a7d3-abc4752bf346";
  const PUBLISHED = "/eid1/c/pub/t/PwFflyR_6Een06vEdSvzRg/a/bDtA7z5frECGhSju0pIq1Q/workspaces/d0708f52";
  it.each([
    [TENANT, ofEntra(ORG), false],
    [TENANT.toUpperCase(), ofEntra(ORG), false],
    [published, PUBLISHED, false],
    [published, ofEntra(ORG), true],
    [TENANT, PUBLISHED, true],
    // what is no GUID says nothing
    ["contoso.onmicrosoft.com", ofEntra(ORG), false],
    [TENANT, ofEntra(ORG).replace("AAAeXAAAAECAAAAAAAAAAQ", "NWMxZTAwMDE"), false],
  ])("%s, %s", (tenant, subject, isDead) => {
    const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
    const conditions = toCredentialConditions({ issuer, subject, audiences: ["api://AzureADTokenExchange"] });
    const columns = otherCloudColumns(conditions, issuerFor(issuer, conditions, issuers), NOW);
    expect(columns["dead"]).toBe(isDead);
  });
});

describe("who becomes the application", () => {
  const becoming = (issuer: string, subject: string, from: string) =>
    reach(
      {
        nodes: [...application("app", { issuer: `https://${issuer}`, subject }), ...application(OBJECT)],
        edges: [yields("app")],
      },
      from,
      `${TENANT}/app`,
    );
  const pipelines = `oidc:dev.azure.com/${ORG}`;
  const inTenant = `${TENANT}/${OBJECT}`;
  it.each([
    ["a connection of its own issuer", OWN, "sc://acme/site/deploy", "yes", "no"],
    ["a connection of the tenant", ENTRA, ofEntra(ORG), "yes", "no"],
    ["a connection of another organisation", ENTRA, ofEntra(OTHER_ORG), "no", "no"],
    ["another service of Microsoft", ENTRA, OF_BOT, "no", "no"],
    ["a connection that another tenant would vouch for", FOREIGN, ofEntra(ORG), "no", "no"],
    ["an application of the tenant", ENTRA, OBJECT, "no", "yes"],
  ])("%s", (_name, issuer, subject, byPipeline, byApplication) => {
    expect(becoming(issuer, subject, pipelines)).toBe(byPipeline);
    expect(becoming(issuer, subject, inTenant)).toBe(byApplication);
    expect(becoming(issuer, subject, `${TENANT}#identities`)).toBe("no");
  });
});
