// Whether a configuration starts a server with the switch by which it changes nothing. Servers call it alike; which of them honour it
// says rules/tables/agent-servers.yaml.
import type { Launch } from "./launch.js";
import type { Server } from "./servers.js";

const OPTION = /^--?read[-_]?only(?:[-_]?mode)?(?:=(\S*))?$/i;
const VARIABLE = /(?:^|_)READ_?ONLY(?:_|$)/i;
const ASSIGNED = /^(?:-e|--env)?=?([A-Z0-9_]+)=(\S*)$/i;
const YES = /^(?:true|1|yes|on)$/i;
const NO = /^(?:false|0|no|off)$/i;

/** In: a server and what its command starts. An option before the package is one of the program that fetches it. */
export function isReadOnly(
  { command, environment, headers }: Server,
  launch: Launch,
  url: string | undefined,
): boolean {
  const words = command.map(({ text }) => text);
  const own = words.slice(words.findIndex((word) => launch.package !== undefined && word.includes(launch.package)) + 1);
  return (
    own.some((word, at) => isOption(word, own[at + 1])) ||
    words.some((word) => isAssigned(word)) ||
    environment.some(({ name, text }) => VARIABLE.test(name) && YES.test(text.trim())) ||
    headers.some(({ name, text }) => /^x-mcp-readonly$/i.test(name) && YES.test(text.trim())) ||
    (url !== undefined && saysAddress(url))
  );
}

function isOption(word: string, next: string | undefined): boolean {
  const found = OPTION.exec(word);
  if (found === null) return false;
  const [, value] = found;
  return value === undefined ? next === undefined || !NO.test(next) : YES.test(value);
}

/** `-e NAME=true` of a container. */
function isAssigned(word: string): boolean {
  const [, name = "", value = ""] = ASSIGNED.exec(word) ?? [];
  return VARIABLE.test(name) && YES.test(value);
}

function saysAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const asked = [...url.searchParams].some(([name, value]) => /^read_?only$/i.test(name) && YES.test(value));
  return asked || url.pathname.split("/").some((segment) => /^read-?only$/i.test(segment));
}
