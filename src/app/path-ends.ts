// What people type as the start and the end of a path: ids, unique names, classes of sources, `admin`.
import { ANYONE, GOOGLE_ACCOUNTS } from "../analyze/anyone.js";
import { NEW_REPOSITORY } from "../analyze/ci/new-repository.js";
import { capabilityIndex } from "../graph/capability.js";
import type { Target } from "../graph/search.js";
import type { PathEdge } from "../model/analysis.js";
import { compareText } from "../model/compare.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Capability, NodeKind } from "../model/words.js";
import type { KnownNode, Store } from "../store/index.js";
import { theOne } from "./ambiguous.js";
import { checkoutIds } from "./checkout-ends.js";
import { meantName } from "./near-name.js";
import { trustedIds } from "./trusted-ends.js";

export interface PathStart {
  readonly id: string;
  /** What the start holds of itself. */
  readonly capabilities: readonly Capability[];
}

/** Classes of sources that need not be in the graph: nobody may be open to them. */
const CLASS = /^(any:(internet|member)|github:[^/@]+(\/[^@]+)?(@.+)?|gitlab:[^@]+(@.+)?|agents:.+|oidc:.+|saml:.+)$/;

/** Words that are no names. */
const STARTS: readonly string[] = ["any:internet", "any:member"];
const ENDS: readonly string[] = ["admin", ...STARTS];

const START_WORDS =
  "a start may also be any:internet, any:member, github:<owner>/<repo>, gitlab:<group>/<project> or agents:<host>";

/** Kinds whose ids may look like a class (`github:user/7`, `gitlab:gitlab.com/-/users/7`) and mean themselves alone. */
const IDENTITIES: ReadonlySet<NodeKind> = new Set(["principal", "credential", "workload", "session", "trust", "grant"]);

const WRITERS: ReadonlySet<string> = new Set(["github.repository-writers", "gitlab.project-writers"]);

/** What anyone on the internet may be: an account of Google is made by whoever wants one. */
const ANYBODY: readonly string[] = [ANYONE, GOOGLE_ACCOUNTS.id];

const HELD: { readonly [kind in NodeKind]: readonly Capability[] } = {
  principal: ["act"],
  workload: ["act"],
  session: ["act"],
  trust: ["act"],
  grant: ["act"],
  set: ["act"],
  credential: ["read"],
  resource: ["write", "read"],
  scope: ["admin"],
};

/**
 * Start of a path; several nodes where a class has wider ones (any repository of an owner lets each repository in). Empty
 * when it is a class that nothing is open to. A name that fits nothing, or several nodes, is a UsageError.
 */
export function toStarts(text: string, store: Store): readonly PathStart[] {
  const named = store.node(text);
  // writers that a trust names may be covered by patterns of others as well
  const isAlone = named !== undefined && IDENTITIES.has(named.kind) && !WRITERS.has(named.type);
  if (isAlone) return [{ id: named.id, capabilities: HELD[named.kind] }];
  if (CLASS.test(text) || isUntrustedAnchor(text, store)) {
    return [...new Set(classIds(text, store).flatMap((id) => (id === ANYONE ? ANYBODY : [id])))].flatMap((id) => {
      const node = store.node(id);
      return node === undefined ? [] : [{ id, capabilities: HELD[node.kind] }];
    });
  }
  if (text.toLowerCase() === "admin" && store.resolve(text).length === 0) {
    throw new UsageError(
      `"${text}" is where paths lead (--to admin), not where they start; nhi inventory lists identities, with --privileged those that get there, and ${START_WORDS}`,
    );
  }
  const node = findNode(text, store, STARTS);
  return [{ id: node.id, capabilities: HELD[node.kind] }];
}

/** Whether the text is of the certificates of a trust anchor which was read, and which no role trusts: only what is trusted is in the graph. */
export function isUntrustedAnchor(text: string, store: Store): boolean {
  return text.startsWith("x509:") && store.node(text) === undefined && store.node(anchorOf(text)) !== undefined;
}

function anchorOf(text: string): string {
  return text.slice("x509:".length);
}

/**
 * Nodes that a class stands for. Of what was crawled the very set or context: what it reaches because it is that. Else
 * whatever trusts name, and what a checkout of it holds; what is open to everyone is open to each of these.
 */
function classIds(text: string, store: Store): readonly string[] {
  if (text.startsWith("gitlab:")) return gitlabIds(text, store);
  if (text.startsWith("x509:")) return [ANYONE];
  const [withoutContext = text, ...rest] = text.split("@");
  const context = rest.join("@");
  const isRepository = withoutContext.includes("/");
  const repository = isRepository ? repositoryOf(withoutContext, store) : undefined;
  if (repository !== undefined) {
    if (context === "") return [`github:${repository.name}`];
    const found = contextIds(repository, context).filter((id) => store.node(id));
    // branches without protection are not listed: one that is not known is one that a writer makes
    return found.length > 0 ? found : [`${repository.id}@any-branch`];
  }
  const owner = /^github:[^/]+(?=\/)/.exec(withoutContext)?.[0];
  const hubs = ["names", "ids"].map((form) => `set:${withoutContext.toLowerCase()}/${form}`);
  const wider = owner === undefined ? [] : ownerIds(owner, context, store);
  const local = isRepository && text.startsWith("github:") ? checkoutIds(text, store) : [];
  const trusted = trustedIds(isRepository ? withoutContext : `${withoutContext}/*`, store);
  const own = isRepository ? wider : hubs;
  return [...new Set([text, withoutContext, ...own, ...local, ...trusted, ANYONE])];
}

