// What a call of a small REST API is: enough to send it, to find its answer in a bundle and to print what opens it.
import { AnswerFault } from "../../fault.js";
import type { Page } from "../../page.js";
import type { Cleaner, SecretPath } from "../../secrets.js";
import type { Shape } from "../../shape.js";
import type { Refusable, Shaped } from "./answer.js";

/** One request that nhi may make. The client refuses every other. */
export interface RestCall extends Shaped, Refusable {
  /** Method and path below the server's address: `GET /api/v2/context/:id/environment-variable`. */
  readonly route: string;
  /** Data set that it serves. */
  readonly dataSet: string;
  /** What opens it, in words. */
  readonly access: string;
  /** How often, for --dry-run: "1", "1 per context". */
  readonly count: string;
  readonly query?: { readonly [name: string]: string };
  /** Parameter that goes into the query, and into the name of the answer in a bundle. */
  readonly param?: { readonly name: string; readonly query: string; readonly file: string };
  /** Where the answer says that there is more, and how that is asked for. */
  readonly paging?: { readonly query: string; readonly next: (page: Page) => string | undefined };
  /** Form of the answer that is asked for, where it is not plain JSON. */
  readonly accept?: string;
  /** Fields that decide what is found, with their types. */
  readonly shape?: Shape;
  /** What is left out would say something: an answer with a field that does not fit is of no use at all. */
  readonly isOne?: boolean;
  readonly secrets?: readonly SecretPath[];
  readonly clean?: Cleaner;
}

export type Params = { readonly [name: string]: string };

/** Path of a route with its parameters in place, each decoded. */
export function segmentsOf(route: string, params: Params): readonly string[] {
  const path = route.slice(route.indexOf("/") + 1);
  return path.split("/").map((segment) => {
    if (!segment.startsWith(":")) return segment;
    const value = params[segment.slice(1)];
    if (value === undefined) throw new Error(`${route}: no ${segment}`);
    return value;
  });
}

/** The same as text of an address. Throws AnswerFault for a name that would lead elsewhere. */
export function endpointOf(route: string, params: Params): string {
  const segments = segmentsOf(route, params);
  if (segments.some((segment) => segment === "." || segment === ".." || segment === "")) {
    throw new AnswerFault("failed", "BadName", `${route}: a name that is no name (${segments.join("/")})`);
  }
  return segments.map(encodeURIComponent).join("/");
}
