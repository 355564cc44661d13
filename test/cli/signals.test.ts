// Signals that end a process: it ends at once, says what is kept, and leaves no half of a file.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ENDING } from "../../src/model/ending.js";
import { ACME, freshFolder, nhi, SMALL } from "./nhi.js";

const SIGNALLED = resolve("test/cli/signalled.ts");

/** Sends a process the signals, one each time it says something, and returns what ended it and what it said on stderr. */
function endOnceItSays(
  what: string,
  signals: readonly NodeJS.Signals[],
  file?: string,
): Promise<{ died: string; stderr: string }> {
  const args = ["--import", import.meta.resolve("tsx"), SIGNALLED, what, ...(file === undefined ? [] : [file])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const left = [...signals];
  child.stdout.on("data", () => child.kill(left.shift() ?? "SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, died) => done({ died: died ?? String(code), stderr }));
  });
}

describe.each(ENDING)("%s", (signal) => {
  it("while something is waited for: what is kept is said, and the signal is what ended it", async () => {
    expect(await endOnceItSays("waiting", [signal])).toEqual({ died: signal, stderr: "kept\n" });
  });

  it("in work that never waits: it ends at once, and Ctrl-C says what is kept", async () => {
    const stderr = signal === "SIGINT" ? "kept\n" : "";
    expect(await endOnceItSays("working", [signal])).toEqual({ died: signal, stderr });
  });

  it.each(["working unheard", "done"])("with nothing to say (%s): it ends in silence", async (what) => {
    expect(await endOnceItSays(what, [signal])).toEqual({ died: signal, stderr: "" });
  });

  it("while a file is written: the half is gone, and what was there stays", async () => {
    const folder = freshFolder();
    const file = join(folder, "report.json");
    writeFileSync(file, "of last week");
    expect(await endOnceItSays("writing", [signal], file)).toEqual({ died: signal, stderr: "kept\n" });
    expect(readdirSync(folder)).toEqual(["report.json"]);
    expect(readFileSync(file, "utf8")).toBe("of last week");
  });

  it("after another that asked to stop: it ends at once", async () => {
    expect(await endOnceItSays("stopping", ["SIGINT", signal])).toEqual({ died: signal, stderr: "kept\n" });
  });
});

it("a signal that comes just before such work is not lost", async () => {
  expect(await endOnceItSays("signalled before work", [])).toEqual({ died: "SIGTERM", stderr: "kept\n" });
});

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
  if (signal === "SIGINT") {
    expect(ended.stderr).toContain("nhi: stopped. What was read is kept in nhi.db; the same command goes on where it");
  }
  const again = await nhi(["scan", "--bundle", SMALL, "--db", "nhi.db", "--fail-on", "none"], folder);
  expect(again.code, again.stderr).toBe(0);
});
