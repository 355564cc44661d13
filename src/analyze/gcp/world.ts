// What there is to take over on Google Cloud, as the engine asks for it: service accounts, workloads, data, scopes, and the sets of
// them that grants on scopes go to.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { oncePerWord } from "../../model/once.js";
import { SIGNATURE } from "../../model/signature.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import type { Target, World } from "../scoped/world.js";
import { createConstraints } from "./constraints.js";
import { deputiesOf } from "./deputies.js";
import type { GoogleEstate } from "./environment.js";
import { thingsByPolicy } from "./things-by-policy.js";
import { drawWorkforcePools, WORKFORCE_POOL } from "./workforce-pools.js";

/** Data sets of the types that techniques work on. */
const DATA_SETS: { readonly [type: string]: string } = {
  "gcp.instance": "gcp/compute:instances",
  "gcp.function": "gcp/cloudfunctions:functions",
  "gcp.run-service": "gcp/run:services",
  "gcp.run-job": "gcp/run:jobs",
  "gcp.build-trigger": "gcp/cloudbuild:triggers",
  "gcp.scheduler-job": "gcp/cloudscheduler:jobs",
  "gcp.dataproc-cluster": "gcp/dataproc:clusters",
  "gcp.app-engine": "gcp/appengine:app",
  "gcp.workflow": "gcp/workflows:workflows",
  "gcp.composer-environment": "gcp/composer:environments",
  "gcp.notebook-instance": "gcp/notebooks:instances",
  "gcp.kubernetes-cluster": "gcp/container:clusters",
  "gcp.dataflow-job": "gcp/dataflow:jobs",
  "gcp.eventarc-trigger": "gcp/eventarc:triggers",
  "gcp.deployment": "gcp/deploymentmanager:deployments",
};
const SCOPES: ReadonlySet<string> = new Set(["gcp.project", "gcp.folder", "gcp.organization"]);

export interface GoogleWorld extends World {
  /** Facets that were asked for, by the nodes that they are of. */
  readonly facets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Projects contain what is in them. */
  drawContents(): void;
}

/** Types of techniques: what they take over beside service accounts, and what only has to be there. */
interface Types {
  readonly targets: readonly string[];
  readonly present: readonly string[];
}

/** Facet → the nodes that have it apart from themselves; a facet that is not here every node has. */
type Faceted = ReadonlyMap<string, Having>;

interface Having {
  readonly nodes: ReadonlySet<string>;
  /** The others have no such thing, where they else stand for it themselves. */
  readonly isOnly?: boolean;
}

/** What the estate holds, for the engine. Nodes of sets that something leads to are added to the drawing. */
export function createWorld(
  input: AnalysisInput,
  estate: GoogleEstate,
  types: Types,
  faceted: Faceted,
  drawing: Drawing,
): GoogleWorld {
  return new EstateWorld(input, estate, types, faceted, drawing);
}

class EstateWorld implements GoogleWorld {
  readonly facets = new Map<string, Set<string>>();
  readonly spared: World["spared"];
  readonly doubt: NonNullable<World["doubt"]>;
  readonly guarded: World["guarded"];
  private readonly estate: GoogleEstate;
  private readonly drawing: Drawing;
  private readonly having: Faceted;
  /** Kind → project or other place → targets. */
  private readonly targets = new Map<string, Map<string, Target[]>>();
  private readonly byPlace = new Map<string, Target>();
  private readonly sets = new Map<string, string | undefined>();
  /** Answers about all projects of a scope, which every caller with something there asks for. */
  private readonly unreadIn = oncePerWord((dataSet) => oncePerWord((scope) => this.findUnread(dataSet, scope)));
  /** Kinds that only have to be there. */
  private readonly present: ReadonlySet<string>;

  constructor(
    input: AnalysisInput,
    estate: GoogleEstate,
    { targets, present }: Types,
    having: Faceted,
    drawing: Drawing,
  ) {
    this.estate = estate;
    this.drawing = drawing;
    this.having = having;
    this.present = new Set(present);
    ({ spared: this.spared, doubt: this.doubt, guarded: this.guarded } = createConstraints(estate));
    const types = [...targets, ...present];
    for (const { node, place, project } of estate.accounts.values())
      this.add("identity", { node: node.id, place }, `projects/${project}`);
    for (const node of input.nodes(types.filter((type) => type.startsWith("gcp.") && !SCOPES.has(type))))
      this.addNode(node);
    for (const { type, place, name, scope } of thingsByPolicy(estate)) {
      if (this.byPlace.has(`${type} ${place}`)) continue;
      const id = `gcp:${place.slice(2)}`;
      const within = scope === undefined ? "" : `gcp:${scope}`;
      this.drawing.node({ id, kind: "resource", type, name, scope: within, properties: {} });
      this.add(type, { node: id, place }, scope);
    }
    for (const { kind, node, place, project } of deputiesOf(estate))
      if (targets.includes(kind)) this.add(kind, { node, place }, project);
  }

