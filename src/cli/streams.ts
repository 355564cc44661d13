// Standard streams: the report goes to stdout, everything else to stderr; colour and animation are decided here once.
import { CommanderError } from "commander";

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

/** Writes to a stream and waits when its buffer is full. A reader that went away (EPIPE) ends the process quietly. */
export function writeTo(stream: NodeJS.WriteStream, chunk: string): Promise<void> | void {
  if (chunk === "" || stream.write(chunk)) return;
  return new Promise((resolve) => stream.once("drain", resolve));
}

/** A closed pipe (`nhi … | head`) is not an error of ours. */
export function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
}

/** One message line on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** True for commander's own ends (help, version, usage errors), which carry an exit code. */
export function isCommanderEnd(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
