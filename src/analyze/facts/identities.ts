// Facts of principals: what they hold, who owns them, where they belong, what their trust accepts.
import type { DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import type { ReadSets } from "../read-sets.js";
import type { TrustCaller } from "../trust/index.js";
import { type CallerColumns, isForUsersOnly } from "./callers.js";
import type { CredentialBook } from "./credentials.js";
import type { Environments } from "./environments.js";
import { type Holdings, holdingColumns, isSecretFree, toHoldings } from "./holdings.js";
import type { Owners } from "./owners.js";
import type { RecordJoiner, RecordPool } from "./record-joiner.js";
import { isServiceLike } from "./service-like.js";

export interface IdentityFrame {
  readonly book: CredentialBook;
  readonly callers: ReadonlyMap<string, readonly TrustCaller[]>;
  readonly read: ReadSets;
  readonly owners: Owners;
  readonly environments: Environments;
  readonly pool: RecordPool;
  readonly join: RecordJoiner;
  readonly callerColumns: CallerColumns;
}

/** What the account as a whole needs to know of one of its principals. */
export interface IdentityCount {
  readonly scope: string;
  /** Not only a person; undefined when it cannot be told. */
  readonly isWorkload: boolean | undefined;
  readonly isSecretFree: boolean | undefined;
}

export interface IdentityResult {
  readonly fact: DerivedFact;
  /** Undefined for what is no identity of its own: groups, root, roles that AWS keeps. */
  readonly count: IdentityCount | undefined;
}

/** Columns of one principal, and how it counts in its account. */
export function toIdentity(node: StoredNode, frame: IdentityFrame): IdentityResult {
  const label = { id: node.id, name: node.name, scope: node.scope, tags: node.properties["tags"] };
  const { columns, count } = byType(node, frame);
  const owner = frame.owners.columnsOf(node);
  const environment = frame.environments.columnsOf(label);
  return { fact: { node: node.id, columns: frame.join(columns, owner, environment) }, count };
}

interface Typed {
  readonly columns: JsonRecord;
  readonly count: IdentityCount | undefined;
}

function byType(node: StoredNode, frame: IdentityFrame): Typed {
  switch (node.type) {
    case "aws.iam-user":
      return user(node, frame);
    case "aws.iam-role":
      return role(node, frame);
    case "aws.root-user":
      return { columns: { jit: "standing", ...holdingColumns(holdingsOf(node, frame)) }, count: undefined };
    default:
      return { columns: {}, count: undefined };
  }
}

function holdingsOf(node: StoredNode, { book, read }: IdentityFrame): Holdings {
  return toHoldings(node, book.byPrincipal.get(node.id) ?? [], read);
}

function user(node: StoredNode, frame: IdentityFrame): Typed {
  const holdings = holdingsOf(node, frame);
  const serviceLike = isServiceLike({
    name: node.name,
    path: textOf(node.properties["path"]) ?? "/",
    tags: node.properties["tags"],
  });
  const secretFree = isSecretFree(holdings);
  const isWorkload = serviceLike || holdings.isProgramHeld;
  return {
    columns: frame.pool({
      ...holdingColumns(holdings),
      service_like: serviceLike,
      jit: "standing",
      ...(secretFree !== undefined && { secret_free: secretFree }),
    }),
    count: { scope: node.scope, isWorkload, isSecretFree: secretFree },
  };
}

const NOBODY: readonly TrustCaller[] = [];
const ROLE: JsonRecord = { static_credential_count: 0, jit: "session" };
const FREE: JsonRecord = { secret_free: true };
const NOT_FREE: JsonRecord = { secret_free: false };

/** A role holds nothing static: whoever takes it gets a session. One that only users take needs what they hold. */
function role(node: StoredNode, { callers, join, callerColumns }: IdentityFrame): Typed {
  const { properties } = node;
  const isAwsKept = properties["is_service_linked"] === true || properties["is_reserved"] === true;
  const trusts = callers.get(node.id);
  // a role without a single trust node was either read as trusting nobody, or its trust policy is a gap
  if (trusts === undefined && node.document === undefined) {
    return {
      columns: ROLE,
      count: isAwsKept ? undefined : { scope: node.scope, isWorkload: true, isSecretFree: undefined },
    };
  }
  const isSecretFree = !isForUsersOnly(trusts ?? NOBODY);
  return {
    columns: join(ROLE, callerColumns(trusts ?? NOBODY), isSecretFree ? FREE : NOT_FREE),
    count: isAwsKept ? undefined : { scope: node.scope, isWorkload: true, isSecretFree },
  };
}
