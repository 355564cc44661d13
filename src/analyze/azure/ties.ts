// Which credential of an application something that holds secrets keeps. Its value is never read, so this is told from names, tags
// and dates; how sure it is goes onto the edge.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { Json } from "../../model/words.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";

const STORES = ["azure.blob-container", "azure.cosmos-database", "azure.key-vault-secret"];
const HOUR = 3_600_000;
/** What a name says besides whose it is; a container called after an application alone holds anything of it. */
const SECRET_WORDS = /secret|password|credential|cert|pfx|pem|token|(?:^|[^a-z])key/i;

interface Application {
  readonly name: string;
  readonly credentials: readonly StoredNode[];
}

/** Draws what each store keeps. In: nodes of Entra and Azure, and the stores of which it is known better. */
export function drawTies(input: AnalysisInput, drawing: Drawing, known: ReadonlySet<string>): void {
  const there = new Set(input.types("resource"));
  const stores = STORES.filter((type) => there.has(type));
  if (stores.length === 0) return;
  const applications = readApplications(input);
  if (applications.byPrincipal.size === 0) return;
  for (const store of input.nodes(stores)) {
    if (known.has(store.id)) continue;
    for (const { credential, why } of keptIn(store, applications)) {
      drawing.edge({
        kind: "stores",
        from: store.id,
        to: credential.id,
        judgement: uncertain(`it holds the credential: ${why}`),
      });
    }
  }
}

interface Known {
  readonly byPrincipal: ReadonlyMap<string, Application>;
  /** Key id, client id, name in lower case → the service principals that it may mean. */
  readonly byWord: ReadonlyMap<string, readonly string[]>;
  readonly byKey: ReadonlyMap<string, StoredNode>;
  /** Longest first: a name that is part of another one means the other. */
  readonly names: readonly string[];
}

function readApplications(input: AnalysisInput): Known {
  const credentials = new Map<string, StoredNode[]>();
  const byKey = new Map<string, StoredNode>();
  for (const node of input.nodes(["entra.client-secret", "entra.certificate"])) {
    if (node.parent === undefined || node.properties["status"] !== "active") continue;
    if (node.properties["usage"] === "sign") continue;
    byKey.set(node.id.slice(node.id.lastIndexOf("/") + 1), node);
    addTo(credentials, node.parent, node);
  }
  const byPrincipal = new Map<string, Application>();
  const byWord = new Map<string, string[]>();
  const note = (word: Json | undefined, principal: string): void => {
    if (typeof word !== "string" || word.length < 3) return;
    addTo(byWord, word.toLowerCase(), principal);
  };
  const names = new Set<string>();
  for (const { id, name, properties } of credentials.size === 0 ? [] : input.nodes(["entra.service-principal"])) {
    const held = credentials.get(id);
    if (held === undefined) continue;
    byPrincipal.set(id, { name, credentials: held });
    note(properties["app_id"], id);
    note(name, id);
    if (name.length >= 4) names.add(slug(name));
  }
  for (const [id, { name }] of byPrincipal) note(`slug ${slug(name)}`, id);
  return { byPrincipal, byWord, byKey, names: [...names].sort((a, b) => b.length - a.length || compareText(a, b)) };
}

interface Kept {
  readonly credential: StoredNode;
  readonly why: string;
}

function keptIn(store: StoredNode, known: Known): readonly Kept[] {
  const tags = textsIn(store.properties["tags"]);
  const words = [store.name, ...tags].map((one) => one.toLowerCase());
  for (const word of words) {
    const credential = known.byKey.get(word);
    if (credential !== undefined) return [{ credential, why: "its key id is written beside it" }];
  }
  // a tag names an application: whole, by its client id or its name
  const tagged = tags.flatMap((tag) => known.byWord.get(tag.toLowerCase()) ?? []);
  const isOfSecrets = store.type === "azure.key-vault-secret" || SECRET_WORDS.test(store.name);
  if (tagged.length === 1 && isOfSecrets) return narrowed(store, tagged[0] ?? "", "a tag names the application", known);
  const name = slug(store.name);
  const part = SECRET_WORDS.test(store.name) ? known.names.find((one) => isPartOf(one, name)) : undefined;
  const [principal, other] = part === undefined ? [] : (known.byWord.get(`slug ${part}`) ?? []);
  if (principal === undefined || other !== undefined) return [];
  return narrowed(store, principal, "its name is that of the application", known);
}

/** Of several credentials those that were made when the store was last changed; all of them where no date says. */
function narrowed(store: StoredNode, principal: string, why: string, { byPrincipal }: Known): readonly Kept[] {
  const held = byPrincipal.get(principal)?.credentials ?? [];
  const changed = timeOf(store.properties["updated_at"]);
  const dated = held.filter(({ properties }) => {
    const made = timeOf(properties["created_at"]);
    return made !== undefined && changed !== undefined && Math.abs(made - changed) <= HOUR;
  });
  return (dated.length > 0 ? dated : held).map((credential) => ({ credential, why }));
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Whole words of it. */
function isPartOf(part: string, name: string): boolean {
  return `-${name}-`.includes(`-${part}-`);
}

function textsIn(tags: Json | undefined): readonly string[] {
  if (typeof tags !== "object" || tags === null) return [];
  return Object.values(tags).filter((one): one is string => typeof one === "string");
}

function timeOf(value: Json | undefined): number | undefined {
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
