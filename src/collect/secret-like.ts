// Whether a named value is a secret, told by its name and by what its mark says of it. The value itself is gone by then.
import { HARMLESS, type SecretMark } from "./secrets.js";

/** Parts of a name that announce a secret. */
const ANNOUNCES =
  /(?:secret|passw(?:or)?d|passphrase|(?:^|_)pwd(?:_|$)|(?:^|_)pass(?:_|$)|token|api_?key|access_?key|private_?key|signing_?key|(?:storage|account)_?key|encryption_?key|credential|connection_?string|(?:^|_)dsn(?:_|$)|(?:^|_)pat(?:_|$)|client_?secret|(?:^|_)auth(?:_?key)?$)/;

/** Ends of a name that say that it is about a secret: where it is, how long it lives, whose it is. */
const IS_ABOUT =
  /_(?:arn|name|names|id|ids|path|file|filename|dir|location|url|uri|host|endpoint|ttl|seconds|minutes|hours|days|length|size|limit|limits|header|type|version|region|enabled|disabled|expiry|expiration|expires|count|prefix|suffix|issuer|audience|algorithm|alg|policy|required|rotation|source|provider|key_name|param|parameter|max|min|alias|bucket|table|cert|certificate|cert_hash|checksum|fingerprint|thumbprint)$/;

/** Shorter texts are settings, not secrets. */
const SHORTEST = 6;

/** Whether the value under a name is a secret: a known format whatever its name, another text when its name announces it. */
export function isSecretLike(name: string, mark: SecretMark): boolean {
  if (isHarmless(mark.type) || mark.id !== undefined) return false;
  if (mark.type !== "text") return true;
  return mark.length >= SHORTEST && announcesSecret(name);
}

/** Whether a name says that a secret is under it: DB_PASSWORD and apiToken, but not SECRET_ARN, TOKEN_TTL, KEYBOARD. */
export function announcesSecret(name: string): boolean {
  const words = toWords(name);
  return ANNOUNCES.test(words) && !IS_ABOUT.test(words);
}

/** Headers of a request that say who sends it. */
const SIGNS_IN = /^(?:proxy-)?authorization$|^cookie$|^x-(?:api-key|auth-token)$/i;

/** Whether the value of a header signs in: `Authorization`. */
export function signsIn(header: string): boolean {
  return SIGNS_IN.test(header);
}

function isHarmless(type: string): boolean {
  return HARMLESS.some((known) => known === type);
}

/** DbPassword, db-password and DB_PASSWORD as db_password. */
function toWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+/, "")
    .toLowerCase();
}
