// What there is to take over on Azure, as the engine asks for it: identities, workloads, what holds data, scopes, and the sets of
// them that assignments on scopes go to.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { Target, World } from "../scoped/world.js";
import type { AzureEstate } from "./environment.js";
import { kindsOf, SCOPE_KINDS, TYPES, unreadBy } from "./kinds.js";

export interface AzureWorld extends World {
  /** Subscriptions contain resource groups, which hold what is in them. */
  drawContents(): void;
  /** Scopes right below a scope: management groups and subscriptions, and the resource groups of a subscription. */
  scopesBelow(place: string): readonly string[];
}

/** What the estate holds, for the engine. Nodes of sets that something leads to are added to the drawing. */
export function createWorld(input: AnalysisInput, estate: AzureEstate, drawing: Drawing): AzureWorld {
  return new EstateWorld(input, estate, drawing);
}

class EstateWorld implements AzureWorld {
  private readonly estate: AzureEstate;
  private readonly drawing: Drawing;
  /** Kind → place at or below which they are → targets; from the resource itself up to its subscription. */
  private readonly targets = new Map<string, Map<string, Target[]>>();
  /** Resource group → what is in it. */
  private readonly groups = new Map<string, Set<string>>();
  private readonly sets = new Map<string, string | undefined>();
  private readonly unreadIn = new Map<string, readonly string[]>();

  constructor(input: AnalysisInput, estate: AzureEstate, drawing: Drawing) {
    this.estate = estate;
    this.drawing = drawing;
    const there = new Set([...input.types("resource"), ...input.types("workload"), ...input.types("principal")]);
    const vaults = new Map<string, StoredNode>();
    for (const node of input.nodes(["azure.key-vault"])) vaults.set(node.id, node);
    const types = TYPES.filter((type) => there.has(type));
    for (const node of types.length === 0 ? [] : input.nodes(types)) this.addNode(node, vaults);
  }

  private addNode(node: StoredNode, vaults: ReadonlyMap<string, StoredNode>): void {
    const { resource } = node.properties;
    if (typeof resource !== "string") return;
    const target = { node: node.id, place: resource, identity: undefined };
    for (const kind of kindsOf(node, vaults)) this.add(kind, target);
    const group = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/.exec(resource)?.[0];
    // what is in a resource is held by the resource
    if (group === undefined || node.parent !== undefined) return;
    const held = this.groups.get(group) ?? new Set<string>();
    this.groups.set(group, held.add(node.id));
  }

  private add(kind: string, target: Target): void {
    const places = this.targets.get(kind) ?? new Map<string, Target[]>();
    this.targets.set(kind, places);
    for (let at: string | undefined = target.place; at !== undefined; at = this.parent(at)) {
      addTo(places, at, target);
      if (this.estate.places.levelOf(at) === "subscription") return;
    }
  }

  parent(place: string): string | undefined {
    return this.estate.places.parent(place);
  }

  isScope(place: string): boolean {
    return this.estate.places.isScope(place);
  }

  list(kind: string, place: string): readonly Target[] {
    const places = this.targets.get(kind);
    if (places === undefined) return [];
    const level = this.estate.places.levelOf(place);
    if (level !== "tenant" && level !== "management-group") return places.get(place) ?? [];
    return this.estate.places.subscriptionsIn(place).flatMap((one) => places.get(one) ?? []);
  }

  scopesBelow(place: string): readonly string[] {
    return [...this.estate.places.containers.keys(), ...this.groups.keys()].filter((one) => this.parent(one) === place);
  }

  node(kind: string, place: string): string | undefined {
    const level = SCOPE_KINDS[kind];
    if (level !== undefined) return this.scopeNode(level, place);
    const key = `${kind} ${place}`;
    if (!this.sets.has(key)) this.sets.set(key, this.drawSet(kind, place));
    return this.sets.get(key);
  }

  /** One target stands for itself. A subscription's set has its members; that above it has the sets of its subscriptions. */
  private drawSet(kind: string, place: string): string | undefined {
    const { places } = this.estate;
    const level = places.levelOf(place);
    const isAbove = level === "tenant" || level === "management-group";
    const members = isAbove
      ? places.subscriptionsIn(place).flatMap((one) => this.node(kind, one) ?? [])
      : (this.targets.get(kind)?.get(place) ?? []).map(({ node }) => node);
    const [only] = members;
    if (only === undefined) return undefined;
    if (level === "resource" && members.length === 1) return only;
    const id = `set:azure:${place}/${kind.replace("azure.", "")}`;
    const where = places.containers.get(place)?.name ?? place.slice(place.lastIndexOf("/") + 1);
    const scope = places.nodeOf(places.subscriptionsIn(place)[0] ?? place) ?? "";
    this.drawing.node({
      id,
      kind: "set",
      type: "azure.all",
      name: `all ${wordOf(kind)} of ${where}`,
      scope,
      properties: {},
    });
    for (const member of members) this.drawing.edge({ kind: "includes", from: id, to: member, judgement: GRANTED });
    return id;
  }

  private scopeNode(level: string, place: string): string | undefined {
    const { places } = this.estate;
    if (places.levelOf(place) !== level) return undefined;
    if (level === "resource-group" && !this.groups.has(place)) return undefined;
    return places.nodeOf(place);
  }

  /** Identities of Azure are where they are: what runs as one of another scope runs as it all the same. */
  foreign(): readonly Target[] {
    return [];
  }

  unread(kind: string, place: string): readonly string[] {
    const dataSet = unreadBy(kind);
    const { places, isRead } = this.estate;
    const subscriptions = places.subscriptionsIn(place);
    if (dataSet === undefined || subscriptions.length === 0) return [];
    // Asked for every caller and technique that holds something there.
    const key = `${dataSet} ${place}`;
    const known = this.unreadIn.get(key);
    if (known !== undefined) return known;
    const missing = subscriptions.filter((one) => !isRead(places.nodeOf(one) ?? "", dataSet));
    const answer = missing.length === subscriptions.length ? [place] : missing;
    this.unreadIn.set(key, answer);
    return answer;
  }

  spared(_: readonly string[], place: string): readonly string[] {
    return [place];
  }

  guarded(): readonly string[] {
    return [];
  }

  drawContents(): void {
    for (const [group, held] of this.groups) {
      const id = `azure:${group}`;
      const subscription = this.estate.places.parent(group) ?? "";
      const scope = this.estate.places.nodeOf(subscription) ?? "";
      const name = group.slice(group.lastIndexOf("/") + 1);
      this.drawing.node({ id, kind: "set", type: "azure.resource-group", name, scope, properties: {} });
      this.drawing.edge({ kind: "contains", from: scope, to: id, judgement: GRANTED });
      for (const one of held) this.drawing.edge({ kind: "includes", from: id, to: one, judgement: GRANTED });
    }
  }
}

function wordOf(kind: string): string {
  const word = kind === "identity" ? "managed identities" : `${kind.replace("azure.", "").replaceAll("-", " ")}s`;
  const sorts =
    /(?: maybe)? (?:rbac|abac|policy|keyed|local|standard|templated|entraless|roled|commanded(?: entra)?)s$/;
  return word.replace(sorts, "s").replace(/accesss$/, "accesses");
}
