// Passwords that a script in a repository gives to a command: a registry or a cloud that it logs in to, a request, a machine. Only
// their places leave. What stands for a password, and what is for the machine itself, is none.
import type { WrittenValue } from "./code-secrets.js";

/** Scripts, and files that hold some: pipelines, images, what builds. */
const SCRIPT =
  /(?:^|\/)(?:Jenkinsfile[^/]{0,80}|(?:Docker|Container|Make|Just)file[^/]{0,80}|Procfile)$|\.(?:ba|z|k)?sh$|\.(?:ps1|bat|cmd|mk|groovy|jenkinsfile|dockerfile|ya?ml)$/i;
/** A text without any of these has none. */
const SIGNS = /\bcurl\b|\blogin\b|--password-stdin|\bsshpass\b/;

const VALUE = `(?:"([^"\\s]{6,200})"|'([^'\\s]{6,200})'|([^\\s"';&|)\\]]{6,200}))`;
/** The words of a command, over lines that a backslash joins. */
const WORDS = "(?:[^\\n;|&\\\\]|\\\\\\r?\\n|\\\\.){0,400}?";

/** What gives a password to a command, with the value in its last group that is there. */
const GIVEN: readonly RegExp[] = [
  // https://docs.docker.com/reference/cli/docker/login/ and those that follow it, az, oc, argocd, cf
  new RegExp(
    `\\b[a-z][\\w-]{0,30}[ \\t](?:registry[ \\t]|acr[ \\t]|auth[ \\t])?login\\b${WORDS}[ \\t](?:-p|--password)[ \\t=][ \\t]*${VALUE}`,
    "g",
  ),
  new RegExp(`\\becho[ \\t]+(?:-\\w[ \\t]+)?${VALUE}[ \\t]*\\|[^\\n|]{0,200}--password-stdin`, "g"),
  // https://curl.se/docs/manpage.html#-u
  new RegExp(
    `\\bcurl\\b${WORDS}[ \\t](?:-u|--user|-U|--proxy-user)[ \\t=]?[ \\t]*["']?[^\\s:"'$]{1,100}:([^\\s"';&|$\`]{6,200})`,
    "g",
  ),
  new RegExp(`\\bcurl\\b${WORDS}\\bauthorization:[ \\t]*(?:bearer|basic|token)[ \\t]+([\\w+/=.~-]{16,500})`, "gi"),
  new RegExp(`\\bsshpass[ \\t]+-p[ \\t]*${VALUE}`, "g"),
];
/** Machines that nobody else reaches: their passwords live for one test. */
const OWN_MACHINE = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)\b/i;

/** Places of passwords that the commands of a script get, in no order. */
export function commandPasswords(path: string, text: string): readonly WrittenValue[] {
  if (!SCRIPT.test(path) || !SIGNS.test(text)) return [];
  return GIVEN.flatMap((sign) => [...text.matchAll(sign)]).flatMap((match) => {
    const [whole, ...groups] = match;
    const value = groups.findLast((group) => group !== undefined) ?? "";
    const start = match.index + whole.lastIndexOf(value);
    const end = text.indexOf("\n", start);
    const rest = `${whole} ${text.slice(start, end < 0 ? undefined : end).slice(0, 500)}`;
    return isGiven(value) && !OWN_MACHINE.test(rest) ? [{ start, end: start + value.length }] : [];
  });
}

/** A value itself, with figures among letters: no variable, no word. */
function isGiven(value: string): boolean {
  return !/[$%`{}<>]/.test(value) && /(?=.*\d)(?=.*[A-Za-z])/.test(value);
}
