// A scripted GitHub in the process of the test, and the built nhi pointed at it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answers } from "../../collect/github/organization.js";
import { GitHubServer } from "../../collect/github/server.js";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import type { Outcome, RunOptions } from "../tools/run.js";
import { NOW, TOKEN } from "./scene.js";

export interface Scripted {
  readonly server: GitHubServer;
  readonly folder: string;
  file(name: string): string;
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** `nhi scan github:octo-org` into <name>.db and <name>.json. */
  scan(name: string, options?: RunOptions): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Starts the server; nothing is asked yet. */
export async function startScripted(
  name: string,
  answers: Answers,
  files: { readonly [path: string]: string } = {},
): Promise<Scripted> {
  const server = new GitHubServer(answers, files);
  await server.start();
  const folder = scratch(name);
  const file = (name: string) => join(folder, name);
  const run: Scripted["run"] = (args, options = {}) => {
    const env = cleanEnvironment(file("home"), options.env ?? { NHI_GITHUB_TOKEN: TOKEN });
    return nhi(args, { ...options, env });
  };
  const scan: Scripted["scan"] = (name, options) => {
    const out = ["--db", file(`${name}.db`), "--output", file(`${name}.json`), "--now", NOW, "--fail-on", "none"];
    return run(["scan", "github:octo-org", "--github-url", server.url, ...out], options);
  };
  return { server, folder, file, run, scan, stop: () => server.stop() };
}

/** Nodes, findings and what was not read, as a report has them, without when and how. */
export function outcomeIn(file: string): unknown {
  const { findings, scopes } = JSON.parse(readFileSync(file, "utf8")) as {
    findings: { rule: string; subject: { id: string } }[];
    scopes: { id: string; coverage: unknown }[];
  };
  return {
    findings: findings.map(({ rule, subject }) => `${rule} ${subject.id}`).sort(),
    scopes: scopes.map(({ id, coverage }) => ({ id, coverage })),
  };
}
