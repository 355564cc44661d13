// Secrets in files whose form says that they hold some: logins of .netrc and .pgpass, manifests of Kubernetes secrets, and
// addresses of services with a password in them. Only their places and what they belong to leave.

import { announcesSecret } from "../secret-like.js";
import type { Hit } from "../token-formats.js";

const NETRC = /(?:^|\/)[._]netrc$/i;
const PGPASS = /(?:^|\/)\.pgpass$/i;
const MANIFEST = /\.ya?ml$/i;

/** Tokens of a .netrc: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html */
const LOGIN = /\b(?:machine[ \t\n]+(\S{1,255})|(default))\b|\bpassword[ \t\n]+(\S{6,500})/g;
/** host:port:database:user:password, a colon in a value written `\:`: https://www.postgresql.org/docs/current/libpq-pgpass.html */
const PG_LINE =
  /^(?!#)((?:[^:\\\n]|\\.){1,255}):(?:[^:\\\n]|\\.){1,63}:(?:[^:\\\n]|\\.){1,63}:(?:[^:\\\n]|\\.){1,63}:([^\n]{6,500})$/gm;

/** Schemes that secretlint's preset does not know; a host without a dot is a container beside it. */
const ADDRESS =
  /\b(?:rediss?|amqps?|mqtts?|nats|ftps?|sftp|smtps?|ldaps?|sqlserver|mssql|clickhouse):\/\/[^\s:@/'"`<>{}$]{0,100}:([^\s@/'"`<>{}$%]{6,200})@(?!127\.)[\w-]{1,63}\.[\w.-]{1,255}/g;

/** Hits of all of these, in the order of their kinds. */
export function keptSecrets(path: string, text: string): Hit[] {
  return [
    ...(NETRC.test(path) ? logins(text) : []),
    ...(PGPASS.test(path) ? databaseLogins(text) : []),
    ...(MANIFEST.test(path) && text.includes("Secret") ? manifestSecrets(text) : []),
    ...(text.includes("://") ? addresses(text) : []),
  ];
}

function toHit(start: number, length: number, variable?: string): Hit {
  const place = {
    start,
    end: start + length,
    detector: "assignment",
    what: "Secret",
    provider: "any",
    isFormat: false,
  };
  return variable === undefined ? place : { ...place, variable };
}

function logins(text: string): Hit[] {
  let machine = "default";
  return [...text.matchAll(LOGIN)].flatMap((match) => {
    const [whole, named, , password] = match;
    if (password !== undefined) return [toHit(match.index + whole.length - password.length, password.length, machine)];
    machine = named ?? "default";
    return [];
  });
}

function databaseLogins(text: string): Hit[] {
  return [...text.matchAll(PG_LINE)].map((match) => {
    const [whole, host, password = ""] = match;
    return toHit(match.index + whole.length - password.length, password.length, host);
  });
}

function addresses(text: string): Hit[] {
  return [...text.matchAll(ADDRESS)].map((match) => ({
    ...toHit(match.index, match[0].length),
    detector: "generic-url-password",
    what: "URL with a password",
  }));
}

/** Keys that the types of secrets prescribe: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
const KEYS = new Set(["tls.key", "ssh-privatekey", ".dockerconfigjson", ".dockercfg"]);
const ENTRY =
  /^[ \t]+"?([\w.-]{1,253})"?[ \t]*:[ \t]*(?:"([^"\n]{6,5000})"|'([^'\n]{6,5000})'|([^\s"'|>{[&*!#][^\n#]{5,5000}))[ \t]*$/;

/** Written values of `data` and `stringData` in documents of kind Secret; sealed, templated and encrypted ones are none. */
function manifestSecrets(text: string): Hit[] {
  const hits: Hit[] = [];
  let at = 0;
  for (const document of text.split(/^(?=---)/m)) {
    if (/^kind:[ \t]*["']?Secret["']?[ \t]*\r?$/m.test(document) && !/^sops:/m.test(document)) {
      for (const hit of valuesOf(document)) hits.push({ ...hit, start: at + hit.start, end: at + hit.end });
    }
    at += document.length;
  }
  return hits;
}

function valuesOf(document: string): Hit[] {
  const hits: Hit[] = [];
  let section = "";
  let at = 0;
  for (const line of document.split("\n")) {
    const top = /^([A-Za-z]\w*):[ \t]*\r?$/.exec(line);
    if (/^\S/.test(line) && !line.startsWith("#")) section = top?.[1] ?? "";
    const entry = section === "data" || section === "stringData" ? ENTRY.exec(line.trimEnd()) : null;
    const value =
      entry
        ?.slice(2)
        .find((one) => one !== undefined)
        ?.trimEnd() ?? "";
    const name = entry?.[1] ?? "";
    const plain = section === "data" ? Buffer.from(value, "base64").toString() : value;
    if (isKept(name, value, plain)) {
      hits.push({ ...toHit(at + line.lastIndexOf(value), value.length, name), value: plain });
    }
    at += line.length + 1;
  }
  return hits;
}

function isKept(name: string, value: string, plain: string): boolean {
  if (value === "" || plain.length < 6 || /\{\{|\$\{|^ENC\[|^<[^>]*>$|^(?:ref\+|vault:)/.test(`${value}\n${plain}`))
    return false;
  return KEYS.has(name) || announcesSecret(name);
}
