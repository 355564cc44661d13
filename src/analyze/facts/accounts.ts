// Facts of accounts: how many workload identities, how many of them need no static secret, how many static credentials.
import type { DerivedFact, StoredScope } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { ReadSets } from "./coverage.js";
import type { CredentialBook } from "./credentials.js";
import type { Environments } from "./environments.js";
import type { IdentityCount } from "./identities.js";

const DETAILS = "aws/iam:account-authorization-details";
const REPORT = "aws/iam:credential-report";
const CREDENTIALS = ["aws/iam:service-specific-credentials", "aws/iam:ssh-public-keys", "aws/iam:signing-certificates"];

export function accountFacts(
  scopes: readonly StoredScope[],
  counts: readonly IdentityCount[],
  book: CredentialBook,
  read: ReadSets,
  environments: Environments,
): DerivedFact[] {
  const byScope = new Map<string, IdentityCount[]>();
  for (const count of counts) {
    const list = byScope.get(count.scope);
    if (list) list.push(count);
    else byScope.set(count.scope, [count]);
  }
  const statics = staticByScope(book);
  return scopes
    .filter((scope) => scope.type === "aws.account")
    .map((scope) => {
      const label = { id: scope.id, name: scope.name, scope: scope.id, tags: scope.properties["tags"] };
      return {
        node: scope.id,
        columns: {
          ...identityColumns(scope.id, byScope.get(scope.id) ?? [], read),
          ...staticColumn(scope.id, statics.get(scope.id) ?? 0, read),
          ...environments.columnsOf(label),
        },
      };
    });
}

/** Counts of what was read in part would be too small: they are left out. */
function identityColumns(scope: string, counts: readonly IdentityCount[], read: ReadSets): JsonRecord {
  if (!read.isComplete(scope, DETAILS) || counts.some(({ isWorkload }) => isWorkload === undefined)) return {};
  const workloads = counts.filter(({ isWorkload }) => isWorkload);
  if (workloads.some(({ isSecretFree }) => isSecretFree === undefined)) return { identities: workloads.length };
  const secretFree = workloads.filter(({ isSecretFree }) => isSecretFree);
  return { identities: workloads.length, identities_secret_free: secretFree.length };
}

function staticColumn(scope: string, count: number, read: ReadSets): JsonRecord {
  const isRead = [REPORT, ...CREDENTIALS].every((dataSet) => read.isComplete(scope, dataSet));
  return isRead ? { static_credentials: count } : {};
}

function staticByScope(book: CredentialBook): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const rows of book.byPrincipal.values()) {
    for (const row of rows) if (row.isActive && row.isStatic) counts.set(row.scope, (counts.get(row.scope) ?? 0) + 1);
  }
  return counts;
}
