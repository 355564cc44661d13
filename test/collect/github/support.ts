// What the tests of the GitHub crawl share: a crawl from the scripted server, and a bundle from the same answers.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { collectorFor, collectorForBundle } from "../../../src/collect/index.js";
import type { AnswerCache, CachedAnswer } from "../../../src/model/collector.js";
import { batchesOf, type Gathered, gather, type Noted, noting } from "../support.js";
import type { Answers } from "./organization.js";
import { GitHubServer } from "./server.js";

/** A server that ends with the test. */
export async function serve(answers: Answers, files: { readonly [path: string]: string } = {}): Promise<GitHubServer> {
  const server = new GitHubServer(answers, files);
  await server.start();
  onTestFinished(() => server.stop());
  return server;
}

export interface LiveOptions {
  readonly source?: string;
  readonly record?: string;
  readonly noted?: Noted;
  readonly cache?: AnswerCache;
}

/** A crawl from a server, with a token in the environment. */
export async function crawlLive(server: GitHubServer, options: LiveOptions = {}): Promise<Gathered> {
  const before = process.env["NHI_GITHUB_TOKEN"];
  process.env["NHI_GITHUB_TOKEN"] = "t";
  try {
    const { source = "github:octo-org", record, noted = noting(), cache } = options;
    const collector = await collectorFor(source, { githubUrl: server.url, record });
    const context = cache === undefined ? noted.context : { ...noted.context, cache };
    return gather(await batchesOf(collector, { ...noted, context }));
  } finally {
    if (before === undefined) delete process.env["NHI_GITHUB_TOKEN"];
    else process.env["NHI_GITHUB_TOKEN"] = before;
  }
}

/** A bundle folder of answers and files, as one written by hand. */
export function writeBundle(
  answers: Answers,
  files: { readonly [path: string]: string } = {},
  owner = "octo-org",
): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-github-"));
  const write = (path: string, text: string): void => {
    const file = join(folder, "github", owner, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [path, answer] of Object.entries(answers)) write(`${path}.json`, JSON.stringify(answer));
  for (const [path, text] of Object.entries(files)) write(`raw/${path}`, text);
  return folder;
}

export async function crawlBundle(folder: string, noted: Noted = noting()): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(folder), noted));
}

/** A cache in memory. */
export function memoryCache(): AnswerCache & { readonly kept: Map<string, CachedAnswer> } {
  const kept = new Map<string, CachedAnswer>();
  return { kept, get: (key) => kept.get(key), put: (key, answer) => void kept.set(key, answer) };
}
