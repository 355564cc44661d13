// One seeded AWS with a recording proxy before it, and nhi pointed at it.
import { join } from "node:path";
import { installMoto, type Moto, startMoto } from "../tools/moto.js";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import { type RecordingProxy, startProxy } from "../tools/recording-proxy.js";
import type { Outcome, RunOptions } from "../tools/run.js";
import { type Key, ROOT } from "./clients.js";
import { type Report, readReport } from "./report.js";
import { type Seeded, seed } from "./seed.js";

/** A server that runs, and nhi pointed at it. */
export interface Stage {
  readonly folder: string;
  readonly moto: Moto;
  readonly proxy: RecordingProxy;
  /** Clock of every scan. */
  readonly now: Date;
  /** What `nhi permissions aws` printed, with and without --organization. */
  readonly permissions: Permissions;
  /** A file of this scene. */
  file(name: string): string;
  /** `nhi scan aws` into <name>.db and <name>.json, with further arguments. */
  scan(name: string, args?: readonly string[], options?: SceneOptions): Promise<Scan>;
  /** Runs nhi with the key of the stage, or another, and its clock as --now. */
  run(args: readonly string[], options?: SceneOptions): Promise<Outcome>;
  stop(): Promise<void>;
}

export interface Scene extends Stage {
  readonly seeded: Seeded;
}

export type SceneOptions = RunOptions & { readonly key?: Key };

export interface Scan extends Outcome {
  readonly report: () => Report;
}

interface Permissions {
  readonly policy: unknown;
  readonly actions: readonly string[];
}

/** Starts an empty server; `key` signs the scans. */
export async function startStage(name: string, key: Key = ROOT): Promise<Stage> {
  await installMoto();
  const folder = scratch(name);
  const moto = await startMoto(folder);
  const proxy = await startProxy(moto.url);
  const permissions = await readPermissions(folder);
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const file = (name: string) => join(folder, name);
  const stop = async () => {
    await proxy.stop();
    await moto.stop();
  };
  return withRuns({ folder, moto, proxy, permissions, now, file, stop }, key);
}

/** Starts and seeds; takes some ten seconds. */
export async function startScene(name: string): Promise<Scene> {
  const stage = await startStage(name);
  const seeded = await seed(stage.moto, stage.now, stage.permissions.policy).catch(async (error: unknown) => {
    await stage.stop();
    throw error;
  });
  return { ...withRuns(stage, seeded.auditor), seeded };
}

function withRuns(frame: Omit<Stage, "run" | "scan">, key: Key): Stage {
  const { file, proxy, now } = frame;
  const run: Stage["run"] = (args, options = {}) => {
    const env = { ...awsEnvironment(file("home"), proxy.url, options.key ?? key), ...options.env };
    return nhi([...args, "--now", now.toISOString()], { ...options, env });
  };
  const scan: Stage["scan"] = async (name, args = [], options = {}) => {
    const output = file(`${name}.json`);
    const all = ["scan", "aws", "--db", file(`${name}.db`), "--output", output, ...args];
    return { ...(await run(all, options)), report: () => readReport(output) };
  };
  return { ...frame, run, scan };
}

/** Nothing but what the SDK's own credential chain reads. */
export function awsEnvironment(home: string, endpoint: string, key: Key | undefined): NodeJS.ProcessEnv {
  return cleanEnvironment(home, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...(key === undefined ? {} : { AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.secret }),
  });
}

interface Policy {
  readonly Statement: readonly { readonly Effect: string; readonly Action: string | readonly string[] }[];
}

async function readPermissions(folder: string): Promise<Permissions> {
  const { status, stdout, stderr } = await nhi(["permissions", "aws"], {
    env: cleanEnvironment(join(folder, "home"), {}),
  });
  if (status !== 0) throw new Error(`nhi permissions aws ended with ${status}: ${stderr}`);
  const policy = JSON.parse(stdout) as Policy;
  const actions = policy.Statement.flatMap(({ Action }) => Action);
  return { policy, actions: [...new Set(actions)].sort() };
}