/** What a repository that was not read is because its organisation was: any of its repositories, or a new one. */
function ownerIds(owner: string, context: string, store: Store): readonly string[] {
  const scope = [owner, owner.toLowerCase()].find((id) => store.node(id)?.kind === "scope");
  if (scope === undefined) return [];
  const kinds = context === "pull-request" ? ["pull_request"] : ["branch", "environment", "tag"];
  const hubs = ["names", "ids"].flatMap((form) => {
    const all = `set:${scope.toLowerCase()}/${form}`;
    return [all, ...[...kinds, ...(context === "" ? ["pull_request"] : [])].map((kind) => `${all}/${kind}`)];
  });
  return [...hubs, scope + NEW_REPOSITORY];
}

/**
 * The writers of a project, one of its contexts, or the developers of a group: with the host, as nhi prints it, or without.
 * Of a ref that is not known by name it is a new one.
 */
function gitlabIds(text: string, store: Store): readonly string[] {
  const [name = text, ...rest] = text.split("@");
  const found = store.resolve(name).flatMap((id) => store.node(id) ?? []);
  // A set may have the name of what it is of.
  const plain = store.resolve(name.replace(/^gitlab:(?:[^/]+\.[^/]+\/)?/, "")).flatMap((id) => store.node(id) ?? []);
  const holder = [...found, ...plain].find(({ type }) => /^gitlab\.(?:project|subgroup|group)$/.test(type));
  if (holder === undefined)
    return [text, name, ...groupIds(name, store), ...checkoutIds(text, store), ...trustedIds(name, store), ANYONE];
  if (holder.type !== "gitlab.project") return [`${holder.id}@developers`];
  const context = rest.join("@").replace(/^refs\/(?:heads|tags)\//, "");
  const host = holder.id.slice("gitlab:".length, holder.id.indexOf("/-/"));
  if (context === "") return [`gitlab:${host}/${holder.name}`];
  const wanted = [context, `branch/${context}`, `tag/${context}`].map((suffix) => `${holder.id}@${suffix}`);
  const known = wanted.filter((id) => store.node(id));
  return known.length > 0 ? known : [`${holder.id}@any-branch`];
}

/** What a project that was not read is because the nearest group above it was: any project of that group. */
function groupIds(name: string, store: Store): readonly string[] {
  const path = name.slice("gitlab:".length).replace(/\/?[^/]*$/, "");
  if (path === "") return [];
  const found = [...store.resolve(`gitlab:${path}`), ...store.resolve(path)];
  const groups = found.filter((id) => /^gitlab\.(?:sub)?group$/.test(store.node(id)?.type ?? ""));
  return groups.length > 0 ? groups.map((id) => `${id}@unread-project`) : groupIds(`gitlab:${path}`, store);
}

/** Node of a repository that was crawled; undefined when only trusts name it. */
export function repositoryOf(text: string, store: Store): KnownNode | undefined {
  const found = store.resolve(text).flatMap((id) => store.node(id) ?? []);
  const [known] = found.filter(({ type }) => type === "github.repository");
  if (known !== undefined) return known;
  // the set of its writers has the same name, and comes first
  const plain = store.resolve(text.slice("github:".length)).flatMap((id) => store.node(id) ?? []);
  return plain.find(({ type }) => type === "github.repository");
}

function contextIds({ id }: KnownNode, context: string): readonly string[] {
  const plain = context.replace(/^refs\/(heads|tags)\//, "");
  const isSort = ["pull-request", "any-branch", "any-tag", "any-environment"].includes(plain);
  const kinds = ["branch", "environment"].map((kind) => `${id}@${kind}/${plain}`);
  return isSort ? [`${id}@${plain}`, ...kinds] : kinds;
}

const WANTED: { readonly [kind in NodeKind]: readonly Capability[] } = {
  ...HELD,
  credential: ["read"],
  resource: ["read", "write", "admin"],
};

export interface PathEnd {
  readonly targets: readonly Target[];
  /** The node that was asked for; undefined for `admin`. */
  readonly node: KnownNode | undefined;
}

/** End of a path. `admin` is control of any scope. */
export function toEnd(text: string, store: Store, edges: readonly PathEdge[]): PathEnd {
  if (text === "admin") {
    return { node: undefined, targets: controlledScopes(store, edges) };
  }
  const node = findNode(text, store, ENDS);
  const capabilities = [...WANTED[node.kind]].sort((a, b) => capabilityIndex(a) - capabilityIndex(b));
  return { node, targets: capabilities.map((capability) => ({ node: node.id, capability })) };
}

/** Control of every scope that some edge gives control of; a single resource is none. */
export function controlledScopes(store: Store, edges: readonly PathEdge[]): readonly Target[] {
  const known = new Set(store.scopes().map(({ id }) => id));
  const scopes = new Set<string>();
  for (const { to, capability } of edges) {
    if (capability !== "admin" || scopes.has(to)) continue;
    // folders are scopes that nobody crawls by themselves
    if (to.startsWith("aws:") || known.has(to) || store.node(to)?.kind === "scope") scopes.add(to);
  }
  return [...scopes].sort(compareText).map((node) => ({ node, capability: "admin" }));
}

function findNode(text: string, store: Store, words: readonly string[]): KnownNode {
  const id = theOne(text, store.resolve(bucketOf(text)));
  const node = id === undefined ? undefined : store.node(id);
  if (!node) {
    const meant =
      didYouMean(text, words) || meantName(text, store, `; nhi inventory lists identities, and ${START_WORDS}`);
    throw new UsageError(`"${text}" is no id or name of anything that was read${meant}`);
  }
  return node;
}

/** An object is reached with its bucket. */
function bucketOf(text: string): string {
  return /^arn:[^:]+:s3:::[^/]+/.exec(text)?.[0] ?? text;
}
