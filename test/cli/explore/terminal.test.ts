// The built nhi explore in a real pseudo-terminal, and without one.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ENDING } from "../../../src/model/ending.js";
import { openStore } from "../../../src/store/index.js";
import { builtNhi } from "../built.js";
import { nhi } from "../kept-nhi.js";
import { freshFolder, SMALL } from "../nhi.js";

// Copies what it is given to a pseudo-terminal and back; its end is that of the program. What is typed waits until the program
// takes keys one by one: before, the terminal is one for lines, and would turn Enter into the end of a line.
const PTY = `
import os, pty, select, sys, termios
program, terminal = pty.fork()
if program == 0: os.execv(sys.argv[1], sys.argv[1:])
typed, sources = b"", [terminal, 0]
while terminal in sources:
    ready = select.select(sources, [], [], 0.02)[0]
    try:
        if terminal in ready: os.write(1, os.read(terminal, 65536))
    except OSError: sources.remove(terminal)
    if 0 in ready:
        keys = os.read(0, 1024)
        typed += keys
        if not keys: sources.remove(0)
    if typed and not termios.tcgetattr(terminal)[3] & termios.ICANON: typed = typed[os.write(terminal, typed):]
sys.exit(os.waitstatus_to_exitcode(os.waitpid(program, 0)[1]))
`;
const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;
if (!hasPython) console.warn("nhi explore in a pseudo-terminal is not tested: python3 is not here");

/** Runs it, sends keys when the screen says something, and returns all that was written, with the exit code. */
function explore(
  folder: string,
  steps: readonly (readonly [seen: string, keys: string])[],
  of: readonly string[] = ["--bundle", SMALL],
) {
  const args = ["-c", PTY, process.execPath, builtNhi(), "explore", ...of];
  const env = { PATH: process.env["PATH"], HOME: folder, TERM: "xterm-256color" };
  const child = spawn("python3", args, { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] });
  let written = "";
  let step = 0;
  let from = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text;
    for (let next = steps[step]; next !== undefined; next = steps[step]) {
      const at = written.indexOf(next[0], from);
      if (at < 0) return;
      from = written.length;
      step += 1;
      child.stdin.write(next[1]);
    }
  });
  return new Promise<{ readonly code: number | null; readonly written: string; readonly steps: number }>((done) => {
    child.on("close", (code) => done({ code, written, steps: step }));
  });
}

test.skipIf(!hasPython)("looks around in a real terminal and leaves it as it was", async () => {
  const { code, written, steps } = await explore(freshFolder(), [
    ["Access key", "\r"],
    ["why it matters", "\u001b"],
    ["enter: open", "2"],
    ["[2 Identities", "q"],
  ]);
  expect({ code, steps }).toEqual({ code: 0, steps: 4 });
  expect(written.lastIndexOf("\u001b[?1049l")).toBeGreaterThan(written.lastIndexOf("\u001b[?1049h"));
});

test.skipIf(!hasPython)("writes a waiver that the next scan honours", async () => {
  const folder = freshFolder();
  const { code } = await explore(folder, [
    ["Access key", "w"],
    ["Accept finding", "moved next week"],
    ["moved next week", "\r"],
    ["who accepts it", "platform@acme.example"],
    ["platform@acme.example", "\r"],
    ["last day", "\r"],
    ["written to nhi.yaml", "\u0003"],
  ]);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, "nhi.yaml"), "utf8")).toContain("moved next week");
  const again = await nhi(["scan", "--bundle", SMALL, "--format", "json", "--fail-on", "none"], folder);
  const { summary } = JSON.parse(again.stdout) as { summary: { waived: number } };
  expect(summary.waived).toBe(1);
});

test.skipIf(!hasPython)("while a scan writes it shows what was judged last, and says so", async () => {
  const folder = freshFolder();
  const db = join(folder, "nhi.db");
  await nhi(["scan", "--bundle", SMALL, "--db", db, "--fail-on", "none", "--now", "2026-11-01"], folder);
  const writer = openStore({ path: db, mode: "write" });
  try {
    const { code, written } = await explore(folder, [["Access key", "q"]], ["--db", db, "--now", "2026-11-05"]);
    expect(code).toBe(0);
    expect(written).toMatch(/another nhi is writing[\s\S]*Shown is what was judged 2026-11-01/);
  } finally {
    writer.close();
  }
});

test.skipIf(!hasPython)("what was judged today is only read: no run is added", async () => {
  const folder = freshFolder();
  const db = join(folder, "nhi.db");
  await nhi(["scan", "--bundle", SMALL, "--db", db, "--fail-on", "none", "--now", "2026-11-01"], folder);
  const runs = () => nhi(["query", "SELECT id, command FROM run", "--db", db], folder);
  const before = await runs();
  await explore(folder, [["Access key", "q"]], ["--db", db, "--now", "2026-11-01T18:00:00Z"]);
  expect((await runs()).stdout).toBe(before.stdout);
  await explore(folder, [["Access key", "q"]], ["--db", db, "--now", "2026-11-02"]);
  expect((await runs()).stdout).not.toBe(before.stdout);
});

// Starts it on a terminal, sends a signal once it takes keys one by one, and tells what the terminal is like then.
const SIGNALLED = `
import fcntl, os, pty, select, signal, sys, termios
terminal, slave = pty.openpty()
before = termios.tcgetattr(terminal)
program = os.fork()
if program == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in range(3): os.dup2(slave, number)
    os.execv(sys.argv[2], sys.argv[2:])
written, sent, ended = b"", False, 0
while not ended or select.select([terminal], [], [], 0)[0]:
    if select.select([terminal], [], [], 0.05)[0]: written += os.read(terminal, 65536)
    if b"Access key" in written and not sent and not termios.tcgetattr(terminal)[3] & termios.ICANON:
        sent = True
        os.kill(program, getattr(signal, sys.argv[1]))
    if not ended: ended, status = os.waitpid(program, os.WNOHANG)
print(-os.waitstatus_to_exitcode(status), termios.tcgetattr(terminal)[:4] == before[:4],
    written.rfind(b"\\x1b[?1049l") > written.rfind(b"\\x1b[?1049h") > -1, written.rfind(b"\\x1b[?25h") > written.rfind(b"\\x1b[?25l") > -1)
`;

test.skipIf(!hasPython).each(ENDING)(
  "%s leaves the terminal as it was: its modes, its screen, its cursor",
  (signal) => {
    const args = ["-c", SIGNALLED, signal, process.execPath, builtNhi(), "explore", "--bundle", SMALL];
    const env = { PATH: process.env["PATH"], HOME: freshFolder(), TERM: "xterm-256color" };
    const { stdout, stderr } = spawnSync("python3", args, { env, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toBe(`${constants.signals[signal]} True True True\n`);
  },
);

test("without a terminal it says what prints the same, and ends with 2", async () => {
  const { code, stderr, stdout } = await nhi(["explore", "--bundle", SMALL]);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("nhi inventory");
});
