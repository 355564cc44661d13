// What every request passes through: only listed calls, one origin, https except on loopback. A `$batch` is opened and each
// request in it has to be a listed one.
import { ProviderError } from "../../model/errors.js";
import { isFields } from "../fields.js";
import { refuseInTheClear } from "../loopback.js";
import { callName, type EntraCall } from "./call.js";

export class Guard {
  readonly #base: string;
  readonly #calls: readonly { readonly name: string; readonly pattern: RegExp }[];

  constructor(base: string, calls: readonly EntraCall[]) {
    this.#base = base;
    this.#calls = calls.map((call) => ({ name: callName(call), pattern: toPattern(`/${call.version}${call.path}`) }));
  }

  /** Names of the calls that a request makes. Throws ProviderError when one is none of ours. */
  check(method: string, url: string, body?: unknown): readonly string[] {
    const at = new URL(url);
    refuseInTheClear(at);
    const address = `${at.origin}${at.pathname}`;
    const path = address.startsWith(`${this.#base}/`) ? address.slice(this.#base.length) : undefined;
    const version = path === undefined ? undefined : /^\/(v1\.0|beta)\/\$batch$/.exec(path)?.[1];
    if (method === "POST" && version !== undefined) return this.#inBatch(version, body);
    if (method === "GET" && path !== undefined) return [this.#named(path, address)];
    throw new ProviderError(`${method} ${address} is not on the list of calls that nhi makes`);
  }

  #inBatch(version: string, body: unknown): readonly string[] {
    const requests = isFields(body) ? body["requests"] : undefined;
    if (!Array.isArray(requests) || requests.length === 0 || requests.length > 20) {
      throw new ProviderError("a batch of requests that nhi does not make");
    }
    return requests.map((request: unknown) => {
      const { method, url, body: inner } = isFields(request) ? request : {};
      if (method !== "GET" || typeof url !== "string" || inner !== undefined) {
        throw new ProviderError(`${String(method)} in a batch is not on the list of calls that nhi makes`);
      }
      const path = `/${version}${url.replace(/\?.*$/s, "")}`;
      return this.#named(path, path);
    });
  }

  #named(path: string, shown: string): string {
    const plain = path.replace(/%24/gi, "$");
    const call = /\/\.\.?(?:\/|$)|%2e/i.test(plain)
      ? undefined
      : this.#calls.find(({ pattern }) => pattern.test(plain));
    if (call !== undefined) return call.name;
    throw new ProviderError(`GET ${shown} is not on the list of calls that nhi makes`);
  }
}

function toPattern(path: string): RegExp {
  const parts = path
    .split("/")
    .map((part) => (part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}
