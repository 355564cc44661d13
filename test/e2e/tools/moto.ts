// Debian's moto (a stateful AWS by others) with a clock that tests move, so that keys really are old.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, run, waitForAnswer } from "./run.js";

// Another Python on PATH may bring a moto_server of its own, with other faults: name Debian's.
const MOTO = "/usr/bin/moto_server";
const FAKETIME = ["x86_64", "aarch64"].map((arch) => `/usr/lib/${arch}-linux-gnu/faketime/libfaketimeMT.so.1`);
const PACKAGES = [
  "python3-moto",
  "python3-flask-cors",
  "python3-joserfc",
  "python3-jsonpath-ng",
  "python3-multipart",
  "faketime",
];

/** Installs moto and faketime from Debian's packages unless they are there; throws with the command to run by hand. */
export async function installMoto(): Promise<void> {
  if (existsSync(MOTO) && FAKETIME.some(existsSync) && (await canServe())) return;
  const apt = ["-q", "-o", "DPkg::Lock::Timeout=500", "-o", "Acquire::Retries=5"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", [...apt, "update"], { env });
  const { status, stderr } = await run("apt-get", [...apt, "install", "-y", ...PACKAGES], { env, timeout: 600_000 });
  if (status === 0 && existsSync(MOTO)) return;
  throw new Error(`moto is not installed; as root: apt-get install ${PACKAGES.join(" ")}\n${stderr.slice(-2000)}`);
}

/** Whether what moto's server imports is there: Debian's package of moto only recommends it, or does not name it. */
async function canServe(): Promise<boolean> {
  const { status } = await run("/usr/bin/python3", ["-c", "import flask_cors, joserfc, jsonpath_ng, multipart"]);
  return status === 0;
}

export interface Moto {
  readonly url: string;
  /** Sets the server's clock; it runs on from there. Returns once the server has it. */
  setClock(time: Date): Promise<void>;
  /** From now on identity policies and signatures are enforced, or no longer. */
  enforceAuth(enforce: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto on loopback in `folder` (clock and log live there), with AWS managed policies loaded. */
export async function startMoto(folder: string): Promise<Moto> {
  const port = await freePort();
  const clock = join(folder, "clock.txt");
  const setClock = async (time: Date) => {
    // Renamed into place: libfaketime ends the server when it reads half a time.
    writeFileSync(`${clock}.part`, `@${time.toISOString().slice(0, 19).replace("T", " ")}\n`);
    renameSync(`${clock}.part`, clock);
    // With this setting libfaketime reads the file once in each second of the real clock. Read at every look at the time,
    // of which moto takes thousands for one dump, it cost more than all else that moto does.
    await sleep(1050 - (Date.now() % 1000));
  };
  await setClock(new Date());
  const child = spawn(MOTO, ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: "/usr/bin:/bin",
      TZ: "UTC",
      LD_PRELOAD: FAKETIME.find(existsSync),
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_CACHE_DURATION: "0",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
    },
  });
  // A test that fails before it can stop the server must not wait for it for ever.
  process.once("exit", () => child.kill("SIGKILL"));
  child.unref();
  const log = createWriteStream(join(folder, "moto.log"));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const url = `http://127.0.0.1:${port}`;
  await waitForAnswer(`${url}/moto-api/`, 240);
  return { url, setClock, enforceAuth: (enforce) => enforceAuth(url, enforce), stop: () => stop(child) };
}

async function enforceAuth(url: string, enforce: boolean): Promise<void> {
  const answer = await fetch(`${url}/moto-api/reset-auth`, { method: "POST", body: enforce ? "0" : "inf" });
  if (!answer.ok) throw new Error(`moto did not change its authentication: ${answer.status}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.kill("SIGKILL");
  await once(child, "exit");
}
