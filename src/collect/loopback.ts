// Whether an address is this machine: the only place that a token may be sent to without encryption.
import { ProviderError } from "../model/errors.js";

/** Whether a host name or address is this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** What a request with a token passes first. Throws ProviderError where the token would go over a network in the clear. */
export function refuseInTheClear(url: URL): void {
  if (url.protocol === "https:" || isLoopback(url.hostname)) return;
  throw new ProviderError(`refused to send a token to ${url.protocol}//${url.host}: use https, or a loopback address`);
}
