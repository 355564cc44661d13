// What a generated estate of the benchmark is: a bundle of a size, with planted ways to control and decoys beside them.

export interface Cloud {
  readonly name: string;
  readonly sizes: readonly [fewer: number, more: number];
  /** Writes a bundle; answers the ids that reach control, and those that only look like it. */
  generate(write: Write, size: number): Planted;
}

/** Writes an answer at a path of the bundle: a value as `<path>.json`, a text as the file itself. */
export type Write = (path: string, value: unknown) => void;

export interface Planted {
  readonly planted: readonly string[];
  readonly decoys: readonly string[];
}

/** One in so many is planted, and one beside it is a decoy. */
export const EACH = 100;

/** The numbers below `size`. */
export function numbersTo(size: number): number[] {
  return Array.from({ length: size }, (_, at) => at);
}

/** An id that nothing else of the kind has. */
export function uuid(kind: number, number: number): string {
  return `0000000${kind}-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
