// Whose the credentials of agents are, as far as their public parts say: the user whose access key it is, whether that is a person,
// and the environment that it belongs to.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Environments } from "../facts/environments.js";
import { isPerson } from "../facts/people.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";

const SECRET = "agent.config-secret";

export interface Owned {
  readonly user: StoredNode;
  readonly isPerson: boolean | undefined;
  readonly environment: string | undefined;
}

/** Credentials in configurations that are tied to a user which was read. */
export function readOwned(
  input: Pick<AnalysisInput, "types" | "nodes" | "links">,
  environments: Environments,
): ReadonlyMap<string, Owned> {
  const owned = new Map<string, Owned>();
  if (!input.types("credential").includes(SECRET)) return owned;
  const secrets = new Set([...input.nodes([SECRET])].map(({ id }) => id));
  const keys = new Map<string, string[]>();
  for (const [, from, to] of input.links(["stores"])) if (secrets.has(from)) addTo(keys, to, from);
  if (keys.size === 0) return owned;
  const users = new Map<string, string[]>();
  for (const [, from, to] of input.links(["authenticates_as"])) {
    for (const secret of keys.get(from) ?? []) addTo(users, to, secret);
  }
  for (const user of input.nodes(["aws.iam-user"])) {
    for (const secret of users.get(user.id) ?? []) {
      const { id, name, scope, properties } = user;
      const { environment } = environments.columnsOf({ id, name, scope, tags: properties["tags"] });
      owned.set(secret, { user, isPerson: isPerson(user), environment: textOf(environment) });
    }
  }
  return owned;
}

/**
 * Access keys of AWS in configurations whose user is not known, although an account was crawled of which not all keys or users were
 * read: they may be of that one.
 */
export function readOpen(
  input: Pick<AnalysisInput, "scopes">,
  secrets: readonly StoredNode[],
  owned: ReadonlyMap<string, Owned>,
): ReadonlySet<string> {
  const isOpen = [...input.scopes()].some(
    (scope) =>
      scope.type === "aws.account" &&
      scope.coverage.length > 0 &&
      KEYS_OF_USERS.some((dataSet) => wasRead(scope, dataSet, "every") !== true),
  );
  if (!isOpen) return new Set();
  return new Set(
    secrets.flatMap(({ id, properties }) =>
      owned.has(id) || !ACCESS_KEY.test(textOf(properties["public_part"]) ?? "") ? [] : [id],
    ),
  );
}

const KEYS_OF_USERS = ["aws/iam:access-keys", "aws/iam:account-authorization-details"];
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ACCESS_KEY = /^(?:AKIA|ASIA)/;

/** What a credential opens, as columns: the user behind it, whether that is a person where it is known; and whether all that is known. */
export function* ownedFacts(
  secrets: Iterable<StoredNode>,
  owned: ReadonlyMap<string, Owned>,
  open: ReadonlySet<string>,
): Iterable<DerivedFact> {
  for (const { id: node } of secrets) {
    const { user, isPerson: person } = owned.get(node) ?? {};
    const opened =
      user === undefined ? {} : { opens: user.name, ...(person !== undefined && { opens_person: person }) };
    yield { node, columns: { ...opened, opens_known: !open.has(node) } };
  }
}
