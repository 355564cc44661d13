// nhi explore on a terminal: the other screen while it runs, the old one as it was when it ends, however it ends.
import chalk from "chalk";
import { createElement } from "react";
import type { Explorer } from "../../app/explore/index.js";
import { ENDING } from "../../model/ending.js";
import { Model } from "./model.js";

const ENTER = "\u001b[?1049h\u001b[H";
const LEAVE = "\u001b[?25h\u001b[?1049l";

/** Streams to draw on and read keys from. */
export interface ExploreStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** Runs until it is left. Restores the terminal on `q`, Ctrl-C, a signal that ends the process, and a defect. */
export async function runExplorer(
  explorer: Explorer,
  color: boolean,
  { stdin, stdout }: ExploreStreams,
): Promise<void> {
  // Where CI is set, ink draws the last screen only, and looks at it when it is loaded. Here somebody is at a terminal.
  process.env["CI"] = "false";
  const { render } = await import("ink");
  const { App } = await import("./app.js");
  if (!color) chalk.level = 0;
  else if (chalk.level === 0) chalk.level = 1;
  let left = false;
  const leave = () => {
    if (!left) stdout.write(LEAVE);
    left = true;
  };
  // Ctrl-C is a key while keys are read one by one, and a signal before and after that. A signal would end the process without its exit event, and leave the other screen on.
  const end = (signal: NodeJS.Signals) => {
    leave();
    process.kill(process.pid, signal);
  };
  process.once("exit", leave);
  for (const signal of ENDING) process.once(signal, end);
  stdout.write(ENTER);
  try {
    const screen = sized(stdout);
    const model = new Model(explorer, { columns: screen.columns, rows: screen.rows });
    try {
      const drawn = render(createElement(App, { model }), {
        stdin,
        stdout: screen,
        exitOnCtrlC: true,
        patchConsole: false,
      });
      await drawn.waitUntilExit();
    } finally {
      model.stop();
    }
  } finally {
    leave();
    process.off("exit", leave);
    for (const signal of ENDING) process.off(signal, end);
  }
}

/** A terminal that does not know its size, as some containers give, has the usual one: ink would draw nothing on it. */
function sized(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stdout.columns > 0 && stdout.rows > 0) return stdout;
  return Object.create(stdout, { columns: { value: 80 }, rows: { value: 24 } }) as NodeJS.WriteStream;
}
