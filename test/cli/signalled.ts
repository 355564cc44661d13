// A process that a signal finds in the middle of something, and that stays there: ended by signals.test.ts.
import { writeSync } from "node:fs";
import { endingAtOnce } from "../../src/app/end-at-once.js";
import { writeWhole } from "../../src/app/write-file.js";
import { createStop } from "../../src/cli/stop.js";

const [what, file = ""] = process.argv.slice(2);
const stop = createStop((line) => void writeSync(2, `${line}\n`));
const began = (said = "begun") => void writeSync(1, `${said}\n`);
const forever = () => new Promise<never>(() => setTimeout(() => {}, 600_000));

const busy = () => {
  began();
  for (;;) Math.random();
};

const DOING: Readonly<Record<string, () => Promise<unknown>>> = {
  waiting: () =>
    stop.telling("kept", () => {
      began();
      return forever();
    }),
  working: () => stop.telling("kept", () => endingAtOnce(busy)),
  "working unheard": () => endingAtOnce(busy),
  "signalled before work": () =>
    stop.telling("kept", () => {
      process.kill(process.pid, "SIGTERM");
      return endingAtOnce(busy);
    }),
  writing: () =>
    stop.telling("kept", () =>
      writeWhole(file, async (stream) => {
        await new Promise((done) => stream.write("half", done));
        began();
        await forever();
      }),
    ),
  stopping: () =>
    stop.telling("kept", () =>
      stop.stoppable(() => {
        stop.signal.addEventListener("abort", () => began("stopping"));
        began();
        return forever();
      }),
    ),
  done: async () => {
    await stop.telling("kept", async () => {});
    began();
    await forever();
  },
};

await DOING[what ?? ""]?.();
