// What a scope is called where people read it: a bare number or a company's name does not say that it is an account. Pure.

interface KnownScope {
  readonly kind: string;
  readonly type: string;
  readonly name: string;
}

const ACCOUNT = /^aws:(\d{12})$/;

/**
 * `account acme-prod`, `project Acme build`, `account 111122223333` where it has no name or was not read; undefined for
 * what is no scope.
 */
export function scopeWords(id: string, node: KnownScope | undefined): string | undefined {
  const number = ACCOUNT.exec(id)?.[1];
  if (number !== undefined) return `account ${node?.name.trim() || number}`;
  if (node?.kind !== "scope" || node.name.trim() === "") return undefined;
  const sort = node.type.slice(node.type.indexOf(".") + 1).replaceAll("-", " ");
  // the root of a tenant in Azure says so itself
  return node.type === "azure.tenant" ? node.name : `${sort} ${node.name}`;
}

/** The same with the number of an account that has a name: names of accounts are not unique. */
export function scopeWordsAndNumber(id: string, node: KnownScope | undefined): string | undefined {
  const words = scopeWords(id, node);
  const number = ACCOUNT.exec(id)?.[1];
  return number === undefined || words === `account ${number}` ? words : `${words} (${number})`;
}
