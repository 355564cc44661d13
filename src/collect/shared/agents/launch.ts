// What a command starts: a package that somebody else publishes, and whether the next start gets the same one.

export interface Launch {
  /** Program that fetches: npx, uvx, docker, …; undefined when the command starts what is on the machine. */
  readonly runner: string | undefined;
  /** npm, pypi, docker, git, deno, go, nuget. */
  readonly registry: string | undefined;
  readonly package: string | undefined;
  readonly version: string | undefined;
  /** The same code at every start: an exact version, a digest, a commit. */
  readonly isPinned: boolean | undefined;
  /** Fetched from a registry that the command names. */
  readonly ownRegistry: boolean;
  /** Address that a bridge (mcp-remote) connects to: its position among the words. */
  readonly bridge: number | undefined;
}

const NOTHING: Launch = {
  runner: undefined,
  registry: undefined,
  package: undefined,
  version: undefined,
  isPinned: undefined,
  ownRegistry: false,
  bridge: undefined,
};

/** Programs that fetch a package and start it, with the words that must follow. */
const RUNNERS: readonly { readonly words: readonly string[]; readonly registry: string }[] = [
  { words: ["npx"], registry: "npm" },
  { words: ["bunx"], registry: "npm" },
  { words: ["pnpx"], registry: "npm" },
  { words: ["npm", "exec"], registry: "npm" },
  { words: ["npm", "x"], registry: "npm" },
  { words: ["pnpm", "dlx"], registry: "npm" },
  { words: ["yarn", "dlx"], registry: "npm" },
  { words: ["bun", "x"], registry: "npm" },
  { words: ["uvx"], registry: "pypi" },
  { words: ["uv", "tool", "run"], registry: "pypi" },
  { words: ["pipx", "run"], registry: "pypi" },
  { words: ["docker", "run"], registry: "docker" },
  { words: ["docker", "container", "run"], registry: "docker" },
  { words: ["podman", "run"], registry: "docker" },
  { words: ["nerdctl", "run"], registry: "docker" },
  { words: ["deno", "run"], registry: "deno" },
  { words: ["go", "run"], registry: "go" },
  { words: ["dnx"], registry: "nuget" },
];

/** Options that take the next word, for each registry; another option is one word, with its value after `=` or without. */
const TAKE_NEXT: { readonly [registry: string]: ReadonlySet<string> } = {
  npm: new Set([
    "-p",
    "--package",
    "--registry",
    "-c",
    "--call",
    "--cache",
    "--prefix",
    "--userconfig",
    "-w",
    "--workspace",
  ]),
  pypi: new Set([
    "--from",
    "--with",
    "--python",
    "-p",
    "--index-url",
    "-i",
    "--index",
    "--default-index",
    "--extra-index-url",
    "--spec",
    "--pip-args",
    "--refresh-package",
    "--directory",
    "--project",
    "--cache-dir",
    "--env-file",
    "--with-requirements",
    "--with-editable",
    "--constraints",
    "-c",
    "--index-strategy",
    "--config-file",
    "--find-links",
    "-f",
  ]),
  docker: new Set([
    "-e",
    "--env",
    "-v",
    "--volume",
    "--name",
    "-p",
    "--publish",
    "--network",
    "--net",
    "--mount",
    "-w",
    "--workdir",
    "-u",
    "--user",
    "--entrypoint",
    "--env-file",
    "--platform",
    "--pull",
    "--add-host",
    "-l",
    "--label",
    "--memory",
    "-m",
    "--cpus",
    "-h",
    "--hostname",
    "--cap-add",
    "--cap-drop",
    "--security-opt",
    "--tmpfs",
    "--device",
    "--restart",
    "--log-driver",
    "--log-opt",
    "--dns",
    "--ulimit",
    "--gpus",
    "--runtime",
    "--ip",
    "--shm-size",
    "--pid",
    "--ipc",
    "--userns",
    "--secret",
  ]),
  deno: new Set(["--config", "-c", "--import-map", "--lock", "--cert", "--location"]),
  go: new Set(["-C", "-mod", "-tags"]),
  nuget: new Set(["--version", "--source", "--add-source", "--configfile", "--framework"]),
};
const NAMES_PACKAGE: ReadonlySet<string> = new Set(["-p", "--package", "--from", "--spec"]);
const NAMES_REGISTRY: ReadonlySet<string> = new Set([
  "--registry",
  "--index-url",
  "-i",
  "--index",
  "--default-index",
  "--source",
  "--add-source",
]);
const BRIDGES = /^(?:mcp-remote|mcp-proxy|supergateway|@modelcontextprotocol\/(?:mcp-remote|inspector))$/;
const EXACT = /^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]+)?$/;
const COMMIT = /^[0-9a-f]{40}$/i;

