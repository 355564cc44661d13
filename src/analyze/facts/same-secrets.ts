// The same secret in several places: told by marks that say nothing of the secret itself. A keyed hash where a value was seen,
// the hash of a public key, the thumbprint of a certificate, the id of an access key whose secret lies there.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import { CREDENTIAL_TYPES } from "./credentials.js";

const AGENT = "agent.config-secret";
/** Most places that are named. */
const MOST = 10;

interface Copy {
  /** Node that the facts are about. */
  readonly id: string;
  /** What the secret opens, or whose configuration it stands in. */
  readonly holder: string;
  /** The same for one file that was read twice, in a checkout and at its server. */
  readonly place: string;
  /** The place as a checkout would have it, which knows the last two names of a project below a subgroup; undefined in one. */
  readonly inCheckout?: string | undefined;
  readonly isOfAgent: boolean;
}

/**
 * Columns of every credential whose secret is held in more than one place: `same_secret_count` (places), `same_secret_in`
 * (their ids, ten at most), `is_first_copy`; the same among configurations of agents alone. In one pass.
 */
export function* sameSecretFacts(input: Pick<AnalysisInput, "types" | "nodes" | "edges">): Iterable<DerivedFact> {
  const types = input.types("credential");
  const groups = new Map<string, Copy[]>();
  const places = new Map<string, Pick<Copy, "place" | "inCheckout">>();
  const add = (mark: string, copy: Copy): void => {
    addTo(groups, mark, copy);
  };
  // AWS's own say nothing by which they could be compared, and a large account has many.
  const comparable = types.filter((type) => !CREDENTIAL_TYPES.includes(type));
  for (const node of comparable.length === 0 ? [] : input.nodes(comparable)) {
    const mark = markOf(node);
    if (mark === undefined) continue;
    const copy = toCopy(node);
    places.set(copy.holder, copy);
    add(mark, copy);
  }
  const keys = types.includes("aws.access-key");
  for (const { kind, from, to } of keys ? input.edges(["holds", "stores"]) : []) {
    // Of a configuration of an agent the server holds the secret, and the secret stores the key.
    const holder = kind === "stores" ? from.replace(/\/[^/]+\/[^/]+$/, "") : from;
    if (/^AKIA[A-Z0-9]{16}$/.test(to))
      add(`aws:${to}`, { place: holder, ...places.get(holder), id: to, holder, isOfAgent: false });
  }
  for (const copies of groups.values()) yield* factsOf(copies);
}

/** Undefined where nothing tells the secret from others, and where it opens nothing any more. */
function markOf({ properties }: StoredNode): string | undefined {
  if (properties["status"] === "inactive" || properties["looks_secret"] === false) return undefined;
  const join = textOf(properties["join"]);
  if (join !== undefined) return `value:${join}`;
  const key = textOf(properties["fingerprint"]);
  if (key !== undefined) return `key:${key.replace(/=+$/, "")}`;
  const thumbprint = textOf(properties["thumbprint"]);
  return thumbprint === undefined ? undefined : `certificate:${thumbprint}`;
}

function toCopy({ id, type, parent, scope, properties }: StoredNode): Copy {
  const holder = parent ?? scope;
  const isOfAgent = type === AGENT;
  const repository = isOfAgent ? textOf(properties["repository"]) : undefined;
  const below = holder.indexOf("/agent/");
  if (repository === undefined || below < 0) return { id, holder, place: holder, isOfAgent };
  const file = holder.slice(below);
  const place = `${repository}${file}`;
  if (holder.startsWith("repo:")) return { id, holder, place, isOfAgent };
  return { id, holder, place, inCheckout: `${repository.split("/").slice(-2).join("/")}${file}`, isOfAgent };
}

function* factsOf(copies: readonly Copy[]): Iterable<DerivedFact> {
  const holders = holdersOf(copies);
  if (holders.length < 2) return;
  const agents = copies.filter(({ isOfAgent }) => isOfAgent);
  const agentHolders = holdersOf(agents);
  const [first] = sorted(copies.map(({ id }) => id));
  const [firstAgent] = sorted(agents.map(({ id }) => id));
  const told = new Set<string>();
  for (const { id } of copies) {
    if (told.has(id)) continue;
    told.add(id);
    yield {
      node: id,
      columns: {
        same_secret_count: holders.length,
        same_secret_in: holders.slice(0, MOST),
        is_first_copy: id === first,
        ...(agents.length > 0 && { same_secret_agents: agentHolders.length }),
        ...(id === firstAgent && { is_first_agent_copy: true }),
      },
    };
  }
}

/** One holder for each place. */
function holdersOf(copies: readonly Copy[]): readonly string[] {
  const elsewhere = new Map(copies.map(({ place, inCheckout }) => [inCheckout, place]));
  const first = new Map<string, string>();
  for (const { holder, place, inCheckout } of copies) {
    const at = inCheckout === undefined ? (elsewhere.get(place) ?? place) : place;
    const before = first.get(at);
    if (before === undefined || compareText(holder, before) < 0) first.set(at, holder);
  }
  return sorted([...first.values()]);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}
