// What one page becomes, before it is given its scope and data set.
import { addAll } from "../model/add-all.js";
import type { Gap, GraphDocument, GraphEdge, GraphNode, Supplement } from "../model/batch.js";

export interface Part {
  readonly nodes?: readonly GraphNode[];
  readonly supplements?: readonly Supplement[];
  readonly edges?: readonly GraphEdge[];
  readonly documents?: readonly GraphDocument[];
  readonly gaps?: readonly Gap[];
}

/** A part under construction. */
export class PartBuilder {
  readonly nodes: GraphNode[] = [];
  readonly supplements: Supplement[] = [];
  readonly edges: GraphEdge[] = [];
  readonly documents: GraphDocument[] = [];
  readonly gaps: Gap[] = [];

  /** Adds an edge; `more` are its capability, state, confidence and properties where it has any. */
  edge(kind: GraphEdge["kind"], from: GraphEdge["from"], to: GraphEdge["to"], more: Partial<GraphEdge> = {}): void {
    this.edges.push({ kind, from, to, ...more });
  }

  /** Adds what another part holds. */
  append(part: Part): void {
    addAll(this.nodes, part.nodes ?? []);
    addAll(this.supplements, part.supplements ?? []);
    addAll(this.edges, part.edges ?? []);
    addAll(this.documents, part.documents ?? []);
    addAll(this.gaps, part.gaps ?? []);
  }
}

/** The lists of a part that hold something. */
export function filled(part: Part): Part {
  return Object.fromEntries(Object.entries(part).filter(([, list]) => list !== undefined && list.length > 0));
}
