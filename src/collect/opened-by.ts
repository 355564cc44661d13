// What a secret in a text opens, as far as the text says it: the account of a storage key, what a signature (SAS) is limited to, the
// id of a Google key, the application of a client secret. Names and limits, never the value. Pure.
import type { JsonRecord } from "../model/words.js";
import { properties } from "./fields.js";

/** A secret where it stands. */
export interface Written {
  readonly value: string;
  readonly detector: string;
  /** The text that it is part of, and where it begins there. */
  readonly text: string;
  readonly start: number;
  /** Where its companions may stand: the file, the settings of one server. */
  readonly around: string;
}

const STORAGE_KEY = /^[A-Za-z0-9+/]{86}==$/;
const ACCOUNT = "([a-z0-9]{3,24})";
/** Public Azure, China, US Government, and Germany as it was. */
const SERVICE_HOST =
  /https?:\/\/([a-z0-9]{3,24})(?:-secondary)?\.(blob|dfs|file|queue|table)\.(?:core\.windows\.net|core\.chinacloudapi\.cn|core\.usgovcloudapi\.net|core\.cloudapi\.de)(?::443)?(?:\/([^?\s"'`;<>]*)|(?=[?\s"'`;<>]|$))/gi;
const NAMED_ACCOUNT = new RegExp(
  `\\b(?:AccountName|(?:azure_?)?storage_?account(?:_?name)?)["'\`]?\\s*[:=]\\s*["'\`]?${ACCOUNT}\\b`,
  "gi",
);
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const CLIENT_ID = new RegExp(
  `(?:client_?id|app(?:lication)?_?id|servicePrincipalId)["'\`]?\\s*[:=]\\s*["'\`]?(${UUID})`,
  "gi",
);

/** In: a secret and its surroundings. Out: what names the other end; undefined where nothing does. */
export function openedBy(written: Written): JsonRecord | undefined {
  if (STORAGE_KEY.test(written.value)) return storageKey(written);
  switch (written.detector) {
    case "azure-sas-signature":
      return signature(written);
    case "google-service-account-key":
      return googleKey(written);
    case "azure-client-secret": {
      const client = nearest(written, CLIENT_ID)?.[1];
      return client === undefined ? undefined : { client_id: client.toLowerCase() };
    }
    default:
      return undefined;
  }
}

/** The account in the same connection string, else the one that is named nearest. */
function storageKey(written: Written): JsonRecord | undefined {
  const own = enclosing(written).match(new RegExp(`AccountName=${ACCOUNT}(?:;|$)`, "i"))?.[1];
  const named = own ?? nearest(written, NAMED_ACCOUNT)?.[1] ?? nearest(written, SERVICE_HOST)?.[1];
  return named === undefined ? undefined : { storage_account: named.toLowerCase() };
}

/** A signature says itself what it is limited to. */
function signature(written: Written): JsonRecord | undefined {
  const whole = enclosing(written);
  const address = [...whole.matchAll(SERVICE_HOST)].at(-1) ?? nearest(written, SERVICE_HOST);
  const account = address?.[1] ?? nearest(written, NAMED_ACCOUNT)?.[1];
  if (account === undefined) return undefined;
  const given = new URLSearchParams(/[^?;\s"'`]*$/.exec(beforeSignature(whole))?.[0] ?? "");
  const after = new URLSearchParams(/sig=[^;\s"'`]*/.exec(whole)?.[0] ?? "");
  const said = (name: string): string | undefined => given.get(name) ?? after.get(name) ?? undefined;
  const path = address?.[3]?.split("/").filter((part) => part !== "") ?? [];
  return {
    storage_account: account.toLowerCase(),
    signature: properties({
      service: address?.[2]?.toLowerCase(),
      permissions: said("sp"),
      services: said("ss"),
      resource_types: said("srt"),
      resource: said("sr"),
      container: path[0],
      blob: path.length > 1 ? path.slice(1).join("/") : undefined,
      starts_at: timeOf(said("st")),
      expires_at: timeOf(said("se")),
      policy: said("si"),
      addresses: said("sip"),
      by_user: said("skoid") === undefined ? undefined : true,
    }),
  };
}

function beforeSignature(whole: string): string {
  return whole.slice(0, Math.max(0, whole.search(/[?&]sig=/) + 1));
}

function timeOf(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The file of a key is one object: its id and its account stand beside the key. */
function googleKey(written: Written): JsonRecord | undefined {
  const id = nearest(written, /["']private_key_id["']\s*:\s*["']([0-9a-f]{16,64})["']/gi)?.[1];
  return id === undefined ? undefined : { google_key: id.toLowerCase() };
}

/** The text up to the next quote, blank or end of line on both sides. */
function enclosing({ text, start, value }: Written): string {
  const before = /[^\s"'`<>]*$/.exec(text.slice(Math.max(0, start - 2000), start))?.[0] ?? "";
  const after = /^[^\s"'`<>]*/.exec(text.slice(start + value.length, start + value.length + 2000))?.[0] ?? "";
  return before + value + after;
}

/** Of all that fits, what stands closest to the secret; where the secret is not in the surroundings, what comes first. */
function nearest({ around, value }: Written, pattern: RegExp): RegExpMatchArray | undefined {
  const at = Math.max(0, around.indexOf(value));
  let best: RegExpMatchArray | undefined;
  for (const match of around.matchAll(pattern)) {
    const distance = Math.abs((match.index ?? 0) - at);
    if (best === undefined || distance < Math.abs((best.index ?? 0) - at)) best = match;
  }
  return best;
}
