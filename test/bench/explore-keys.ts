// Opens nhi explore on a database in this process, presses keys as a person would, and prints as JSON what each took: CPU
// milliseconds from the key to the frame that answers it, and to rest, when the page beside the list has been made as well.
// It is the built nhi that is measured: from source, each opening works the analysis out anew.
// usage: node --import tsx explore-keys.ts DATABASE
import { EventEmitter } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";
import type * as App from "../../src/app/explore/index.js";
import type * as Settings from "../../src/app/settings.js";
import type * as Cli from "../../src/cli/explore/index.js";
import { finish } from "../../src/model/steps.js";
import { quietTerminal } from "../quiet-terminal.js";

/** What a key does, by name; the number of times is that of the figures. */
const STEPS: readonly (readonly [what: string, keys: readonly string[]])[] = [
  ["first look at the identities", ["2"]],
  ["down", ["j", "j", "j", "j", "j", "j"]],
  ["page down", ["\u001b[6~", "\u001b[6~", "\u001b[6~"]],
  ["end and home", ["\u001b[F", "\u001b[H"]],
  ["open an identity", ["\r"]],
  ["next link, follow, back", ["\t", "\r", "\u001b", "\u001b"]],
  ["search as you type", ["/", "r", "o", "l", "e", "-", "1"]],
  ["search taken back", ["\u007f", "\u007f", "\u007f", "\u007f", "\u007f", "\u007f", "\r"]],
  ["filter", ["p", "p", "r", "r", "r", "r", "r", "r"]],
  ["first look at the paths", ["3"]],
  ["open a path", ["\r", "\u001b"]],
  ["findings", ["1", "j", "\u001b[6~", "\u001b[F", "\u001b[H"]],
  ["first search in the findings", ["/", "r"]],
  ["search in the findings", ["o", "o", "t", "\r", "\u001b"]],
  ["filter of findings", ["s", "s", "o", "r", "x"]],
  ["open a finding", ["\r", "\u001b"]],
  ["next list", ["\t", "\t", "\t", "\t"]],
];
/** Longer than ink keeps a frame back, than the cursor has to rest, and than a lone escape is waited upon. */
const REST_MS = 250;
/** Much longer than from one progress to the next. */
const QUIET_MS = 1_000;

const { runExplorer } = await built<typeof Cli>("runExplorer");
const { openExplorer } = await built<typeof App>("openExplorer");
const { resolveSettings } = await built<typeof Settings>("resolveSettings");

const database = process.argv[2];
if (database === undefined) throw new Error("name a database");
const settings = await resolveSettings({ db: database, now: new Date("2026-01-15T00:00:00Z") }, [], {});
// Another build than the one that scanned works the analysis out anew: once, so that what is measured finds it there.
(await openExplorer(settings, quietTerminal([]))).close();
const open = process.cpuUsage();
const explorer = await openExplorer(settings, quietTerminal([]));

let frames = 0;
const stdout = Object.assign(new EventEmitter(), {
  isTTY: true,
  columns: 140,
  rows: 45,
  write: () => {
    frames += 1;
    return true;
  },
});
const pending: string[] = [];
const stdin = Object.assign(new EventEmitter(), {
  isTTY: true,
  setEncoding: () => undefined,
  setRawMode: () => undefined,
  ref: () => undefined,
  unref: () => undefined,
  resume: () => undefined,
  pause: () => undefined,
  read: () => pending.shift() ?? null,
});
const ended = runExplorer(explorer, true, { stdin, stdout } as unknown as Cli.ExploreStreams);
while (frames < 2) await pause(10);
await pause(REST_MS);
const opened = milliseconds(process.cpuUsage(open));

const figures: { what: string; frame: number[]; rest: number[] }[] = [];
for (const [what, keys] of STEPS) {
  const figure = { what, frame: [] as number[], rest: [] as number[] };
  for (const key of keys) {
    const [before, drawn] = [process.cpuUsage(), frames];
    pending.push(key);
    stdin.emit("readable");
    for (let tries = 0; frames === drawn && tries < 500; tries += 1) await pause(1);
    figure.frame.push(milliseconds(process.cpuUsage(before)));
    await pause(REST_MS);
    // What is made in slices says how far it is: when nothing is drawn any more, it is done.
    for (let seen = -1; what.startsWith("first") && seen !== frames; await pause(QUIET_MS)) seen = frames;
    figure.rest.push(milliseconds(process.cpuUsage(before)));
  }
  figures.push(figure);
}
pending.push("\u0003");
stdin.emit("readable");
await ended;
const identities = finish(explorer.list("identity")).size;
explorer.close();
console.log(JSON.stringify({ opened, identities, figures }));

/** The module of the package that has an export: the file that says so in its own list. Only that one is loaded. */
async function built<Module>(name: keyof Module & string): Promise<Module> {
  const dist = new URL("../../dist/", import.meta.url);
  const { later } = createRequire(dist)("./chunks.js") as { later: (name: string) => Promise<unknown> };
  // As esbuild writes it into scripts.
  const exported = new RegExp(`^__export\\(\\w+, \\{[^}]*\\b${name}: `, "m");
  for (const file of readdirSync(dist).filter((one) => one.endsWith(".js"))) {
    if (exported.test(readFileSync(new URL(file, dist), "utf8"))) return (await later(`./${file}`)) as Module;
  }
  throw new Error(`nothing in dist exports ${name}: npm run build`);
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
