// docs/ten-minutes.md with what its commands print today: runs the page from its first line to its last, in one folder.
// usage: node --import tsx scripts/docs/ten-minutes.ts (after npm run build)
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = join(root, "docs/ten-minutes.md");
const BLOCK = /^```console\n(.*?)^```$/gms;
const FILE = /^```yaml\n# (\S+)\n(.*?)^```$/gms;
const LEFT_OUT = "…";

// What a person does at a terminal: look at the screen, and leave.
const EXPLORE = `import os, pty, select, sys
pid, terminal = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
for look in range(400):
    if select.select([terminal], [], [], 0.2)[0]:
        try: seen += os.read(terminal, 65536)
        except OSError: break
    elif b"Findings" in seen: os.write(terminal, b"q")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if b"Findings" in seen else 1)
`;

/** The page with the lines that it shows as they are printed now. Throws when a command fails, or a line is printed no more. */
export function freshTenMinutes(page: string = readFileSync(PAGE, "utf8")): string {
  const commands = [...page.matchAll(BLOCK)].flatMap(([, block = ""]) => partsOf(block).map(({ command }) => command));
  const outputs = runAll(page, commands);
  let next = 0;
  return page.replace(BLOCK, (_, block: string) => {
    const parts = partsOf(block).map(({ command, shown }) => {
      const { code, text } = outputs[next++] ?? { code: 1, text: "it was not run" };
      if (code !== 0 && !shown.some((line) => line.startsWith(`nhi: exit ${code}:`)))
        throw new Error(`docs/ten-minutes.md: ${command} ended with ${code}\n${text}`);
      return [`$ ${command}`, ...asPrinted(command, shown, text)].join("\n");
    });
    return `\`\`\`console\n${parts.join("\n")}\n\`\`\``;
  });
}

/**
 * The shown lines with the numbers of what was printed. Between two `…` they follow one another as they do in the output,
 * which begins with the first of them and ends with the last unless `…` stands there. Throws when they do not.
 */
export function asPrinted(command: string, shown: readonly string[], text: string): string[] {
  const printed = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const fresh: string[] = [];
  let at = 0;
  let isFree = false;
  for (const group of groupsOf(shown)) {
    if (group === LEFT_OUT) {
      isFree = true;
      fresh.push(LEFT_OUT);
      continue;
    }
    const begin = placeOf(group, printed, at, isFree);
    if (begin === undefined)
      throw new Error(`docs/ten-minutes.md: ${command} does not print\n${group.join("\n")}\nbut\n${text}`);
    at = begin + group.length;
    isFree = false;
    fresh.push(...printed.slice(begin, at));
  }
  if (!isFree && at < printed.length)
    throw new Error(`docs/ten-minutes.md: ${command} prints more:\n${printed.slice(at).join("\n")}`);
  return fresh;
}

/** Where the lines stand, word for word or else with other numbers: those change with every rule and every identity. */
function placeOf(group: readonly string[], printed: readonly string[], from: number, isFree: boolean) {
  const last = isFree ? printed.length - group.length : from;
  for (const form of [(line: string) => line, withoutNumbers])
    for (let begin = from; begin <= last; begin += 1)
      if (group.every((line, index) => form(line) === form(printed[begin + index] ?? "\0"))) return begin;
  return undefined;
}

/** The text with every number as `#`, and the columns that move with them. */
function withoutNumbers(line: string): string {
  return line.replace(/\d+/g, "#").replace(/ {2,}/g, "  ");
}

function groupsOf(shown: readonly string[]): (string[] | typeof LEFT_OUT)[] {
  const groups: (string[] | typeof LEFT_OUT)[] = [];
  for (const line of shown) {
    const group = groups.at(-1);
    if (line === LEFT_OUT) groups.push(LEFT_OUT);
    else if (Array.isArray(group)) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

function partsOf(block: string): { readonly command: string; readonly shown: string[] }[] {
  const parts: { readonly command: string; readonly shown: string[] }[] = [];
  for (const line of block.trimEnd().split("\n")) {
    if (line.startsWith("$ ")) parts.push({ command: line.slice(2), shown: [] });
    else parts.at(-1)?.shown.push(line);
  }
  return parts;
}

/** Runs the commands in one shell, as a reader would, the page's files being there; git and npm only say what they were given. */
function runAll(page: string, commands: readonly string[]): { readonly code: number; readonly text: string }[] {
  const folder = mkdtempSync(join(tmpdir(), "nhi-page-"));
  try {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const nhi = `"${process.execPath}" "${join(root, "dist/nhi.js")}"`;
    writeFileSync(join(bin, "explore.py"), EXPLORE);
    write(join(bin, "nhi"), `[ "$1" = explore ] && exec python3 "${bin}/explore.py" ${nhi} "$@" >&-\nexec ${nhi} "$@"`);
    write(join(bin, "npm"), 'case "$*" in ci | link) ;; *) exit 1 ;; esac');
    write(join(bin, "git"), `mkdir nhi nhi/fixtures && cp -r "${join(root, "fixtures/acme")}" nhi/fixtures/acme`);
    // A file of the page is there from the command that follows it.
    const files = [...page.matchAll(FILE)].map(({ 1: name = "", 2: text = "", index }) => ({ name, text, index }));
    const blocks = [...page.matchAll(BLOCK)];
    const before = (index: number) => blocks.filter((block) => block.index < index).flatMap(([, b = ""]) => partsOf(b));
    const script = commands.map((command, index) => {
      const made = files.filter((file) => before(file.index).length === index);
      for (const [of, { text }] of made.entries()) writeFileSync(join(folder, `file-${index}-${of}`), text);
      const copies = made.map(({ name }, of) => `cp "${folder}/file-${index}-${of}" ${name}\n`).join("");
      return `${copies}{ ${command}\n} > "${folder}/out-${index}" 2>&1; echo $? > "${folder}/code-${index}"`;
    });
    const env = { PATH: `${bin}:${process.env["PATH"]}`, HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
    spawnSync("bash", ["-c", script.join("\n")], { cwd: folder, env: { ...env, TERM: "xterm" }, stdio: "ignore" });
    return commands.map((_, index) => ({
      code: Number(readFileSync(join(folder, `code-${index}`), "utf8")),
      text: readFileSync(join(folder, `out-${index}`), "utf8"),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, freshTenMinutes());
