// Trusts that name what is gone: a repository of a crawled owner that is not in its list. Whoever makes one of that name
// again may be accepted.
import { accepts, type FederatedTrust } from "../trust/federated.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { type RunKind, tokensOf } from "./github-token.js";

export interface MissingSubject {
  /** `owner/name`, each once, sorted. */
  readonly missing: readonly string[];
  /** An owner that was crawled is named. */
  readonly isAbout: boolean;
  /** Everything that the trust names could be looked up. */
  readonly isKnown: boolean;
}

const SUBJECT = /^repo:([^/:@*?]+)\/([^:/@*?]+)(?::|$)/;
const REPOSITORY = /^([^/:@*?]+)\/([^:/@*?]+)$/;

/** What a trust names; undefined when it names no repository by its name alone. */
export function missingSubject(
  trust: FederatedTrust,
  owners: readonly CiOwner[],
  now: Date,
): MissingSubject | undefined {
  const named = new Set<string>();
  let hasId = false;
  // of a pool of Google: what the provider and the bound identity demand together
  for (const constraints of trust.conditions.alternatives) {
    for (const { key, texts, kind, isNegated } of constraints) {
      if (kind !== "match" || isNegated) continue;
      const claim = key.slice(key.lastIndexOf(":") + 1);
      if (claim === "repository_id") hasId = true;
      const pattern = claim === "sub" ? SUBJECT : claim === "repository" ? REPOSITORY : undefined;
      for (const text of pattern ? texts : []) {
        const [, owner, name] = pattern?.exec(text) ?? [];
        if (owner !== undefined && name !== undefined) named.add(`${owner}/${name}`);
      }
    }
  }
  if (named.size === 0 || hasId) return undefined;
  const missing: string[] = [];
  let isKnown = true;
  let isAbout = false;
  for (const full of [...named].sort()) {
    const [login = "", name = ""] = full.split("/");
    const owner = owners.find(
      (one) => one.login.toLowerCase() === login.toLowerCase() && one.issuer === trust.issuer.name.toLowerCase(),
    );
    isAbout ||= owner !== undefined;
    if (owner === undefined || !owner.isListed) isKnown = false;
    else if (!namesOf(owner.repositories).has(name.toLowerCase()) && wouldAccept(trust, owner, name, now))
      missing.push(full);
  }
  return { missing, isAbout, isKnown };
}

/** Worked out once a list: every trust asks. */
const namesIn = new WeakMap<readonly CiRepository[], ReadonlySet<string>>();

function namesOf(repositories: readonly CiRepository[]): ReadonlySet<string> {
  const known = namesIn.get(repositories);
  if (known !== undefined) return known;
  const names = new Set(repositories.map(({ name }) => name.toLowerCase()));
  namesIn.set(repositories, names);
  return names;
}

const KINDS: readonly RunKind[] = ["branch", "tag", "environment", "pull_request", "target"];

/**
 * Whether some run of a repository of that name would get in, were it made again. Where a condition names one repository and
 * another names another, as a provider of Google and a binding may, neither of them ever does.
 */
function wouldAccept(trust: FederatedTrust, owner: CiOwner, name: string, now: Date): boolean {
  return (["names", "ids"] as const).some((form) => {
    const remade = toRemade(owner, name, form);
    return KINDS.some((kind) =>
      tokensOf(remade, { kind }).some((token) => accepts(trust, token, now).verdict !== "blocked"),
    );
  });
}

/** The repository as whoever makes it again chooses it. */
function toRemade(owner: CiOwner, name: string, form: "names" | "ids"): CiRepository {
  return {
    id: "",
    owner,
    numericId: undefined,
    name,
    isPrivate: undefined,
    visibility: undefined,
    isArchived: false,
    defaultBranch: "main",
    form,
    prefix: undefined,
    keys: [],
    rules: { protections: undefined, rulesets: undefined, defaultBranch: "main" },
    allowsForking: undefined,
    forkApproval: undefined,
    forkRuns: undefined,
    actionsApprove: undefined,
    branches: [],
    environments: [],
    areEnvironmentsRead: true,
    jobs: [],
    actions: new Map(),
  };
}
