// Standard streams: the report goes to stdout, everything else to stderr; colour and animation are decided here once.

import { terminalText } from "../report/escape.js";

export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether colour may be written to a stream. Order: --color flag, FORCE_COLOR, NO_COLOR, TERM=dumb, terminal or not
 * (chalk itself does not look at NO_COLOR).
 */
export function useColor(choice: ColorChoice, stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (choice !== "auto") return choice === "always";
  const force = env["FORCE_COLOR"];
  if (force !== undefined && force !== "") return force !== "0" && force !== "false";
  if (env["NO_COLOR"]) return false;
  if (env["TERM"] === "dumb") return false;
  return stream.isTTY === true;
}

/** Whether a line may be redrawn on stderr: a terminal of at least 40 columns, and not in CI. */
export function mayAnimate(env: NodeJS.ProcessEnv): boolean {
  return process.stderr.isTTY === true && (process.stderr.columns ?? 0) >= 40 && !env["CI"] && env["TERM"] !== "dumb";
}

/** What ended a stream: a reader that went away, or a fault such as a full disk. */
const ended = new Map<NodeJS.WriteStream, "closed" | NodeJS.ErrnoException>();

/**
 * Notes what ends stdout and stderr. A reader that went away (`nhi … | head`) is no error: nothing more is written, the
 * work goes on to its end, and the exit code stays the true one.
 */
export function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      ended.set(stream, error.code === "EPIPE" ? "closed" : error);
    });
  }
}

/** Writes to a stream and waits when its buffer is full; nothing once the stream has ended. */
export function writeTo(stream: NodeJS.WriteStream, chunk: string): Promise<void> | void {
  if (chunk === "" || ended.has(stream) || stream.write(chunk)) return;
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("error", settle).off("close", settle);
      resolve();
    };
    stream.on("drain", settle).on("error", settle).on("close", settle);
  });
}

/**
 * Waits until stdout and stderr have everything, so that the process may end; returns why stdout has not, undefined when it has or
 * when nobody reads it.
 */
export async function stdoutFault(): Promise<string | undefined> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!ended.has(stream)) await new Promise<void>((resolve) => stream.write("", () => resolve()));
  }
  const end = ended.get(process.stdout);
  if (end === undefined || end === "closed") return undefined;
  const cause = end.code === "ENOSPC" ? "the disk is full; free some space and run again" : end.message;
  return `the report could not be written to stdout: ${cause}`;
}

/** A message on stderr, harmless whatever names and answers it quotes; a line break in it is one of ours. */
export function say(message: string): void {
  if (ended.has(process.stderr)) return;
  process.stderr.write(`${message.split("\n").map(terminalText).join("\n")}\n`);
}