/** What the words of a command start. Shells and `env` before it are looked through; nothing is run. */
export function launchOf(words: readonly string[]): Launch {
  const [shift, inner] = unwrapped(words);
  const names = inner.map((word, i) => (i === 0 ? programOf(word) : word));
  const runner = RUNNERS.find(({ words: needed }) => needed.every((word, i) => names[i] === word));
  if (runner === undefined) return NOTHING;
  const found = parse(runner, inner.slice(runner.words.length));
  if (found.spec === undefined) return { ...NOTHING, runner: runner.words.join(" ") };
  const bridge = words.findIndex((word, i) => i >= shift && /^(?:https?|wss?):\/\//i.test(word));
  const told = TOLD[runner.registry]?.(found.spec) ?? { package: found.spec, version: undefined, isPinned: undefined };
  const version = told.version ?? found.version;
  return {
    runner: runner.words.join(" "),
    registry: runner.registry,
    ...told,
    version,
    isPinned: told.isPinned === false && found.version !== undefined ? EXACT.test(found.version) : told.isPinned,
    ownRegistry: found.ownRegistry,
    bridge: bridge >= 0 && BRIDGES.test(told.package) ? bridge : undefined,
    ...(told.isPinned === undefined && { registry: undefined, package: undefined }),
  };
}

/** `cmd /c npx …`, `env A=b npx …`, `bash -c "npx …"`: the words of the command within, and how many stand before it. */
function unwrapped(words: readonly string[]): readonly [shift: number, inner: readonly string[]] {
  const [first = "", second = ""] = words;
  const program = programOf(first);
  if (program === "cmd" && /^\/[ck]$/i.test(second)) return [2, words.slice(2).flatMap(split)];
  if (program === "env") {
    const at = words.findIndex((word, i) => i > 0 && !/^[A-Za-z_]\w*=/.test(word));
    return at < 0 ? [0, []] : [at, words.slice(at)];
  }
  if (/^(?:bash|sh|zsh|fish|powershell|pwsh)$/.test(program)) {
    const at = words.findIndex((word) => /^-[a-z]*c$|^-Command$/i.test(word));
    const script = at < 0 ? "" : (words[at + 1] ?? "");
    return [at + 1, startedIn(script)];
  }
  return words.length === 1 ? [0, split(first)] : [0, words];
}

/** The first command of a script that fetches something, or its first: `cd x && npx …`. */
function startedIn(script: string): readonly string[] {
  const commands = script
    .split(/&&|\|\||[;&|\n]/)
    .map((command) => split(command.replace(/^\s*(?:exec\s+|[A-Za-z_]\w*=\S*\s+)*/, "")));
  const fetches = ([first = ""]: readonly string[]): boolean =>
    RUNNERS.some(({ words: [runner] }) => runner === programOf(first));
  return commands.find(fetches) ?? commands[0] ?? [];
}

function split(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** `C:\\x\\npx.cmd` as npx. */
function programOf(word: string): string {
  return (word.split(/[\\/]/).at(-1) ?? "").replace(/\.(?:exe|cmd|bat|ps1)$/i, "").toLowerCase();
}

interface Parsed {
  spec: string | undefined;
  version: string | undefined;
  ownRegistry: boolean;
}

function parse({ registry }: { registry: string }, words: readonly string[]): Parsed {
  const taking = TAKE_NEXT[registry] ?? new Set();
  const found: Parsed = { spec: undefined, version: undefined, ownRegistry: false };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (word === "--") continue;
    if (!word.startsWith("-")) {
      found.spec ??= word;
      break;
    }
    const [option = "", inline] = word.split(/=(.*)/s);
    const value = inline ?? (taking.has(option) ? words[++i] : undefined);
    if (value === undefined) continue;
    if (NAMES_PACKAGE.has(option) && !(option === "-p" && registry !== "npm")) found.spec = value;
    else if (NAMES_REGISTRY.has(option)) found.ownRegistry = true;
    else if (option === "--version") found.version = value;
  }
  return found;
}

interface Told {
  readonly package: string;
  readonly version: string | undefined;
  /** Undefined: nothing is fetched from anyone. */
  readonly isPinned: boolean | undefined;
}

/** How each registry writes a package and its version. */
const TOLD: { readonly [registry: string]: (spec: string) => Told } = {
  npm: (spec) => {
    const git = gitSpec(spec);
    if (git !== undefined) return git;
    if (/^(?:\.|\/|~|file:)/.test(spec)) return { package: spec, version: undefined, isPinned: undefined };
    const at = spec.indexOf("@", 1);
    const version = at < 0 ? undefined : spec.slice(at + 1);
    return {
      package: at < 0 ? spec : spec.slice(0, at),
      version,
      isPinned: version !== undefined && EXACT.test(version),
    };
  },
  pypi: (spec) => {
    const git = gitSpec(spec.replace(/^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(?=git\+)/, ""));
    if (git !== undefined) return git;
    if (/^(?:\.|\/|~|file:)|\.whl$/.test(spec)) return { package: spec, version: undefined, isPinned: undefined };
    const [, name = spec, version] = /^([\w.-]+)(?:\[[^\]]*\])?\s*(?:@|={2,3}|[<>~!]=?.*)?\s*(.*)$/.exec(spec) ?? [];
    const isExact = /^[\w.-]+(?:\[[^\]]*\])?\s*(?:@|={2,3})\s*\d[\w.!+-]*$/.test(spec);
    return { package: name, version: version === "" ? undefined : version, isPinned: isExact };
  },
  docker: (spec) => {
    const [named = spec, digest] = spec.split("@");
    const colon = named.lastIndexOf(":");
    const tag = colon > named.lastIndexOf("/") ? named.slice(colon + 1) : undefined;
    const name = tag === undefined ? named : named.slice(0, colon);
    const isExact = tag !== undefined && /^v?\d+\.\d+(?:\.\d+)?(?:[-.][\w.-]+)?$/.test(tag);
    return { package: name, version: digest ?? tag, isPinned: digest !== undefined || isExact };
  },
  deno: (spec) => {
    const [, from, name = ""] = /^(npm|jsr):\/?(.+)$/.exec(spec) ?? [];
    if (from !== undefined) return TOLD["npm"]?.(name) ?? { package: name, version: undefined, isPinned: false };
    if (!/^https?:/.test(spec)) return { package: spec, version: undefined, isPinned: undefined };
    const version = /@v?([\w.-]+)/.exec(spec)?.[1];
    return { package: hostOf(spec), version, isPinned: version !== undefined && EXACT.test(version) };
  },
  go: (spec) => {
    if (/^(?:\.|\/)/.test(spec) || spec.endsWith(".go"))
      return { package: spec, version: undefined, isPinned: undefined };
    const [name = spec, version] = spec.split("@");
    return { package: name, version, isPinned: version !== undefined && EXACT.test(version) };
  },
  nuget: (spec) => {
    const [name = spec, version] = spec.split("@");
    return { package: name, version, isPinned: version !== undefined && EXACT.test(version) };
  },
};

/** `git+https://host/o/r@commit`, `github:o/r#commit`, `o/r`: the code of a repository. */
function gitSpec(spec: string): Told | undefined {
  if (/^[./~]/.test(spec)) return undefined;
  const [, url] = /^(?:git\+)?((?:https?|ssh|git):\/\/\S+)$/.exec(spec) ?? [];
  const [, short] = /^(?:(?:github|gitlab|bitbucket|gist):)?([\w.-]+\/[\w.-]+(?:#\S+)?)$/.exec(spec) ?? [];
  if (url === undefined && (short === undefined || spec.startsWith("@"))) return undefined;
  const text = short ?? (url ?? "").replace(/^(\w+:\/\/)[^/@]*@/, "$1");
  const [, name = text, version] = /^(.*?)(?:[#@]([^/@#]*))?$/.exec(text) ?? [];
  return { package: name.replace(/[?#].*$/, ""), version, isPinned: version !== undefined && COMMIT.test(version) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "(address)";
}
