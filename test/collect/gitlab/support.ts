// What the tests of the GitLab crawl share: a crawl from the scripted server, and one from a bundle.
import { expect, onTestFinished } from "vitest";
import { CALLS } from "../../../src/collect/gitlab/calls.js";
import { STANDING_CALLS } from "../../../src/collect/gitlab/standing.js";
import { collectorFor, collectorForBundle } from "../../../src/collect/index.js";
import { outside } from "../declared-calls.js";
import { batchesOf, type Gathered, gather, type Noted, noting } from "../support.js";
import type { Answers } from "./group.js";
import { GitLabServer } from "./server.js";

/** A server that ends with the test, which fails when something was asked that is not in the list of calls. */
export async function serve(answers: Answers, files: { readonly [path: string]: string } = {}): Promise<GitLabServer> {
  const server = new GitLabServer(answers, files);
  await server.start();
  onTestFinished(async () => {
    await server.stop();
    expect(outside(server.asked, [...CALLS, ...STANDING_CALLS])).toEqual([]);
  });
  return server;
}

export interface LiveOptions {
  readonly source?: string;
  readonly record?: string;
  readonly noted?: Noted;
}

/** A crawl from a server, with a token in the environment. */
export async function crawlLive(server: GitLabServer, options: LiveOptions = {}): Promise<Gathered> {
  return withToken("t-0q7", async () => {
    const { source = "gitlab:acme", record, noted = noting() } = options;
    return gather(await batchesOf(await collectorFor(source, { gitlabUrl: server.url, record }), noted));
  });
}

/** Runs with a token in the environment, and with the one before afterwards. */
export async function withToken<T>(token: string | undefined, work: () => Promise<T>): Promise<T> {
  const names = ["NHI_GITLAB_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"];
  const before = names.map((name) => [name, process.env[name]] as const);
  for (const name of names) delete process.env[name];
  if (token !== undefined) process.env["NHI_GITLAB_TOKEN"] = token;
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

export async function crawlBundle(folder: string, noted: Noted = noting()): Promise<Gathered> {
  return gather(await batchesOf(await collectorForBundle(folder), noted));
}
