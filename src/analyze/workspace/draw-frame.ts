// What the edges of a Workspace customer are worked out with, and what they become.
import type { DerivedEdge, DerivedNode } from "../../model/analysis.js";
import type { CloudSide, Customer } from "./estate.js";
import type { PublisherOf } from "./holders.js";
import type { Summarize } from "./scopes.js";

export interface DrawFrame {
  readonly customer: Customer;
  readonly cloud: CloudSide;
  readonly summarize: Summarize;
  readonly publisherOf: PublisherOf;
}

export interface DrawnCustomer {
  readonly nodes: DerivedNode[];
  readonly edges: DerivedEdge[];
}
