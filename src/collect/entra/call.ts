// What a call to Microsoft Graph is, and what a resource is: the two words that adding to the crawl needs.
import type { Cleaner } from "../secrets.js";

/** One request that nhi may make. The client refuses every other. All are GET. */
export interface EntraCall {
  /** As Microsoft's reference names it: `/applications/{id}/owners`. */
  readonly path: string;
  /** Graph has two: what only beta has is asked of beta. */
  readonly version: "v1.0" | "beta";
  /** Data set that it serves. */
  readonly dataSet: string;
  /** Least application permission of Microsoft Graph that opens it: `Application.Read.All`. */
  readonly permission: string;
  /** Licence without which the tenant does not have it: `Microsoft Entra ID P2`. */
  readonly licence?: string;
  /** How often, for --dry-run: "1", "1 per 100 applications". */
  readonly count: string;
  /** The answer is a list (`value`). */
  readonly isList: boolean;
  /** What is left out would say something: an answer with a field that does not fit is of no use at all. */
  readonly isOne?: boolean;
  readonly query?: { readonly [name: string]: string };
  /** About one thing of many: 20 such go in one request. */
  readonly isBatched?: boolean;
  /** Takes out what holds a secret only in a part of it, before anyone sees the answer. */
  readonly clean?: Cleaner;
  /** What tells answers of one path apart in a bundle; `{group}` in the value is the one that is asked about. */
  readonly param?: readonly [name: string, value: string];
}

export type Params = { readonly [name: string]: string };

/** How a call is named in evidence and messages: `GET /v1.0/applications`. */
export function callName({ version, path }: Pick<EntraCall, "version" | "path">): string {
  return `GET /${version}${path}`;
}

/** What opens a call, in words. */
export function accessText({ permission, licence }: Pick<EntraCall, "permission" | "licence">): string {
  return licence === undefined ? permission : `${permission} (${licence})`;
}

/** Path of a call with its parameters in place: segments of the bundle and of the address, not encoded. */
export function segmentsOf(call: EntraCall, params: Params): readonly string[] {
  return call.path
    .slice(1)
    .split("/")
    .map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (name === undefined) return segment;
      const value = params[name];
      if (value === undefined) throw new Error(`${callName(call)}: no ${name}`);
      return value;
    });
}

/** A text with the parameters in place: `groupId eq '{group}'`. */
export function withParams(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}
