// What a call to Azure Resource Manager is, and what a resource is: the two words that adding to the crawl needs.
import type { Cleaner, SecretPath } from "../secrets.js";

/** One request that nhi may make. The client refuses every other. */
export interface AzureCall {
  /** As Microsoft's reference names it: `/subscriptions/{subscription}/providers/Microsoft.KeyVault/vaults`; `{+id}` is a whole resource id. */
  readonly path: string;
  readonly apiVersion: string;
  /** POST only where reading is a POST: Azure Resource Graph. */
  readonly http?: "POST";
  readonly dataSet: string;
  /** Operation that opens it, as a role definition writes it. */
  readonly permission: string;
  /** How often, for --dry-run: "1", "1 per key vault". */
  readonly count: string;
  /** The answer is a list (`value`, of Resource Graph `data`). */
  readonly list?: "value" | "data";
  /** `{role}` in a value is the one that is asked about. */
  readonly query?: { readonly [name: string]: string };
  /** What tells answers of one path apart in a bundle, with parameters as in a query. */
  readonly param?: readonly [name: string, value: string];
  readonly secrets?: readonly SecretPath[];
  /** Takes out what holds a secret only in a part of it, before anyone sees the answer. */
  readonly clean?: Cleaner;
}

/** What is crawled: subscriptions hold resources; management groups hold subscriptions; the tenant is the root of them. */
export type ContainerKind = "tenant" | "group" | "subscription";

export const OF_SUBSCRIPTION: readonly ContainerKind[] = ["subscription"];

export type Params = { readonly [name: string]: string };

/** How a call is named in evidence and messages: `GET /subscriptions/{subscription}/resources`. */
export function callName({ path, http }: Pick<AzureCall, "path" | "http">): string {
  return `${http ?? "GET"} ${path.replace("{+", "{")}`;
}

/** Segments of the address with the parameters in place, not encoded. */
export function segmentsOf(call: Pick<AzureCall, "path" | "http">, params: Params): readonly string[] {
  return call.path
    .slice(1)
    .split("/")
    .flatMap((segment) => {
      const [, plus, name] = /^\{(\+?)(\w+)\}$/.exec(segment) ?? [];
      if (name === undefined) return [segment];
      const value = params[name];
      if (value === undefined) throw new Error(`${callName(call)}: no ${name}`);
      return plus === "+" ? value.replace(/^\//, "").split("/") : [value];
    });
}

/** A text with the parameters in place: `roleDefinitionId eq '{role}'`. */
export function withParams(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}

const GROUPS = "providers/microsoft.management/managementgroups/";

/** Where a bundle keeps the answer to an address: below the subscription or management group that it is about. */
export function placeOf(segments: readonly string[]): readonly string[] {
  const [first = "", second = "", third = ""] = segments;
  if (first.toLowerCase() === "subscriptions" && second !== "") {
    return ["azure", second.toLowerCase(), ...segments.slice(2)];
  }
  const isGroup = `${first}/${second}/${third}/`.toLowerCase() === GROUPS && segments.length > 3;
  return isGroup ? ["azure", "managementGroups", ...segments.slice(3)] : ["azure", ...segments];
}
