// What every request passes through: only listed calls, one origin, https except on loopback.
import { ProviderError } from "../../model/errors.js";
import { refuseInTheClear } from "../loopback.js";
import { type AzureCall, callName } from "./call.js";

export class Guard {
  readonly #base: string;
  readonly #calls: readonly { readonly method: string; readonly name: string; readonly pattern: RegExp }[];

  constructor(base: string, calls: readonly AzureCall[]) {
    this.#base = base;
    this.#calls = calls.map((call) => ({
      method: call.http ?? "GET",
      name: callName(call),
      pattern: toPattern(call.path),
    }));
  }

  /** Name of the call that a request makes. Throws ProviderError when it is none of ours. */
  check(method: string, url: string): string {
    const at = new URL(url);
    refuseInTheClear(at);
    const address = `${at.origin}${at.pathname}`;
    const path = address.startsWith(`${this.#base}/`) ? address.slice(this.#base.length) : undefined;
    const isClimbing = path === undefined || /\/\.\.?(?:\/|$)|%2e/i.test(path);
    const call = isClimbing
      ? undefined
      : this.#calls.find((one) => one.method === method && one.pattern.test(path ?? ""));
    if (call !== undefined) return call.name;
    throw new ProviderError(`${method} ${address} is not on the list of calls that nhi makes`);
  }
}

/** Next links may write providers in another case than the reference. */
function toPattern(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part.startsWith("{+")) return "[^/]+(?:/[^/]+)*";
    return part.startsWith("{") ? "[^/]+" : part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("/")}$`, "i");
}
