// Secrets that stand in a configuration as they are: not those that it only refers to. Places and formats leave, no values.
import { createHmac } from "node:crypto";
import { openedBy } from "../../opened-by.js";
import { withoutReferences } from "../../references.js";
import { announcesSecret } from "../../secret-like.js";
import { HARMLESS, toSecretMark } from "../../secrets.js";
import { type Detector, formatHits, type Hit, isInvented } from "../../token-formats.js";
import type { NamedWord, Server, Word } from "./servers.js";
import { wordsWithin } from "./shell.js";
import { type Mark, type StandInHit, standInsIn, withoutStandIns } from "./stand-ins.js";

/** Where in the configuration of a server a secret stands. */
export type SecretPlace = "environment" | "arguments" | "header" | "address" | "settings";

export interface Literal extends Mark {
  readonly place: SecretPlace;
  /** Name of the variable, option, header or field. */
  readonly name: string;
  /** Offset in the file. */
  readonly offset: number;
  /** The text has a stand-in for it: it comes from a recording. */
  readonly isStandIn?: true;
}

export interface Reader {
  readonly detectors: readonly Detector[];
  readonly joinKey: Buffer;
  /** Where what belongs to a secret may stand, beside its own text. */
  readonly around?: string;
}

const ACCESS_KEY_ID = "aws-access-key-id";
const LAST_FOUR_FROM = 16;
const SHORTEST = 8;
/**
 * Ciphertext of the store of the system, as Electron's safeStorage writes it: base64 of `v10` or `v11`, or of a blob of Windows,
 * perhaps after a mark. https://www.electronjs.org/docs/latest/api/safe-storage
 */
const SEALED = /^(?:__\w+__:)?(?:djE[wx]|AQAAANCMnd8BFdERjHoAwE)[A-Za-z0-9+/]+=*$/;
const SCHEME = /^\s*(?:(?:Bearer|Basic|Token|ApiKey|Api-Key|Key|GitHub-Bearer)\s+)?/i;
const SECRET_HEADER =
  /^(?:proxy-)?authorization$|^cookie$|(?:^|-)(?:api-?key|key|token|secret|auth|pat|credential|password)s?$/i;

/** What of a server, or of a hook, may hold a secret. */
export type Texts = Pick<Server, "command" | "environment" | "url" | "headers" | "others">;

/** Literals of a server or a hook, in the order of the text. */
export function literalsOf(server: Texts, { detectors, joinKey }: Reader): readonly Literal[] {
  const { environment, command, headers, others } = server;
  const around = [...environment, ...headers, ...others].map(({ name, text }) => `${name}=${text}`);
  const reader = { detectors, joinKey, around: [...around, ...command.map(({ text }) => text)].join("\n") };
  const found = [
    ...server.environment.flatMap((word) => named("environment", word, announcesSecret, reader)),
    ...server.headers.flatMap((word) => named("header", word, isSecretName, reader)),
    ...argumentLiterals(server.command, reader),
    ...(server.url === undefined ? [] : addressLiterals("url", server.url, reader)),
    ...settingLiterals(server.others, reader),
  ];
  return found.sort((a, b) => a.offset - b.offset);
}

/** Literals among named texts that belong to no server. */
export function settingLiterals(words: readonly NamedWord[], reader: Reader): readonly Literal[] {
  return words.flatMap((word) => named("settings", word, announcesSecret, reader));
}

/** Literals among texts under the names of their fields, some of them addresses. */
export function textLiterals(words: readonly NamedWord[], reader: Reader): readonly Literal[] {
  return words.flatMap((word) =>
    /^[a-z][\w+.-]*:\/\//i.test(word.text)
      ? addressLiterals(word.name, word, reader)
      : named("settings", word, isSecretName, reader),
  );
}

/** Ids of AWS access keys among the texts of a server; public by themselves. */
export function accessKeyIdsOf({ environment, command, headers, others }: Texts): readonly string[] {
  return [...environment, ...command, ...headers, ...others].flatMap(
    ({ text }) => text.match(/\bAKIA[A-Z2-7]{16}\b/g) ?? [],
  );
}

