// What a pair is: a way on Google Cloud, and its twin in which one thing is otherwise.
import type { OrganizationBundle } from "./organization-bundle.js";

/** `sure`: with nothing open. `open`: found, and it says what it depends on. `none`: not found. */
export type Expected = "sure" | "open" | "none";

export interface Pair {
  readonly name: string;
  readonly source: string;
  /** What the start of the way is, and its end: `admin`, or an id. */
  make(g: OrganizationBundle, isSafe: boolean): { readonly from: string; readonly to: string };
  readonly vulnerable: Expected;
  readonly safe: Expected;
}
