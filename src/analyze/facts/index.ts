// Facts about identities, credentials and accounts that are worked out from what was read.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { accountOfArn } from "../aws/attached-policy.js";
import { DETAILS } from "../aws/read-accounts.js";
import { readSets } from "../read-sets.js";
import type { TrustCaller } from "../trust/index.js";
import { accountFacts } from "./accounts.js";
import { applicationFacts } from "./applications.js";
import { createCallerColumns } from "./callers.js";
import { CREDENTIAL_TYPES, keepBook } from "./credentials.js";
import { directoryOf } from "./directory.js";
import { createEnvironments } from "./environments.js";
import { type IdentityCount, toIdentity } from "./identities.js";
import { labelFacts } from "./labels.js";
import { createOwners, type PrincipalExists } from "./owners.js";
import { createIsPerson } from "./people.js";
import { createRecordJoiner, createRecordPool } from "./record-joiner.js";
import { sameSecretFacts } from "./same-secrets.js";

/** Works the facts out while the principals of AWS are read once, by whoever needs them as well. */
export interface FactBuilder {
  /** To be given every user, role, group and root user, sorted by id. */
  add(node: StoredNode): void;
  /** Facts of those that were given, and of what needs no principal. */
  facts(): DerivedFact[];
}

/** In: the estate, and the parties that the trusts of each role accept. */
export function createFacts(input: AnalysisInput, callers: ReadonlyMap<string, readonly TrustCaller[]>): FactBuilder {
  const scopes = [...input.scopes()];
  const read = readSets(scopes);
  const book = keepBook(input.nodes(CREDENTIAL_TYPES));
  const environments = createEnvironments(input.config, scopes);
  const owners = createOwners(input.config, directoryOf(input), { exists: principalExists(input, read), scopes });
  const pool = createRecordPool();
  const frame = {
    book,
    callers,
    read,
    owners,
    environments,
    pool,
    join: createRecordJoiner(),
    callerColumns: createCallerColumns(createIsPerson(input, callers), pool),
  };
  const facts: DerivedFact[] = [...book.facts];
  const counts: IdentityCount[] = [];
  return {
    add(node) {
      const { fact, count } = toIdentity(node, frame);
      facts.push(fact);
      if (count) counts.push(count);
    },
    facts() {
      addAll(facts, labelFacts(input, frame), applicationFacts(input), sameSecretFacts(input));
      addAll(facts, accountFacts(scopes, counts, book, read, environments));
      return facts;
    },
  };
}

/** Whether a user or role that is named as an owner is still there; its ids are only gathered when somebody asks. */
function principalExists(input: AnalysisInput, read: ReturnType<typeof readSets>): PrincipalExists {
  let known: ReadonlySet<string> | undefined;
  return (arn) => {
    const account = accountOfArn(arn);
    if (!read.isComplete(`aws:${account}`, DETAILS)) return undefined;
    known ??= new Set([...input.nodes(["aws.iam-role", "aws.iam-user"])].map((node) => node.id));
    const [, role] = /:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn) ?? [];
    if (role === undefined) return known.has(arn);
    return [...known].some((id) => id.includes(`::${account}:role/`) && id.endsWith(`/${role}`));
  };
}