/** Whether a variable, option or header is called as one that holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_HEADER.test(name) || announcesSecret(name);
}

function named(
  place: SecretPlace,
  { name, text, offset }: NamedWord,
  announces: (name: string) => boolean,
  reader: Reader,
): Literal[] {
  const inner = headersInText(text);
  // Some servers take their headers as one variable that holds JSON.
  if (inner !== undefined) {
    return inner.flatMap((one) =>
      named(place, { ...one, offset: offset + one.offset }, isSecretName, reader).map((literal) => ({
        ...literal,
        name,
      })),
    );
  }
  return distinct(
    literalsIn(text, announces(name), reader).map((hit) => toLiteral(hit, place, name, text, offset, reader)),
  );
}

/** The same secret twice in one text is one. */
function distinct(literals: readonly Literal[]): Literal[] {
  return literals.filter(({ join }, at) => literals.findIndex((one) => one.join === join) === at);
}

function headersInText(text: string): readonly NamedWord[] | undefined {
  if (!/^\s*\{.*:.*\}\s*$/s.test(text) || text.length > 10_000) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return undefined;
    return Object.entries(parsed).flatMap(([name, value]) =>
      typeof value === "string" && value !== ""
        ? [{ name, text: value, offset: Math.max(0, text.indexOf(value)) }]
        : [],
    );
  } catch {
    return undefined;
  }
}

