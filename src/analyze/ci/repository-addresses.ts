// Repositories by the addresses that other services have of them.
import { textOf } from "../properties.js";
import { type CiOwner, type CiRepository, GITHUB_ISSUER } from "./estate.js";

/** By `host/owner/name` in lower case. */
export type Addressed = ReadonlyMap<string, CiRepository>;

/** Repositories that run something, by `host/owner/name` in lower case. */
export function byAddress(owners: readonly CiOwner[]): Addressed {
  const found = new Map<string, CiRepository>();
  for (const one of owners.flatMap(({ repositories }) => repositories))
    if (!one.isArchived) found.set(addressIn(one), one);
  return found;
}

/** Addresses of all that was scanned, of what is archived too. */
export function addressesOf(owners: readonly CiOwner[]): ReadonlySet<string> {
  return new Set(owners.flatMap(({ repositories }) => repositories.map(addressIn)));
}

function addressIn({ name, owner: { issuer, login } }: CiRepository): string {
  const host = issuer === GITHUB_ISSUER ? "github.com" : issuer.split("/")[0];
  return `${host}/${login}/${name}`.toLowerCase();
}

/** The repository at an address (`https://github.com/acme/site.git`), where it was read and runs something. */
export function repositoryAt(address: unknown, repositories: Addressed): CiRepository | undefined {
  return repositories.get(addressOf(address)?.toLowerCase() ?? "");
}

/** An address of the web as `host/owner/name`. */
export function addressOf(address: unknown): string | undefined {
  return /^https?:\/\/([^/]+\/[^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(textOf(address) ?? "")?.[1];
}
