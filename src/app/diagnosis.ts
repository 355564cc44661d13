// What `nhi doctor` found, before it is put into words.
import type { MissingPart } from "./missing-parts.js";

/** Something that a sign-in lacks, what is not read without it, and the rules that are not evaluated then. */
export interface PricedLack {
  readonly what: string;
  readonly dataSets: readonly string[];
  readonly rules: readonly string[];
}

export interface SourceHealth {
  readonly source: string;
  readonly answers: boolean;
  /** Who we are there, or why it does not answer. */
  readonly message: string;
  /** Scope that the source is, as far as it says. */
  readonly scope: string | undefined;
  /** What the sign-in lacks, where the provider tells before anything is read. */
  readonly lacks?: readonly PricedLack[];
}

/** A scope of which something is known. */
export interface ScopeHealth {
  readonly scope: string;
  readonly name: string;
  /** ISO time of the last reading. */
  readonly readAt: string | undefined;
  readonly dataSets: number;
  readonly complete: number;
}

export interface Diagnosis {
  readonly sources: readonly SourceHealth[];
  /** Sign-ins that are there and have to be named, when no source was. */
  readonly others: readonly string[];
  readonly scopes: readonly ScopeHealth[];
  readonly missing: readonly MissingPart[];
}
