import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // Their maps name sources that they do not ship: a warning for each of a hundred files.
      name: "parsers-without-source-maps",
      enforce: "pre",
      load: (id) =>
        /\/node_modules\/@actions\/.*\.js$/.test(id)
          ? { code: readFileSync(id, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, ""), map: null }
          : undefined,
    },
  ],
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**", "**/node_modules/**"],
    globalSetup: "test/shared-folder.ts",
    setupFiles: ["test/after-each-file.ts", "test/chance.ts"],
    // Modules are read once a worker and not once a file: a third of the time. A file leaves nothing behind for the next.
    isolate: false,
    // A bound for what hangs, not for what is slow: on a busy machine a test takes ten times what it takes alone.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // GitHub's parsers import JSON in a way that Node 20 refuses; inlined, they are bundled as in the package.
    server: { deps: { inline: [/@actions\//] } },
  },
});
