// Clouds of Microsoft: hosts and what tokens are asked for go together, and a name or address that is none is said.
// Hosts: https://learn.microsoft.com/en-us/graph/deployments and https://learn.microsoft.com/en-us/azure/azure-government/compare-azure-government-global-azure
import { expect, test } from "vitest";
import { AZURE_CLOUDS } from "../../../src/app/config/azure-clouds.js";
import { cloudOf } from "../../../src/collect/shared/microsoft/clouds.js";
import { UsageError } from "../../../src/model/errors.js";

const HOSTS: { readonly [name: string]: readonly [graph: string, manager: string, authority: string] } = {
  public: ["graph.microsoft.com", "management.azure.com", "login.microsoftonline.com"],
  usgov: ["graph.microsoft.us", "management.usgovcloudapi.net", "login.microsoftonline.us"],
  "usgov-dod": ["dod-graph.microsoft.us", "management.usgovcloudapi.net", "login.microsoftonline.us"],
  china: ["microsoftgraph.chinacloudapi.cn", "management.chinacloudapi.cn", "login.partner.microsoftonline.cn"],
};

test("every cloud that may be named is known, and no other one", () => {
  expect(Object.keys(HOSTS)).toEqual([...AZURE_CLOUDS]);
});

test.each(Object.entries(HOSTS))("%s: hosts and tokens are of the same cloud", (name, [graph, manager, authority]) => {
  const hosts = [`https://${graph}`, `https://${manager}`];
  const known = cloudOf(name, {});
  expect(known.authority).toBe(`https://${authority}`);
  expect([known.graph, known.manager]).toEqual(hosts);
  expect([known.graphApi, known.managerApi]).toEqual(hosts);
  // a proxy stands for the cloud that was named: its tokens are those of that cloud
  const env = { NHI_GRAPH_URL: "https://proxy.example/graph/", NHI_AZURE_MANAGER_URL: "http://127.0.0.1:8080" };
  const behind = cloudOf(name, env);
  expect([behind.graph, behind.manager]).toEqual(["https://proxy.example/graph", "http://127.0.0.1:8080"]);
  expect([behind.graphApi, behind.managerApi]).toEqual(hosts);
});

test("the environment of the sign-in tells the cloud where nobody names it, and loses against who does", () => {
  const env = { AZURE_AUTHORITY_HOST: "https://login.partner.microsoftonline.cn/" };
  expect(cloudOf(undefined, env)).toMatchObject({ name: "china", graph: "https://microsoftgraph.chinacloudapi.cn" });
  expect(cloudOf("usgov", env)).toMatchObject({ name: "usgov", authority: "https://login.microsoftonline.us" });
  expect(cloudOf(undefined, {}).name).toBe("public");
});

test.each<[string | undefined, NodeJS.ProcessEnv, RegExp]>([
  ["usgv", {}, /unknown cloud "usgv".*usgov/],
  ["moon", {}, /unknown cloud "moon"; one of: public, usgov, usgov-dod, china/],
  ["constructor", {}, /unknown cloud "constructor"/],
  [undefined, { NHI_GRAPH_URL: "graph" }, /NHI_GRAPH_URL graph: not an address; write it as https:/],
  [undefined, { NHI_AZURE_MANAGER_URL: "ftp://a.example" }, /NHI_AZURE_MANAGER_URL .*not an address/],
  [undefined, { NHI_GRAPH_URL: "https://a:b@graph.example" }, /holds a password/],
])("%s %o is a fault that says what", (name, env, message) => {
  expect(() => cloudOf(name, env)).toThrow(message);
  expect(() => cloudOf(name, env)).toThrow(UsageError);
});