  private add(kind: string, target: Target, scope: string | undefined): void {
    const places = this.targets.get(kind) ?? new Map<string, Target[]>();
    this.targets.set(kind, places);
    const key = scope ?? "";
    addTo(places, key, target);
    this.byPlace.set(`${kind} ${target.place}`, target);
  }

  private addNode({ id, type, properties }: StoredNode): void {
    const { full_name: fullName, project, service_account: account } = properties;
    if (typeof fullName !== "string") return;
    const place = this.estate.places.placeOf(fullName, typeof project === "string" ? project : undefined);
    const identity = typeof account === "string" ? this.estate.accounts.get(account)?.place : undefined;
    const isNarrow = Array.isArray(properties["access_scopes"]);
    this.add(type, { node: id, place, identity, isNarrow }, this.estate.places.scopeOf(place));
  }

  parent(place: string): string | undefined {
    return this.estate.places.parent(place);
  }

  isScope(place: string): boolean {
    return this.estate.places.isScope(place);
  }

  private scopeOf(place: string): string | undefined {
    return this.estate.places.scopeOf(place);
  }

  list(kind: string, place: string): readonly Target[] {
    if (SCOPES.has(kind)) return this.scopesIn(kind, place).map((one) => ({ node: `gcp:${one}`, place: one }));
    if (!this.isScope(place)) {
      const target = this.byPlace.get(`${kind} ${place}`);
      return target === undefined ? [] : [target];
    }
    const places = this.targets.get(kind);
    if (places === undefined) return [];
    return this.estate.places.projectsIn(place).flatMap((project) => places.get(project) ?? []);
  }

  /** Scopes of a type at or below another. */
  private scopesIn(kind: string, place: string): readonly string[] {
    const { places } = this.estate;
    if (kind === "gcp.project") return places.projectsIn(place);
    const own = place.startsWith(`${kind.slice("gcp.".length)}s/`) ? [place] : [];
    const below = kind === "gcp.folder" ? places.foldersOf(place).flatMap((one) => this.scopesIn(kind, one)) : [];
    return [...own, ...below];
  }

  node(kind: string, place: string, facet?: string): string | undefined {
    if (SCOPES.has(kind)) return this.scopeNode(kind, place);
    if (kind === WORKFORCE_POOL) return this.workforcePools(place);
    if (!this.isScope(place)) return this.faceted(this.byPlace.get(`${kind} ${place}`)?.node, facet);
    const key = `${kind} ${place} ${facet ?? ""}`;
    if (!this.sets.has(key)) this.sets.set(key, this.drawSet(kind, place, facet));
    return this.sets.get(key);
  }

  private faceted(node: string | undefined, facet: string | undefined): string | undefined {
    if (node === undefined || facet === undefined) return node;
    const having = this.having.get(facet);
    if (having?.nodes.has(node) === false) return having.isOnly === true ? undefined : node;
    const nodes = this.facets.get(facet) ?? new Set<string>();
    this.facets.set(facet, nodes.add(node));
    return `${node}#${facet}`;
  }

  /** Whether any target at or below a scope has the facet apart from itself. */
  private hasApart(kind: string, place: string, facet: string): boolean {
    const having = this.having.get(facet);
    if (having === undefined) return true;
    return having.nodes.size > 0 && this.list(kind, place).some(({ node }) => having.nodes.has(node));
  }

  /** A project's set has its members; that of a folder has the sets of its projects. */
  private drawSet(kind: string, place: string, facet: string | undefined): string | undefined {
    if (facet !== undefined && !this.hasApart(kind, place, facet))
      return this.having.get(facet)?.isOnly === true ? undefined : this.node(kind, place);
    const isProject = place.startsWith("projects/");
    const members = isProject
      ? (this.targets.get(kind)?.get(place) ?? [])
          .filter((target) => !isForeign(target, place))
          .flatMap((target) => this.faceted(target.node, facet) ?? [])
      : this.estate.places.projectsIn(place).flatMap((project) => this.node(kind, project, facet) ?? []);
    if (members.length === 0) return undefined;
    const set = this.set(kind, place, facet);
    this.drawing.node(set);
    for (const to of members) this.drawing.edge({ kind: "includes", from: set.id, to, judgement: GRANTED });
    return set.id;
  }

