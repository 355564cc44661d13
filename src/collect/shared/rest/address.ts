// The address of a server that a token is sent to.
import { UsageError } from "../../../model/errors.js";
import { isLoopback } from "../../loopback.js";

export interface ServerAddress {
  /** Scheme, host and path without a slash at its end. */
  readonly base: string;
  /** Host and path without scheme, lower case. */
  readonly host: string;
}

/** Reads an address that people wrote; `from` says where. Throws UsageError for none, or one that would send in the clear. */
export function serverAddress(text: string, from: string): ServerAddress {
  let url: URL;
  try {
    url = new URL(text.includes("://") ? text : `https://${text}`);
  } catch (cause) {
    throw new UsageError(`${from} ${text}: not an address; write it as https://ci.example.com`, { cause });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`${from}: holds a user name or password; leave it out, they come from the environment`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new UsageError(`${from} ${text}: a token is only sent over https, or to a loopback address`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  return { base: `${url.origin}${path}`, host: `${url.host}${path}`.toLowerCase() };
}
