// What a job of a CI service is, whichever service it is: what its text runs, which variables it sets, what it asks for.
import type { Mapping } from "../gitlab-ci/parse.js";

export interface FoundJob {
  readonly name: string;
  /** Keys and positions that lead to it in the file: its place. */
  readonly path: readonly (string | number)[];
  /** Everything that it runs. */
  readonly script: string;
  readonly variables: Mapping;
  /** Whether it asks for an id-token. */
  readonly hasToken: boolean;
  readonly audiences: readonly string[];
  readonly environment: string | undefined;
  /** Contexts of CircleCI that it gets. */
  readonly contexts: readonly string[];
  /** Text that may name roles beside the script: parameters of an orb, a plugin. */
  readonly more: string;
  /** What decides about it and was not read. */
  readonly undecided: readonly string[];
}

/** A value under several keys, undefined when one is missing. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (found, key) =>
      typeof found === "object" && found !== null ? (found as { [key: string]: unknown })[key] : undefined,
    value,
  );
}
