// What every request passes through: only listed calls, GET alone, one origin, https except on loopback.
import { ProviderError } from "../../../model/errors.js";
import { refuseInTheClear } from "../../loopback.js";

export class Guard {
  readonly #api: string;
  readonly #routes: readonly { readonly name: string; readonly pattern: RegExp }[];

  constructor(api: string, routes: readonly string[]) {
    this.#api = api;
    this.#routes = [...new Set(routes)].map((name) => ({ name, pattern: toPattern(name.slice(name.indexOf("/"))) }));
  }

  /** Name of the call that a request is. Throws ProviderError when it is none of ours. */
  check(method: string, url: string): string {
    const at = new URL(url);
    refuseInTheClear(at);
    const address = `${at.origin}${at.pathname}`;
    const path = address.startsWith(`${this.#api}/`) ? address.slice(this.#api.length) : undefined;
    const route = path === undefined ? undefined : this.#routes.find(({ pattern }) => pattern.test(path));
    if (method === "GET" && route !== undefined) return route.name;
    throw new ProviderError(`${method} ${address} is not on the list of calls that nhi makes`);
  }
}

function toPattern(path: string): RegExp {
  const parts = path
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}
