// The direction of imports as a table: collect → store → analyze → store → evaluate → report, joined only by app.
// docs/architecture.md explains it; this is what is enforced.

/** Part of the house → parts it may import besides itself. */
const ALLOWED: { readonly [part: string]: readonly string[] } = {
  model: [],
  graph: ["model"],
  catalog: ["model"],
  store: ["model"],
  report: ["model"],
  // What collectors share: transport, bundles, redaction.
  "collect/shared": ["model"],
  // A provider's folder; it never sees another provider.
  "collect/<provider>": ["model", "collect/shared"],
  // The list of sources.
  collect: ["model", "collect/shared", "collect/<provider>"],
  analyze: ["model", "graph"],
  evaluate: ["model", "graph"],
  plan: ["model"],
  app: [
    "model",
    "graph",
    "plan",
    "catalog",
    "store",
    "report",
    "collect",
    "collect/shared",
    "collect/<provider>",
    "analyze",
    "evaluate",
  ],
  cli: ["model", "app", "report"],
  bin: ["cli"],
};

/** Packages that only some parts may import. */
const PACKAGES: readonly { readonly pattern: RegExp; readonly only: RegExp; readonly reason: string }[] = [
  { pattern: /^better-sqlite3$/, only: /^src\/store\//, reason: "only store knows the database driver" },
  { pattern: /^(@aws-sdk\/(client-|credential-)|@smithy\/)/, only: /^src\/collect\/aws\//, reason: "vendor SDK" },
  { pattern: /^@azure\//, only: /^src\/collect\/(entra|azure|shared\/microsoft)\//, reason: "vendor SDK" },
  { pattern: /^@gitbeaker\//, only: /^src\/collect\/gitlab\//, reason: "vendor SDK" },
  { pattern: /^@kubernetes\//, only: /^src\/collect\/kubernetes\//, reason: "vendor SDK" },
  { pattern: /^@octokit\//, only: /^src\/collect\/github\//, reason: "vendor SDK" },
  {
    pattern: /^(googleapis|google-auth-library)/,
    only: /^src\/collect\/(gcp|workspace|shared\/google)\//,
    reason: "vendor SDK",
  },
  { pattern: /^(ink|react|@inkjs\/ui)(\/|$)/, only: /^src\/cli\/(explore|progress)/, reason: "loaded only when drawn" },
  { pattern: /^commander$/, only: /^src\/cli\//, reason: "only cli knows the command line" },
];

/** Parts that are pure: no files, network, processes or terminal. */
const PURE = new Set(["model", "graph", "analyze", "evaluate", "plan", "report"]);
const IMPURE_MODULE =
  /^(node:)?(fs|fs\/promises|net|tls|http|https|http2|dgram|dns|child_process|worker_threads|cluster|os|process|readline|tty|repl)$/;

/** Part that a file belongs to: `model`, `collect/shared`, `collect/<provider>`, …; undefined outside src and bin. */
export function partOf(path: string): string | undefined {
  if (path.startsWith("bin/")) return "bin";
  const [, part, next, deeper] = /^src\/([^/]+)\/([^/]+)(\/)?/.exec(path) ?? [];
  if (part !== "collect") return part;
  if (deeper === undefined) return next === "index.ts" ? "collect" : "collect/shared";
  return next === "shared" ? "collect/shared" : "collect/<provider>";
}

/** Why `path` must not import `target` (a path from the root, or a package); undefined when it may. */
export function objection(path: string, target: string): string | undefined {
  const from = partOf(path);
  if (from === undefined) return `${path} belongs to no part of the house`;
  const to = partOf(target);
  if (to !== undefined) return objectionToPart(path, from, target, to);
  if (/^(src|bin|test|scripts)\//.test(target)) return `${from} must not import ${target}`;
  if (PURE.has(from) && IMPURE_MODULE.test(target)) return `${from} is pure and must not import ${target}`;
  const rule = PACKAGES.find(({ pattern }) => pattern.test(target));
  if (rule === undefined || rule.only.test(path)) return undefined;
  return `${target} belongs to ${rule.only.source} (${rule.reason})`;
}

function objectionToPart(path: string, from: string, target: string, to: string): string | undefined {
  if (from === "collect/<provider>" && to === from && provider(path) !== provider(target)) {
    return `${provider(path)} must not import ${provider(target)}`;
  }
  if (from === to || ALLOWED[from]?.includes(to) === true) return undefined;
  return `${from} must not import ${to}`;
}

function provider(path: string): string | undefined {
  return /^src\/collect\/([^/]+)/.exec(path)?.[1];
}
