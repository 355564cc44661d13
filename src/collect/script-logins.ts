// Passwords that a script gives to a command or writes into an address, without assigning them to a name: chpasswd(8), passwd(1),
// sshpass(1), `net user` of Windows, `chpasswd` of cloud-init. Values leave only to be marked; see script-secrets.ts.
import { addAll } from "../model/add-all.js";

/** A password, or an address with one, by what it opens. */
export interface LoginText {
  readonly name: string;
  readonly value: string;
  /** Where it begins in the text. */
  readonly index: number;
  /** In single quotes, in which a shell puts nothing in place of a dollar. */
  readonly isLiteral: boolean;
}

const USER = "[A-Za-z_][\\w.-]{0,31}";
const SUDO = "(?:sudo[ \\t]+(?:-\\S+[ \\t]+)*)?(?:/usr)?(?:/s?bin/)?";
/** Output of a command that is handed on: what is said, between the same quotes. */
const SAID = `\\b(?:echo|printf)[ \\t]+(?:-\\w+[ \\t]+)*(["']?)([^"'|\\r\\n]{1,300}?)\\1[ \\t]*\\|[ \\t]*${SUDO}`;

/** chpasswd with what it takes: hashes come behind -e. */
const CHPASSWD = `chpasswd\\b(?![ \\t]+(?:-e|--encrypted))`;
const SAID_TO_CHPASSWD = new RegExp(`${SAID}${CHPASSWD}`, "g");
const HANDED_TO_CHPASSWD = new RegExp(`${CHPASSWD}[ \\t]*<<<[ \\t]*(["']?)([^"'\\r\\n]{1,300}?)\\1[ \\t]*$`, "gm");
const LINES_TO_CHPASSWD = new RegExp(
  `${CHPASSWD}[ \\t]*<<-?[ \\t]*(["']?)(\\w{1,40})\\1[^\\r\\n]*\\r?\\n((?:[^\\r\\n]{0,300}\\r?\\n){1,100}?)[ \\t]*\\2[ \\t]*$`,
  "gm",
);
/** The lines below `chpasswd:` of cloud-init, as far as they are farther in. */
const CLOUD_INIT = /^chpasswd:[ \t]*\r?\n((?:[ \t]+[^\r\n]{0,300}(?:\r?\n|$)){1,100})/gm;
const USER_LINE = new RegExp(`^[ \\t]*(?:-[ \\t]+)?(["']?)(${USER}):([^\\s:'"][^\\r\\n'"]{0,200}?)\\1[ \\t]*$`, "gm");

/** As root, or with --stdin, passwd takes it from what comes before. */
const SAID_TO_PASSWD = new RegExp(`${SAID}passwd[ \\t]+(?:--stdin[ \\t]+)?(${USER})`, "g");
const SSHPASS = /\bsshpass[ \t]+-p[ \t]*(?:"([^"\r\n]{1,200})"|'([^'\r\n]{1,200})'|([^\s"'#;&|<>(]{1,200}))/g;
const NET_USER =
  /\bnet(?:\.exe)?[ \t]+user[ \t]+(["']?)([A-Za-z_][\w.-]{0,31})\1[ \t]+(?:"([^"\r\n]{1,200})"|'([^'\r\n]{1,200})'|([^\s"'/*#;&|<>(][^\s"'#;&|<>(]{0,199}))/gi;

/** The user may be left out; what is asked for a page of, and for, ends with white space or a quotation mark. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,30}:\/\/([^\s/:@"'<>]{0,100}):([^\s/@"'<>]{1,200})@[^\s"'<>()|;,\\]{1,300}/gi;
/** Words that say in an example that a password stands here. */
const EXAMPLE = /^(?:pass|passwd|password|pwd|secret|token|x+|\*+|\.+)$/i;

/** cloud-init makes one up. */
const MADE_UP = /^(?:R|RANDOM)$/;

/** In: a script. Out: passwords in it that have no name, in no order. */
export function loginsIn(text: string): readonly LoginText[] {
  const found: LoginText[] = [];
  // several lines are written with \n in between
  for (const { index, 1: quote, 2: said = "" } of [
    ...text.matchAll(SAID_TO_CHPASSWD),
    ...text.matchAll(HANDED_TO_CHPASSWD),
  ])
    for (const line of said.split("\\n")) addAll(found, userLines(line, index, quote === "'"));
  for (const { index, 1: quote, 3: lines = "" } of text.matchAll(LINES_TO_CHPASSWD))
    addAll(found, userLines(lines, index, quote !== ""));
  for (const { index, 1: lines = "" } of text.matchAll(CLOUD_INIT)) addAll(found, userLines(lines, index, true));
  for (const { index, 1: quote, 2: said = "", 3: user = "" } of text.matchAll(SAID_TO_PASSWD)) {
    const [value = ""] = said.split("\\n");
    found.push({ name: nameOf(user), value, index, isLiteral: quote === "'" });
  }
  for (const { index, 1: double, 2: single, 3: bare } of text.matchAll(SSHPASS))
    found.push({
      name: "sshpass_password",
      value: double ?? single ?? bare ?? "",
      index,
      isLiteral: single !== undefined,
    });
  for (const { index, 2: user = "", 3: double, 4: single, 5: bare } of text.matchAll(NET_USER))
    found.push({ name: nameOf(user), value: double ?? single ?? bare ?? "", index, isLiteral: single !== undefined });
  for (const { index, 0: value, 2: password = "" } of text.matchAll(ADDRESS))
    if (!EXAMPLE.test(password)) found.push({ name: "address_with_password", value, index, isLiteral: false });
  return found;
}

function userLines(lines: string, index: number, isLiteral: boolean): LoginText[] {
  return [...lines.matchAll(USER_LINE)].flatMap(({ 2: user = "", 3: value = "" }) =>
    MADE_UP.test(value) ? [] : [{ name: nameOf(user), value, index, isLiteral }],
  );
}

function nameOf(user: string): string {
  return `${user}_password`;
}
