// commander loads node:child_process, and with it all of node's network, for commands that are programs of their own. nhi
// has none of those, so it is loaded when one is started.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const EAGER = "const childProcess = require('node:child_process');";
const LAZY = "const childProcess = { spawn: (...given) => require('node:child_process').spawn(...given) };";

/** The source with the module loaded on use. Throws when commander no longer looks as expected. */
export function withLazyChildProcess(source: string): string {
  const uses = source.match(/\bchildProcess\.(\w+)/g) ?? [];
  if (!source.includes(EAGER) || uses.some((use) => use !== "childProcess.spawn")) {
    throw new Error("commander loads node:child_process in another way: mend scripts/build/lazy-child-process.ts");
  }
  return source.replace(EAGER, LAZY);
}

export const lazyChildProcess: Plugin = {
  name: "lazy-child-process",
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/commander\/lib\/command\.js$/ }, async ({ path }) => ({
      contents: withLazyChildProcess(await readFile(path, "utf8")),
      loader: "js",
    }));
  },
};
