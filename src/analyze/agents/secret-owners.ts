// Whose the credentials of agents are, as far as their public parts say: the user whose access key it is, whether that is a person,
// and the environment that it belongs to.
import type { AnalysisInput, DerivedFact, StoredNode, StoredScope } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
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

/** Credentials in configurations that are tied to somebody by the access key that they store: whose that key is. */
export function readOwners(
  input: Pick<AnalysisInput, "types" | "nodes" | "links">,
): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  if (!input.types("credential").includes(SECRET)) return owners;
  const secrets = new Set([...input.nodes([SECRET])].map(({ id }) => id));
  const keys = new Map<string, string[]>();
  for (const [, from, to] of input.links(["stores"])) if (secrets.has(from)) addTo(keys, to, from);
  if (keys.size === 0) return owners;
  for (const [, from, to] of input.links(["authenticates_as"])) {
    for (const secret of keys.get(from) ?? []) addTo(owners, secret, to);
  }
  return owners;
}

/** Those that are tied to a user which was read. */
export function readOwned(
  input: Pick<AnalysisInput, "nodes">,
  owners: ReadonlyMap<string, readonly string[]>,
  environments: Environments,
): ReadonlyMap<string, Owned> {
  const owned = new Map<string, Owned>();
  if (owners.size === 0) return owned;
  const users = new Map<string, string[]>();
  for (const [secret, some] of owners) for (const user of some) addTo(users, user, secret);
  for (const user of input.nodes(["aws.iam-user"])) {
    for (const secret of users.get(user.id) ?? []) {
      const { id, name, scope, properties } = user;
      const { environment } = environments.columnsOf({ id, name, scope, tags: properties["tags"] });
      owned.set(secret, { user, isPerson: isPerson(user), environment: textOf(environment) });
    }
  }
  return owned;
}

/** Credentials that may be of a scope of which not all was read, by what says so in the file. */
interface Kind {
  /** What they are called by: nothing for secrets that are no such credential. */
  nameOf(properties: StoredNode["properties"]): string | undefined;
  /** Type of the scopes that have them. */
  readonly scope: string;
  /** Read whole, these tell all of them. */
  readonly dataSets: readonly string[];
  /** Types of what they are of, and the property by which that is called; undefined for its name. */
  readonly of: readonly string[];
  readonly by: string | undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const ACCESS_KEY = /^(?:AKIA|ASIA)/;

const KINDS: readonly Kind[] = [
  {
    nameOf: ({ public_part: part }) => ACCESS_KEY.exec(textOf(part) ?? "")?.input,
    scope: "aws.account",
    dataSets: ["aws/iam:access-keys", "aws/iam:account-authorization-details"],
    of: [],
    by: undefined,
  },
  {
    nameOf: (properties) => openedBy(properties, "google_key"),
    scope: "gcp.project",
    dataSets: ["gcp/iam:service-accounts", "gcp/iam:service-account-keys"],
    of: ["gcp.service-account-key"],
    by: "key_id",
  },
  {
    nameOf: (properties) => openedBy(properties, "client_id"),
    scope: "entra.tenant",
    dataSets: ["entra/graph:applications", "entra/graph:service-principals"],
    of: ["entra.application", "entra.service-principal"],
    by: "app_id",
  },
  {
    nameOf: (properties) => openedBy(properties, "storage_account"),
    scope: "azure.subscription",
    dataSets: ["azure/storage:accounts"],
    of: ["azure.storage-account"],
    by: undefined,
  },
];

function openedBy({ opens }: StoredNode["properties"], name: string): string | undefined {
  const isRecord = typeof opens === "object" && opens !== null && !Array.isArray(opens);
  return isRecord ? textOf((opens as JsonRecord)[name]) : undefined;
}

/**
 * Credentials in configurations of which nobody knows what they open, although a scope was crawled of which not all of their kind was
 * read: they may be of that one. Access keys of AWS, keys of service accounts of Google, secrets of applications of Entra, and keys
 * and signatures of storage accounts.
 */
export function readOpen(
  input: Pick<AnalysisInput, "scopes" | "types" | "nodes">,
  secrets: readonly StoredNode[],
  owned: ReadonlyMap<string, Owned>,
): ReadonlySet<string> {
  const scopes = [...input.scopes()];
  const open = new Set<string>();
  for (const kind of KINDS) {
    const named = secrets.flatMap(({ id, properties }) => {
      const name = owned.has(id) ? undefined : kind.nameOf(properties);
      return name === undefined ? [] : [{ id, name: name.toLowerCase() }];
    });
    if (named.length === 0 || !scopes.some((scope) => isReadInPart(scope, kind))) continue;
    const known = namesOf(input, kind);
    for (const { id, name } of named) if (!known.has(name)) open.add(id);
  }
  return open;
}

function isReadInPart(scope: StoredScope, { scope: type, dataSets }: Kind): boolean {
  return (
    scope.type === type &&
    scope.coverage.length > 0 &&
    dataSets.some((dataSet) => wasRead(scope, dataSet, "every") !== true)
  );
}

/** What of a kind was read, as credentials call it. */
function namesOf(input: Pick<AnalysisInput, "types" | "nodes">, { of, by }: Kind): ReadonlySet<string> {
  const there = new Set([...input.types("principal"), ...input.types("credential"), ...input.types("resource")]);
  const types = of.filter((type) => there.has(type));
  const names = new Set<string>();
  for (const { name, properties } of types.length === 0 ? [] : input.nodes(types))
    names.add((by === undefined ? name : (textOf(properties[by]) ?? "")).toLowerCase());
  return names;
}

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
