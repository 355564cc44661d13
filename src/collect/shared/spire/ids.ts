// SPIFFE ids as texts. Pure.
import { textOf } from "../../fields.js";

export interface SpiffeId {
  readonly uri: string;
  readonly trustDomain: string;
  readonly path: string;
}

/** spiffe/spiffe, standards/SPIFFE-ID.md: a trust domain in small letters, segments of letters, digits, dots, dashes, underscores. */
const SPIFFE = /^spiffe:\/\/([a-z0-9._-]+)((?:\/[A-Za-z0-9._-]+)*)$/;

/** Undefined for what is no SPIFFE id. */
export function parseSpiffeId(value: unknown): SpiffeId | undefined {
  const [uri, trustDomain, path = ""] = SPIFFE.exec(textOf(value) ?? "") ?? [];
  if (uri === undefined || trustDomain === undefined || /\/\.\.?(?:\/|$)/.test(path)) return undefined;
  return { uri, trustDomain, path };
}
