// Whose the credentials of agents are, as far as their public parts say: the user whose access key it is, whether that is a person,
// and the environment that it belongs to.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Environments } from "../facts/environments.js";
import { isPerson } from "../facts/people.js";
import { textOf } from "../properties.js";

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

/** What a credential opens, as columns: the user behind it, and whether that is a person where it is known. */
export function* ownedFacts(owned: ReadonlyMap<string, Owned>): Iterable<DerivedFact> {
  for (const [node, { user, isPerson: person }] of owned) {
    yield { node, columns: { opens: user.name, ...(person !== undefined && { opens_person: person }) } };
  }
}