  set(kind: string, place: string, facet?: string): DerivedNode {
    const word = kind === "identity" ? "service accounts" : `${(kind.split(".")[1] ?? kind).replaceAll("-", " ")}s`;
    const where = this.estate.places.containers.get(place)?.node?.name ?? place;
    return {
      id: `set:gcp:${place}/${word.replaceAll(" ", "-")}${facet === undefined ? "" : `#${facet}`}`,
      kind: "set",
      type: "gcp.all",
      name: `all ${word} of ${where}`,
      scope: `gcp:${place}`,
      properties: {},
    };
  }

  /** Only organisations have such pools; of which one each is no list that is read tells. */
  private workforcePools(place: string): string | undefined {
    if (!place.startsWith("organizations/")) return undefined;
    const id = "set:gcp:workforce-pools";
    if (!this.sets.has(id)) {
      const pools = drawWorkforcePools(this.estate, this.drawing);
      this.sets.set(id, pools.length === 0 ? undefined : id);
      const name = "all workforce pools that bindings name";
      if (pools.length > 0)
        this.drawing.node({ id, kind: "set", type: "gcp.all", name, scope: `gcp:${place}`, properties: {} });
      for (const to of pools) this.drawing.edge({ kind: "includes", from: id, to, judgement: GRANTED });
    }
    return this.sets.get(id);
  }

  private scopeNode(kind: string, place: string): string | undefined {
    if (!this.isScope(place)) return undefined;
    const own = place.startsWith("projects/")
      ? "gcp.project"
      : place.startsWith("folders/")
        ? "gcp.folder"
        : "gcp.organization";
    if (own === kind) return `gcp:${place}`;
    if (kind === "gcp.organization" || own === "gcp.project") return undefined;
    const key = `${kind} ${place}`;
    if (this.sets.has(key)) return this.sets.get(key);
    const { places } = this.estate;
    // a folder has what is in it, folders too
    const parts = kind === "gcp.project" ? places.projectsIn(place) : places.foldersOf(place);
    const set = this.set(kind, place);
    const id = parts.length === 0 ? undefined : set.id;
    if (id !== undefined) {
      this.drawing.node(set);
      for (const part of parts)
        this.drawing.edge({ kind: "includes", from: id, to: `gcp:${part}`, judgement: GRANTED });
    }
    this.sets.set(key, id);
    return id;
  }

  foreign(kind: string, place: string): readonly Target[] {
    return this.list(kind, place).filter((target) => {
      const scope = this.scopeOf(target.place);
      return scope !== undefined && isForeign(target, scope);
    });
  }

  unread(kind: string, place: string): readonly string[] {
    const dataSet = DATA_SETS[kind];
    if (dataSet === undefined) return [];
    const scope = this.scopeOf(place);
    if (scope === undefined) return [];
    return this.unreadIn(dataSet)(scope);
  }

  private findUnread(dataSet: string, scope: string): readonly string[] {
    const projects = this.estate.places.projectsIn(scope);
    const missing = projects.filter((one) => !this.estate.isRead(`gcp:${one}`, dataSet));
    return missing.length === projects.length && missing.length > 0 ? [scope] : missing;
  }

  drawContents(): void {
    for (const [kind, places] of this.targets) {
      // nobody takes those over: they give way to an account, which its project contains anyway
      if (this.present.has(kind)) continue;
      for (const project of places.keys()) {
        if (project === "") continue;
        const set = this.node(kind, project, kind === "identity" ? SIGNATURE : undefined);
        const own = { kind: "contains", from: `gcp:${project}`, judgement: GRANTED } as const;
        if (set !== undefined) this.drawing.edge({ ...own, to: set });
        for (const { node } of this.foreign(kind, project)) this.drawing.edge({ ...own, to: node });
      }
    }
  }
}

/** It runs as an identity of another scope. */
function isForeign({ identity }: Target, scope: string): boolean {
  return identity !== undefined && !identity.includes(`/${scope}/`);
}
