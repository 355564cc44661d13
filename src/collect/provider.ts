// What a provider offers to the rest: a live source, a reader of its part of a bundle, and what it knows its files by.
import type { GraphBatch } from "../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../model/collector.js";
import type { Bundle } from "./bundle.js";
import type { CollectOptions } from "./options.js";

/** Something that has to be granted, and what is not read without it. */
export interface Lack {
  /** For people: `scope admin:org`. */
  readonly what: string;
  readonly dataSets: readonly string[];
}

/** Who we are at a source. */
export interface SourceIdentity {
  /** For people: ARN and account. */
  readonly message: string;
  /** Id of the scope that the credentials belong to. */
  readonly scope: string | undefined;
  /** What the sign-in lacks, where the provider tells before anything is read. */
  readonly lacks?: readonly Lack[];
}

export interface Provider {
  /** The collector of a source, `aws:prod`. */
  source(source: string, options: CollectOptions): Collector;
  /** Who the credentials of a source are. Throws AuthError or ProviderError. */
  identify(source: string, options: CollectOptions): Promise<SourceIdentity>;
  /** Everything of the provider in a bundle. */
  collectBundle(bundle: Bundle, context: CollectContext): AsyncIterable<GraphBatch>;
  /** What collectBundle would read. */
  planBundle(bundle: Bundle): Promise<readonly PlannedCall[]>;
  /** Where a plain file (the output of one command of the vendor's CLI) stands in a bundle; undefined when it is not its own. */
  placeOf(file: string): Promise<string | undefined>;
}
