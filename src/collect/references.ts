// Texts that stand where a secret will be: references that a shell, a template, a client or a vault replaces, and words that
// say "put it here". One answer for every source: a secret that is only referred to, is stored elsewhere.

/**
 * What is replaced before it is used: `${NAME}`, `$(command)`, `{{ template }}`, `%NAME%`, `<what goes here>`, and the schemes of
 * vaults. The default of `${NAME:-default}` stands there as it is.
 */
const REFERENCE =
  /\$\{(?:[^{}:]*|(?:env|input|file|vault|secret|command|config|workspaceFolder|parameter|resolve|ssm)[:.][^{}]*|\w+\([^{}]*\))\}|\$\{\w+:-|%[A-Za-z_]\w*%|\{(?:env|file|input):[^{}]*\}|\$?\{\{[^{}]*\}\}|\$\([^()]*\)|\(\([\w./-]+\)\)|#\{[^{}]*\}#?|@Microsoft\.(?:KeyVault|AppConfiguration)\([^()]*\)|<[^<>]{1,80}>|\b(?:op|vault|keychain|infisical|doppler):\/\/[^\s@]+/gi;
/** A variable of a shell: within a longer text a password may well have a `$`. */
const VARIABLE = /\$[A-Za-z_]\w*/g;
/** The whole value is a word that nobody takes for a secret. */
const PLACEHOLDER =
  /^(?:|true|false|\d+|x+|\*+|\.+|-+|#+|null|none|n\/a|undefined|todo|tbd|change[-_ ]?(?:me|it)|[[(<{*#-]*(?:redacted|removed|masked|hidden|omitted|sanitized)[\])>}*#-]*|placeholder.*|example.*|dummy.*|your[-_ ].*|<.*>|%s|\{\w*\})$/i;
/** A whole text that begins so names where the secret is. */
const LOCATION =
  /^(?:arn:aws|\{\{resolve:|vault:|op:\/\/|ssm:|secretsmanager:|projects\/[^/]+\/secrets\/|\(\(|!(?:Ref|Sub|GetAtt)\b)/i;
const SCHEME = /^\s*(?:Bearer|Basic|Token|ApiKey|Api-Key|Key)?\s*/i;
const URL_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^@]*)@(?=[^\s@])/i;
/** `Password=x;`, as drivers of databases and of queues take it. */
const FIELD =
  /(?:^|[;\s])\s*(?:[\w ]*(?:password|passwd|pwd|secret|token|accountkey|accesskey|sharedaccesskey))\s*=\s*([^;]*)/gi;
/** What is left beside references is shorter than any secret. */
const LONG_ENOUGH = /[^\s]{6,}/;

/** A text with blanks for what it refers to, so that all offsets stay; variables of a shell too. */
export function withoutReferences(text: string): string {
  return blank(blank(text, REFERENCE), VARIABLE);
}

/**
 * Whether a text is no secret itself: `reference` where something else is put in its place (whole, or for the password in an
 * address or a connection string), `placeholder` where it only marks the spot. Undefined: it may be one.
 */
export function standsForSecret(text: string): "reference" | "placeholder" | undefined {
  if (PLACEHOLDER.test(text)) return "placeholder";
  if (LOCATION.test(text)) return "reference";
  const masked = blank(text, REFERENCE);
  const [, before = "", password] = URL_PASSWORD.exec(masked) ?? [];
  if (password !== undefined) return standIn(text.slice(before.length, before.length + password.length), password);
  const fields = [...masked.matchAll(FIELD)];
  if (fields.length > 0) {
    const kinds = fields.map((match) => {
      const value = match[1] ?? "";
      const start = match.index + match[0].length - value.length;
      return standIn(text.slice(start, start + value.length), value);
    });
    return kinds.includes(undefined) ? undefined : kinds[0];
  }
  const start = SCHEME.exec(text)?.[0].length ?? 0;
  return start === text.length ? undefined : standIn(text.slice(start), masked.slice(start));
}

/** The password of an address: `postgres://user:password@host`. */
export function standsForPassword(password: string): boolean {
  return standIn(password, blank(password, REFERENCE)) !== undefined;
}

function standIn(text: string, masked: string): "reference" | "placeholder" | undefined {
  if (PLACEHOLDER.test(text.trim())) return "placeholder";
  if (/^\$[A-Za-z_]\w*$/.test(text.trim())) return "reference";
  return masked !== text && !LONG_ENOUGH.test(masked) ? "reference" : undefined;
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => " ".repeat(found.length));
}