/** `--api-key X`, `--token=X`, `-e NAME=X`, `--header "Name: X"`, `curl -u a:X`, addresses, and tokens that name themselves. */
function argumentLiterals(command: readonly Word[], reader: Reader): Literal[] {
  const words = wordsWithin(command);
  const curl = words.findIndex(({ text }) => /(?:^|[\\/])curl(?:\.exe)?$/.test(text));
  return words.flatMap((word, i): readonly Literal[] => {
    if (i === 0) return [];
    const before = words[i - 1]?.text ?? "";
    const [, option, name, value] = /^(-{1,2})?([A-Za-z_][\w.-]*)=(?!=?$)(.*)$/s.exec(word.text) ?? [];
    if (name !== undefined && value !== undefined) {
      const offset = word.offset + word.text.length - value.length;
      if (option === undefined || !/^(?:e|env|header|H)$/.test(name)) {
        return named("arguments", { name, text: value, offset }, announcesSecret, reader);
      }
      return pairLiterals({ text: value, offset }, name, reader);
    }
    // To other programs a user and a group.
    if (/^(?:-u|--user)$/.test(before) && curl >= 0 && curl < i) return signInLiterals(word, reader);
    if (/^(?:-H|--header|-e|--env)$/.test(before)) return pairLiterals(word, before, reader);
    const label = word.text.startsWith("-") ? undefined : optionIn(before);
    const placed = { name: label ?? `argument ${i}`, ...word };
    if (/^[a-z][\w+.-]*:\/\//i.test(word.text)) return addressLiterals(placed.name, word, reader);
    return named("arguments", placed, (one) => label !== undefined && announcesSecret(one), reader);
  });
}

/** `user:password`, as curl takes it. */
function signInLiterals({ text, offset }: Word, reader: Reader): Literal[] {
  const at = text.indexOf(":") + 1;
  const password = { name: "user", text: text.slice(at), offset: offset + at };
  return named("arguments", password, () => at > 0, reader);
}

/** `NAME=value` or `Name: value`. */
function pairLiterals({ text, offset }: Word, fallback: string, reader: Reader): Literal[] {
  const [whole, name, value] = /^([\w.-]+)\s*[=:]\s*(.*)$/s.exec(text) ?? [];
  if (whole === undefined || name === undefined || value === undefined) {
    return named("arguments", { name: bare(fallback), text, offset }, () => false, reader);
  }
  return named("arguments", { name, text: value, offset: offset + text.length - value.length }, isSecretName, reader);
}

/**
 * Name of the option that a word is. A value within the word (`--env=NAME=…`, `-p…`) is no part of a name: names are kept.
 */
function optionIn(word: string): string | undefined {
  return /^(?:--?[A-Za-z]|--?[a-z]+(?:[A-Z][a-z]+)*|--[A-Za-z]\w{0,20}(?:[-.]\w{1,20})*)$/.test(word)
    ? bare(word)
    : undefined;
}

function bare(option: string): string {
  return option.replace(/^-+/, "");
}

/** A password before the host, a parameter that announces a secret, a drawn part of the path, a token of a known format. */
function addressLiterals(name: string, { text, offset }: Word, reader: Reader): Literal[] {
  const hits = [...literalsIn(text, false, reader)];
  const free = (start: number, end: number): boolean => !hits.some((hit) => start < hit.end && hit.start < end);
  const add = (start: number, end: number, label: string): void => {
    const value = text.slice(start, end);
    if (value.length >= SHORTEST && free(start, end) && isWritten(value)) hits.push(assignment(start, end, label));
  };
  for (const match of text.matchAll(/[?&]([\w.-]+)=([^&#\s]+)/g)) {
    const [whole, parameter = "", value = ""] = match;
    const isKey = isSecretName(parameter) || /^(?:key|code|sig|signature)$/i.test(parameter);
    if (isKey) add(match.index + whole.length - value.length, match.index + whole.length, "Secret in an address");
  }
  const path = /^[a-z][\w+.-]*:\/\/[^/?#]*/i.exec(text)?.[0].length ?? 0;
  for (const match of text.slice(path).matchAll(/\/([\w-]{32,})(?=[/?#]|$)/g)) {
    const [, part = ""] = match;
    // Letters of both cases and figures, mixed: nobody names a path so.
    if (/[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part)) {
      const start = path + match.index + 1;
      add(start, start + part.length, "Secret in an address");
    }
  }
  return distinct(hits.map((hit) => toLiteral(hit, "address", name, text, offset, reader)));
}

function literalsIn(text: string, isAnnounced: boolean, reader: Reader): Hit[] {
  const recorded = standInsIn(text);
  if (recorded.length === 0) return writtenIn(text, isAnnounced, reader);
  return [...recorded, ...writtenIn(withoutStandIns(text), isAnnounced, reader)];
}

function writtenIn(text: string, isAnnounced: boolean, { detectors }: Reader): Hit[] {
  const masked = withoutReferences(text);
  const formats = formatHits(masked, detectors).filter(
    ({ start, end, detector }) => detector !== ACCESS_KEY_ID && !isInvented(text.slice(start, end)),
  );
  if (formats.length > 0)
    return formats.filter((hit, i) => !formats.slice(0, i).some((one) => hit.start < one.end && one.start < hit.end));
  const [, before = "", password = ""] = /^([a-z][\w+.-]*:\/\/[^\s:@/]*:)([^\s@/]+)@[^\s@/]/i.exec(masked) ?? [];
  if (password !== "" && isWritten(password) && !isInvented(`x://u:${password}@`)) {
    return [
      {
        ...assignment(before.length, before.length + password.length, "Address with a password"),
        detector: "url-password",
      },
    ];
  }
  if (!isAnnounced || SEALED.test(text)) return [];
  const start = SCHEME.exec(masked)?.[0].length ?? 0;
  // Of `${A:-b}` the brace at the end is the reference's.
  const value = masked.slice(start).replace(/\}?\s*$/, "");
  const lead = value.length - value.trimStart().length;
  if (value.trim().length < SHORTEST || !isWritten(value.trim())) return [];
  return [assignment(start + lead, start + value.length, "Secret")];
}

function assignment(start: number, end: number, what: string): Hit {
  return { start, end, detector: "assignment", what, provider: "any", isFormat: false };
}

/** Drawn, not named: no reference, path, address, sentence, or text that says what to put here. */
function isWritten(value: string): boolean {
  const { type, id } = toSecretMark(value, Buffer.alloc(0));
  if (id !== undefined || HARMLESS.some((known) => known === type)) return false;
  if (isInvented(value) || /\s/.test(value)) return false;
  if (
    /^(?:your|insert|replace|enter|paste|put|add|my)[-_ A-Z]|(?:_|-)here$|^(?:[A-Z]+_)+[A-Z]+$/i.test(value) &&
    !/\d/.test(value)
  )
    return false;
  return !/^(?:~|\.{0,2}\/|[A-Za-z]:\\|@)/.test(value) || /^\/?[A-Za-z0-9+/]{40,}={0,2}$/.test(value);
}

function toLiteral(
  hit: Hit | StandInHit,
  place: SecretPlace,
  name: string,
  text: string,
  offset: number,
  { joinKey, around = text }: Reader,
): Literal {
  if ("mark" in hit) return { place, name, offset: offset + hit.start, ...hit.mark, isStandIn: true };
  const value = text.slice(hit.start, hit.end);
  const opens = openedBy({ value, detector: hit.detector, text, start: hit.start, around });
  const isShown = hit.isFormat && value.length >= LAST_FOUR_FROM && hit.detector !== "private-key";
  return {
    place,
    name,
    offset: offset + hit.start,
    detector: hit.detector,
    what: hit.what,
    provider: hit.provider,
    length: value.length,
    join: createHmac("sha256", joinKey).update(value).digest("hex"),
    ...(isShown && { last4: value.slice(-4) }),
    ...(opens !== undefined && { opens }),
  };
}
