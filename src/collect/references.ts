// Texts that stand where a secret will be: references that a shell, a template, a client or a vault replaces, and words that
// say "put it here". One answer for every source: a secret that is only referred to, is stored elsewhere.

/**
 * What is replaced before it is used: `${NAME}`, `$(command)`, `{{ template }}`, `%NAME%`, and the schemes of vaults. The default
 * of `${NAME:-default}` stands there as it is.
 */
const REFERENCE =
  /\$\{(?!\w+:-)[^{}]*\}|\$\{\w+:-|%[A-Za-z_]\w*%|\{(?:env|file|input):[^{}]*\}|\$?\{\{[^{}]*\}\}|\$\([^()]*\)|\(\([\w./-]+\)\)|#\{[^{}]*\}#?|@Microsoft\.(?:KeyVault|AppConfiguration)\([^()]*\)|\b(?:op|vault|keychain|infisical|doppler):\/\/[^\s@]+/gi;
/** Plain words between angle brackets: a drawn password may have brackets, and hardly letters alone between them. */
const WORDS = /<[A-Za-z]+(?:[ _.-][A-Za-z]+)*>/g;
/** In a text that is only looked through, what is to be put there may be said in any words. */
const ANGLED = /<[^<>]{1,80}>/g;
/** A variable of a shell: within a longer text a password may well have a `$`. */
const VARIABLE = /\$[A-Za-z_]\w*/g;
/** The spot of a secret, or a secret that was taken out. */
const MARK = String.raw`|x+|\*+|\.+|-+|#+|[[(<{*#-]*(?:redacted|removed|masked|hidden|omitted|sanitized)[\])>}*#-]*|<.*>|%s|\{\w*\}`;
const MARKED = new RegExp(`^(?:${MARK})$`, "i");
/** The same, and words and settings that nobody takes for a secret; as a password, `123456` and `changeme` are one. */
const PLACEHOLDER = new RegExp(
  String.raw`^(?:${MARK}|true|false|\d+|null|none|n\/a|undefined|todo|tbd|change[-_ ]?(?:me|it)|placeholder.*|example.*|dummy.*|your[-_ ].*)$`,
  "i",
);
/** A whole text that begins so names where the secret is. */
const LOCATION =
  /^(?:arn:aws|\{\{resolve:|\$\(|vault:|op:\/\/|ssm:|secretsmanager:|projects\/[^/]+\/secrets\/|!(?:Ref|Sub|GetAtt)\b)/i;
const SCHEME = /^\s*(?:Bearer|Basic|Token|ApiKey|Api-Key|Key)?\s*/i;
const URL_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)([^@]*)@(?=[^\s@])/i;
/** Name of a field with a secret in `Password=x;…`, as drivers of databases and of queues take it. */
const FIELD = /(?:password|passwd|pwd|secret|token|accountkey|accesskey)$/i;
/** So many characters beside references may be a secret. */
const SHORTEST = 6;

/** A text with blanks for what it refers to, so that all offsets stay; variables of a shell too. */
export function withoutReferences(text: string): string {
  return [REFERENCE, ANGLED, VARIABLE].reduce(blank, text);
}

/**
 * Whether a text is no secret itself: `reference` where something else is put in its place (whole, or for the password in an
 * address or a connection string), `placeholder` where it only marks the spot. Undefined: it may be one.
 */
export function standsForSecret(text: string): "reference" | "placeholder" | undefined {
  if (PLACEHOLDER.test(text)) return "placeholder";
  if (LOCATION.test(text)) return "reference";
  const masked = maskedOf(text);
  const [, before = "", password] = URL_PASSWORD.exec(masked) ?? [];
  if (password !== undefined) return standIn(text.slice(before.length, before.length + password.length), password);
  const fields = fieldsIn(masked);
  if (fields.length > 0) {
    const kinds = fields.map(({ start, value }) => standIn(text.slice(start, start + value.length), value));
    return kinds.includes(undefined) ? undefined : kinds[0];
  }
  const start = SCHEME.exec(text)?.[0].length ?? 0;
  return start === text.length ? undefined : standIn(text.slice(start), masked.slice(start));
}

/** The same of the password alone. */
export function standsForPassword(password: string): boolean {
  return standIn(password, maskedOf(password)) !== undefined;
}

/** Values of fields with a secret, and where they begin. */
function fieldsIn(text: string): readonly { readonly start: number; readonly value: string }[] {
  let at = 0;
  return text.split(";").flatMap((part) => {
    const equals = part.indexOf("=") + 1;
    const start = at + equals;
    at += part.length + 1;
    return equals > 0 && FIELD.test(part.slice(0, equals - 1).trimEnd()) ? [{ start, value: part.slice(equals) }] : [];
  });
}

function standIn(text: string, masked: string): "reference" | "placeholder" | undefined {
  if (MARKED.test(text.trim())) return "placeholder";
  if (/^\$[A-Za-z_]\w*$/.test(text.trim())) return "reference";
  return masked !== text && masked.replace(/\s/g, "").length < SHORTEST ? "reference" : undefined;
}

function maskedOf(text: string): string {
  return [REFERENCE, WORDS].reduce(blank, text);
}

function blank(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => " ".repeat(found.length));
}
