// Signals that end a process, where there is nothing to go on from: it ends at once, and leaves no half of a file.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { ENDING } from "../../src/model/ending.js";
import { ACME, freshFolder, nhi, SMALL } from "./nhi.js";

const WRITER = resolve("test/cli/slow-writer.ts");

/** Ends a process once it has said something, and returns the signal that it died of. */
function endOnceItSays(args: readonly string[], folder: string, signal: NodeJS.Signals): Promise<string | null> {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.once("data", () => child.kill(signal));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, died) => done(died ?? String(code)));
  });
}

it.each(ENDING)(
  "%s while a file is written: the half is gone, what was there stays, and the signal is what ended it",
  async (signal) => {
    const folder = freshFolder();
    const file = join(folder, "report.json");
    writeFileSync(file, "of last week");
    const died = await endOnceItSays(["--import", import.meta.resolve("tsx"), WRITER, file], folder, signal);
    expect(died).toBe(signal);
    expect(readdirSync(folder)).toEqual(["report.json"]);
    expect(readFileSync(file, "utf8")).toBe("of last week");
  },
);

it.each(ENDING)("%s ends a scan of a recording at once, and the next one is whole", async (signal) => {
  const folder = freshFolder();
  const ended = await nhi(
    ["scan", "--bundle", ACME, "--db", "nhi.db"],
    folder,
    {},
    {
      started: (child) => {
        // Sent as soon as it has begun: as long as it works it never waits, so nothing of it would hear of a signal.
        child.once("spawn", () => {
          const look = setInterval(() => {
            if (!readdirSync(folder).includes("nhi.db")) return;
            clearInterval(look);
            child.kill(signal);
          }, 5);
        });
      },
    },
  );
  expect(ended).toMatchObject({ code: null, stdout: "" });
  const again = await nhi(["scan", "--bundle", SMALL, "--db", "nhi.db", "--fail-on", "none"], folder);
  expect(again.code, again.stderr).toBe(0);
});
