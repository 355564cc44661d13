// A Google that answers as its discovery documents say, and nhi's own crawl pointed at it: a front that routes and pages, and
// behind it Prism, which holds every answer and every body against the schema of its method.
import { existsSync } from "node:fs";
import type { Answers } from "../../collect/gcp/estate.js";
import { type Asked, callFor, GoogleServer, keyOf, type Reply } from "../../collect/gcp/server.js";
import { scratch } from "../tools/nhi.js";
import { askPrism, startPrism } from "../tools/prism.js";
import { GOOGLE_FOLDER } from "../tools/published.js";
import { describe, methodOf, placeOf, type Served, unknownParameters } from "./discovery.js";

/** Why the tests of a Google by others do not run here; undefined where they do. */
export function whySkipped(): string | undefined {
  if (existsSync(GOOGLE_FOLDER)) return undefined;
  return "Google's discovery documents are not there: node --import tsx test/e2e/tools/install.ts google";
}

export interface Scene {
  readonly server: GoogleServer;
  readonly folder: string;
  /** What Google's documents do not allow, of requests and answers since the last time. */
  readonly violations: string[];
  stop(): Promise<void>;
}

/** Starts Prism with these answers, and the front before it. */
export async function startScene(name: string, answers: Answers): Promise<Scene> {
  const folder = scratch(name);
  const keys = Object.keys(answers);
  const served: Served[] = keys.map((key) => ({ call: callFor(key), body: answers[key] }));
  const prism = await startPrism(folder, describe(served));
  const violations: string[] = [];
  const known = new Map<string, Promise<Reply>>();

  async function ask(asked: Asked, at: number): Promise<Reply> {
    const said = await askPrism(`${prism.url}${placeOf(at)}`, {
      method: asked.method,
      headers: { accept: "application/json", ...(asked.body === "" ? {} : { "content-type": "application/json" }) },
      ...(asked.body === "" ? {} : { body: asked.body }),
    });
    const body: unknown = await said.json();
    const { type, title, detail, validation } = body as { [name: string]: unknown };
    if (typeof type !== "string" || !type.includes("prism/errors")) return { status: said.status, body };
    violations.push(
      `${asked.path}: ${String(title)} ${String(detail)} ${JSON.stringify(validation ?? "")}`.slice(0, 600),
    );
    // No answer of the API, and nothing that is asked again.
    return { status: 200, body: "no answer" };
  }

  const server = new GoogleServer((asked) => {
    const at = keys.indexOf(keyOf(asked));
    if (asked.call !== undefined) violations.push(...unknownParameters(asked.call, asked.query));
    const call = served[at]?.call;
    if (call === undefined) return NOT_FOUND;
    if (methodOf(call) === undefined) return { status: 200, body: served[at]?.body };
    // Prism says the same each time: later crawls are about what stands before it.
    const asking = known.get(keyOf(asked)) ?? ask(asked, at);
    known.set(keyOf(asked), asking);
    return asking;
  });
  await server.start();
  return {
    server,
    folder,
    violations,
    async stop() {
      await server.stop();
      await prism.stop();
    },
  };
}

const NOT_FOUND: Reply = {
  status: 404,
  body: { error: { code: 404, message: "Requested entity was not found.", status: "NOT_FOUND" } },
};

/** Requests that nhi's list of calls does not have, and those that could change something. */
export function outside(asked: readonly Asked[]): string[] {
  return asked
    .filter(({ call, method }) => call === undefined || (method !== "GET" && call.http !== method))
    .map(({ method, path }) => `${method} ${path}`);
}
