// Repositories by the addresses that other services have of them.
import { textOf } from "../properties.js";
import type { CiOwner, CiRepository } from "./estate.js";

/** By `host/owner/name` in lower case. */
export type Addressed = ReadonlyMap<string, CiRepository>;

/** Repositories that run something, by `host/owner/name` in lower case. */
export function byAddress(owners: readonly CiOwner[]): Addressed {
  const found = new Map<string, CiRepository>();
  for (const { repositories, login, issuer } of owners) {
    const host = issuer === "token.actions.githubusercontent.com" ? "github.com" : issuer.split("/")[0];
    for (const one of repositories) if (!one.isArchived) found.set(`${host}/${login}/${one.name}`.toLowerCase(), one);
  }
  return found;
}

/** The repository at an address (`https://github.com/acme/site.git`), where it was read and runs something. */
export function repositoryAt(address: unknown, repositories: Addressed): CiRepository | undefined {
  const found = /^https?:\/\/([^/]+\/[^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(textOf(address) ?? "");
  return repositories.get(found?.[1]?.toLowerCase() ?? "");
}
