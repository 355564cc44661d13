// The explorer drawn by ink onto a terminal that keeps what is written: keys in, a screen out.
import { EventEmitter } from "node:events";
import xterm from "@xterm/headless";
import { expect, test } from "vitest";
import { type ExploreStreams, runExplorer } from "../../../src/cli/explore/index.js";
import { entry, fakeExplorer, page } from "./entries.js";

const DOWN = "\u001b[B";
const ENTER = "\r";
const ESCAPE = "\u001b";
const CTRL_C = "\u0003";

/** A terminal of a size, and what it shows. */
function terminal(cols: number, rows: number) {
  const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true, convertEol: true });
  const written: string[] = [];
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    columns: cols,
    rows,
    write: (chunk: string) => {
      written.push(chunk);
      screen.write(chunk);
      return true;
    },
  });
  const keys: string[] = [];
  const stdin = Object.assign(new EventEmitter(), {
    isTTY: true,
    setEncoding: () => {},
    setRawMode: () => {},
    ref: () => {},
    unref: () => {},
    resume: () => {},
    pause: () => {},
    read: () => keys.shift() ?? null,
  });
  const shown = () =>
    new Promise<string[]>((done) => {
      screen.write("", () => {
        const { active } = screen.buffer;
        done(
          Array.from(
            { length: screen.rows },
            (_, at) => active.getLine(active.viewportY + at)?.translateToString(true) ?? "",
          ),
        );
      });
    });
  return {
    streams: { stdin, stdout } as unknown as ExploreStreams,
    written,
    shown,
    resize(columns: number, height: number) {
      Object.assign(stdout, { columns, rows: height });
      screen.resize(columns, height);
      stdout.emit("resize");
    },
    /** Sends keys one by one; each is given the time to be drawn. */
    async type(...all: readonly string[]) {
      for (const key of all) {
        keys.push(key);
        stdin.emit("readable");
        await new Promise((go) => setTimeout(go, key === ESCAPE ? 150 : 40));
      }
    },
    /** Waits until the screen says something. */
    async until(wanted: string | RegExp) {
      for (let tries = 0; tries < 200; tries += 1) {
        const text = (await shown()).join("\n");
        if (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)) return text;
        await new Promise((go) => setTimeout(go, 25));
      }
      throw new Error(`never shown: ${wanted}\n${(await shown()).join("\n")}`);
    },
  };
}

const lists = {
  finding: [entry({ id: "aaaa1111", kind: "finding", text: "An old key", mark: "high", severity: "high" })],
  identity: [entry({ id: "deploy" }), entry({ id: "backup" })],
};
const pages = {
  aaaa1111: page([{ text: "Old" }, { text: "  of deploy", link: { kind: "identity", id: "deploy" } }], "aaaa1111"),
  deploy: page([{ text: "All about deploy" }]),
};

test("from a finding to the identity behind it and back, then out with the old screen as it was", async () => {
  const at = terminal(80, 24);
  const explorer = fakeExplorer(lists, pages);
  const ended = runExplorer(explorer, false, at.streams);
  await at.until("An old key");
  await at.type(ENTER);
  await at.until("of deploy");
  await at.type("\t", ENTER);
  await at.until("All about deploy");
  await at.type(ESCAPE, ESCAPE);
  await at.until("> high");
  await at.type("q");
  await ended;
  const all = at.written.join("");
  expect(all.startsWith("\u001b[?1049h")).toBe(true);
  expect(all.endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
  expect(all).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38;)/);
});

test("Ctrl-C leaves from anywhere, also from a search", async () => {
  const at = terminal(80, 24);
  const ended = runExplorer(fakeExplorer(lists, pages), true, at.streams);
  await at.until("An old key");
  await at.type("/", "zzz");
  await at.until("nothing here");
  await at.type(CTRL_C);
  await ended;
  expect(at.written.join("").endsWith("\u001b[?25h\u001b[?1049l")).toBe(true);
});

test("a search filters as it is typed, and a larger terminal is used at once", async () => {
  const at = terminal(80, 24);
  const ended = runExplorer(fakeExplorer(lists, pages), false, at.streams);
  await at.until("An old key");
  await at.type("2", "/", "b", "a");
  expect(await at.until("/ ba")).not.toMatch(/> .*deploy/);
  await at.type(ENTER, ESCAPE);
  at.resize(140, 40);
  expect(await at.until(/deploy.*│.*All about deploy/)).toContain("─".repeat(140));
  await at.type(DOWN, "q");
  await ended;
});

test("a waiver asks for reason and owner, says what is missing, and where it was written", async () => {
  const at = terminal(80, 24);
  const explorer = fakeExplorer(lists, pages);
  const ended = runExplorer(explorer, false, at.streams);
  await at.until("An old key");
  await at.type("w", "rotated in March", ENTER, ENTER, ENTER);
  await at.until("say who accepts it");
  expect(explorer.waived).toEqual([]);
  await at.type("\u001b[A", "me@acme.example", ENTER, "2027-13-01", ENTER);
  await at.until("no such day");
  await at.type(...Array.from("2027-13-01", () => "\u007f"), ENTER);
  await at.until("written to nhi.yaml");
  expect(explorer.waived).toEqual(["aaaa1111 rotated in March me@acme.example"]);
  await at.type("q");
  await ended;
});
