// The tree of Google Cloud: organisation, folders, projects, and what is in them by full resource name. Google writes the same
// thing by number and by id, by unique id and by e-mail: here each has one place.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { textOf } from "../properties.js";

export interface Container {
  /** `projects/acme-prod`, `folders/1`, `organizations/1`. */
  readonly place: string;
  /** Node id, which is the id of the scope. */
  readonly id: string;
  readonly number: string | undefined;
  readonly parent: string | undefined;
  readonly node: StoredNode | undefined;
}

export interface Places {
  readonly containers: ReadonlyMap<string, Container>;
  parent(place: string): string | undefined;
  isScope(place: string): boolean;
  /** The place of a full resource name; `project` is the id or number that the answer gave with it. */
  placeOf(fullName: string, project?: string): string;
  /** The nearest scope of a place, itself included. */
  scopeOf(place: string): string | undefined;
  /** Projects at or below a scope, sorted. */
  projectsIn(place: string): readonly string[];
  /** Folders right below an organisation or folder, sorted. */
  foldersOf(place: string): readonly string[];
}

const CONTAINER = /^\/\/cloudresourcemanager\.googleapis\.com\/((?:projects|folders|organizations)\/[^/]+)$/;
const SCOPE = /^(projects|folders|organizations)\/[^/]+$/;

/** The tree of organisations, folders and projects, as far as it was read. */
export function readPlaces(input: Pick<AnalysisInput, "nodes">): Places {
  return new EstatePlaces(input);
}

class EstatePlaces implements Places {
  readonly containers = new Map<string, Container>();
  private readonly byNumber = new Map<string, string>();
  private readonly accounts = new Map<string, string>();
  private readonly projectOfResource = new Map<string, string>();
  private readonly below = new Map<string, string[]>();
  private folders: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(input: Pick<AnalysisInput, "nodes">) {
    for (const node of input.nodes(["gcp.project", "gcp.folder", "gcp.organization"])) {
      const place = node.id.slice("gcp:".length);
      const number = textOf(node.properties["number"]);
      const parent = textOf(node.properties["parent"]);
      this.containers.set(place, { place, id: node.id, number, parent, node });
      if (number !== undefined) this.byNumber.set(number, place.slice("projects/".length));
    }
    for (const { properties } of input.nodes(["gcp.service-account"])) {
      const { email, unique_id: id } = properties;
      if (typeof email === "string" && typeof id === "string") this.accounts.set(id, email);
    }
  }

  parent(place: string): string | undefined {
    if (SCOPE.test(place)) return this.containers.get(place)?.parent;
    const project = this.projectOfResource.get(place) ?? /^\/\/[^/]+\/(?:v\d+\/)?projects\/([^/]+)\//.exec(place)?.[1];
    return project === undefined ? undefined : `projects/${this.toId(project)}`;
  }

  isScope(place: string): boolean {
    return SCOPE.test(place);
  }

  placeOf(fullName: string, project?: string): string {
    const container = CONTAINER.exec(fullName)?.[1];
    if (container !== undefined) {
      return container.startsWith("projects/")
        ? `projects/${this.toId(container.slice("projects/".length))}`
        : container;
    }
    const place = fullName
      .replace(/\/projects\/([^/]+)\//, (_, id: string) => `/projects/${this.toId(id)}/`)
      .replace(/\/serviceAccounts\/(\d+)$/, (_, id: string) => `/serviceAccounts/${this.accounts.get(id) ?? id}`);
    if (project !== undefined) this.projectOfResource.set(place, this.toId(project));
    return place;
  }

  scopeOf(place: string): string | undefined {
    let at: string | undefined = place;
    while (at !== undefined && !SCOPE.test(at)) at = this.parent(at);
    return at;
  }

  projectsIn(place: string): readonly string[] {
    if (this.below.size === 0) this.fillBelow();
    return this.below.get(place) ?? (place.startsWith("projects/") ? [place] : []);
  }

  foldersOf(place: string): readonly string[] {
    this.folders ??= groupBy(
      [...this.containers.keys()].filter((key) => key.startsWith("folders/")).sort(),
      (key) => this.containers.get(key)?.parent ?? "",
    );
    return this.folders.get(place) ?? [];
  }

  private fillBelow(): void {
    for (const one of [...this.containers.keys()].filter((key) => key.startsWith("projects/")).sort()) {
      const seen = new Set<string>();
      for (let at: string | undefined = one; at !== undefined && !seen.has(at); at = this.containers.get(at)?.parent) {
        seen.add(at);
        addTo(this.below, at, one);
      }
    }
  }

  private toId(project: string): string {
    return this.byNumber.get(project) ?? project;
  }
}

/** A place and what holds it, from near to far, as far as it was read. */
export function withAllAbove(place: string, places: Pick<Places, "parent">): readonly string[] {
  const found = new Set<string>();
  for (let at: string | undefined = place; at !== undefined && !found.has(at); at = places.parent(at)) found.add(at);
  return [...found];
}
