// The command line: builds the program, runs one command, turns errors into messages and exit codes.
import type { Command } from "commander";
import { NhiError, UsageError } from "../model/errors.js";
import { fileFault } from "../model/file-fault.js";
import { emptyArgument } from "./empty-arguments.js";
import { isCommanderEnd } from "./help.js";
import { meantOption } from "./own-help.js";
import { buildProgram } from "./program.js";
import { say, stdoutFault, watchStreams } from "./streams.js";

/** Exit codes of the contract; 1 is kept for findings and "no". */
const EXIT_ERROR = 2;
const EXIT_INTERRUPTED = 130;

/**
 * Runs nhi on arguments (without node and script) and returns the exit code.
 * Never throws: whatever is not expected is an internal error, exit 2.
 */
export async function main(args: readonly string[]): Promise<number> {
  const debug = args.includes("--debug");
  watchStreams();
  endOnStrayErrors(debug);
  const exitCode = await run(args, debug);
  const fault = await stdoutFault();
  if (fault === undefined) return exitCode;
  say(`nhi: ${fault}`);
  return EXIT_ERROR;
}

async function run(args: readonly string[], debug: boolean): Promise<number> {
  let exitCode = 0;
  const program = buildProgram((code) => {
    exitCode = code;
  }, args[0]);
  try {
    if (args[0] === "complete" && args[1] === "--") {
      const { completeText } = await import("./completion/complete.js");
      process.stdout.write(await completeText(program, args.slice(2)));
      return 0;
    }
    const empty = emptyArgument(args);
    if (empty !== undefined) throw new UsageError(empty);
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    if (isCommanderEnd(error)) {
      if (error.code === "commander.excessArguments") await sayOfExcess(program, args);
      return error.exitCode === 0 ? 0 : EXIT_ERROR;
    }
    return reportError(error, debug);
  }
}

/** An option without its dashes, a database or a recording that is named as an argument where options name it. */
async function sayOfExcess(program: Command, args: readonly string[]): Promise<void> {
  const option = meantOption(program, args);
  if (option !== undefined) say(`     Did you mean ${option}?`);
  const { existsSync } = await import("node:fs");
  const [, ...rest] = args;
  const path = rest.find((one, at) => !one.startsWith("-") && !rest[at - 1]?.startsWith("-") && existsSync(one));
  if (path !== undefined) say(`     ${path} is there: a database is named with --db, recorded answers with --bundle`);
}

/** Node ends with 1 on an error that nothing caught; 1 means findings. */
function endOnStrayErrors(debug: boolean): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (error: unknown) => process.exit(reportError(error, debug)));
  }
}

/** Prints what went wrong; the stack only with --debug. */
function reportError(error: unknown, debug: boolean): number {
  const fault = error instanceof NhiError ? error.message : fileFault(error);
  if (fault !== undefined) {
    say(`nhi: ${fault}`);
  } else if (isAbort(error)) {
    return EXIT_INTERRUPTED;
  } else {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    say(`nhi: internal error: ${message}`);
    say("     this is a defect of nhi; run again with --debug for the stack and report it");
  }
  if (debug && error instanceof Error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) say(cause.stack ?? cause.message);
  }
  return EXIT_ERROR;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
