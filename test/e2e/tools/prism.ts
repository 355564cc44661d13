// Prism, a mock server by others, serving a description with its checks of requests and answers switched on.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, waitForAnswer } from "./run.js";
import { FOLDER } from "./tools.js";

export interface Prism {
  readonly url: string;
  stop(): Promise<void>;
}

/** Two minutes: it reads the description first, and a busy machine takes its time. */
const ATTEMPTS = 480;

/** Starts it on loopback; `folder` keeps the description. */
export async function startPrism(folder: string, description: object): Promise<Prism> {
  const file = join(folder, `description-${Date.now()}.json`);
  writeFileSync(file, JSON.stringify(description));
  const port = await freePort();
  const cli = join(FOLDER, "node_modules/@stoplight/prism-cli/dist/index.js");
  const args = [
    cli,
    "mock",
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--errors",
    "--verboseLevel",
    "silent",
    file,
  ];
  const child = spawn(process.execPath, args, { stdio: "ignore", env: { PATH: process.env["PATH"] } });
  const url = `http://127.0.0.1:${port}`;
  await waitForAnswer(url, ATTEMPTS).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { url, stop: () => end(child) };
}

/** Asks it; again when it had just closed the connection that is kept open between requests, as servers do after a while. */
export async function askPrism(address: string, init: RequestInit = {}, attempts = 3): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (attempts <= 1) throw error;
    return askPrism(address, init, attempts - 1);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
