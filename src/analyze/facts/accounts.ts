// Facts of accounts: how many workload identities, how many of them need no static secret, which credentials are static,
// which end by themselves, and when the next certificate does.
import type { DerivedFact, StoredScope } from "../../model/analysis.js";
import { groupBy } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { DETAILS } from "../aws/read-accounts.js";
import type { ReadSets } from "../read-sets.js";
import type { CredentialBook, CredentialRow } from "./credentials.js";
import type { Environments } from "./environments.js";
import type { IdentityCount } from "./identities.js";
import { shownTime } from "./values.js";

const REPORT = "aws/iam:credential-report";
const CERTIFICATES = "aws/iam:server-certificates";
const CERTIFICATE = "aws.server-certificate";
const CREDENTIALS = ["aws/iam:service-specific-credentials", "aws/iam:ssh-public-keys", "aws/iam:signing-certificates"];

/** Columns of each account of AWS: how many identities and credentials it has, and its environment. */
export function accountFacts(
  scopes: readonly StoredScope[],
  counts: readonly IdentityCount[],
  book: CredentialBook,
  read: ReadSets,
  environments: Environments,
): DerivedFact[] {
  const identities = groupBy(counts, ({ scope }) => scope);
  const credentials = groupBy([...book.byPrincipal.values()].flat(), ({ scope }) => scope);
  return scopes
    .filter((scope) => scope.type === "aws.account")
    .map((scope) => {
      const label = { id: scope.id, name: scope.name, scope: scope.id, tags: scope.properties["tags"] };
      const held = credentials.get(scope.id) ?? [];
      return {
        node: scope.id,
        columns: {
          ...identityColumns(scope.id, identities.get(scope.id) ?? [], read),
          ...credentialColumns(scope.id, held, read),
          ...certificateColumns(scope.id, held, read),
          ...environments.columnsOf(label),
        },
      };
    });
}

/** Counts of details that were read in part would be too small: they are left out. What is open is counted as open. */
function identityColumns(scope: string, counts: readonly IdentityCount[], read: ReadSets): JsonRecord {
  if (!read.isComplete(scope, DETAILS)) return {};
  const workloads = counts.filter(({ isWorkload }) => isWorkload !== false);
  const decided = workloads.filter(({ isWorkload, isSecretFree }) => isWorkload && isSecretFree !== undefined);
  const free = decided.filter(({ isSecretFree }) => isSecretFree);
  return {
    identities: workloads.length,
    identities_secret_free: free.length,
    identities_with_static: decided.length - free.length,
    identities_undecided: workloads.length - decided.length,
  };
}

function credentialColumns(scope: string, held: readonly CredentialRow[], read: ReadSets): JsonRecord {
  if (![REPORT, ...CREDENTIALS].every((dataSet) => read.isComplete(scope, dataSet))) return {};
  const active = held.filter(({ isActive, type }) => isActive && type !== CERTIFICATE);
  return {
    static_credentials: active.filter(({ isStatic }) => isStatic).length,
    expiring_credentials: active.filter(({ isStatic, expiresAt }) => !isStatic && expiresAt !== undefined).length,
  };
}

function certificateColumns(scope: string, held: readonly CredentialRow[], read: ReadSets): JsonRecord {
  if (!read.isComplete(scope, CERTIFICATES)) return {};
  const certificates = held.filter(({ type }) => type === CERTIFICATE);
  const [next] = certificates.flatMap(({ expiresAt }) => expiresAt ?? []).sort();
  return {
    server_certificates: certificates.length,
    ...(next !== undefined && { next_certificate_expiry_at: shownTime(next) }),
  };
}
