// The issuers of an estate: the reviewed table, and servers of its own that were read. A GitLab that was crawled issues tokens
// for its own projects alone, whatever its host is called.
import type { AnalysisInput } from "../../model/analysis.js";
import type { IssuerRow } from "../../model/tables.js";
import { textOf } from "../properties.js";
import { createIssuerTable, type IssuerTable } from "./issuers.js";

const SHARED_HOST = "gitlab.com";

/** The table of issuers with a row for each own GitLab of which a group was read. */
export function estateIssuers({ tables, scopes }: Pick<AnalysisInput, "tables" | "scopes">): IssuerTable {
  const shared = tables.issuers.find(({ issuer }) => issuer === SHARED_HOST);
  const hosts = new Set<string>();
  for (const { type, properties } of scopes()) {
    const host = type === "gitlab.group" ? textOf(properties["host"]) : undefined;
    if (host !== undefined && host !== SHARED_HOST) hosts.add(host);
  }
  if (shared === undefined || hosts.size === 0) return createIssuerTable(tables.issuers);
  const own = [...hosts].map((host): IssuerRow => {
    // AWS has keys for claims of gitlab.com alone
    return { ...shared, name: host, issuer: host, sharing: "tenant", tenant_claims: [], aws_claim_keys: [] };
  });
  return createIssuerTable([...tables.issuers, ...own]);
}
