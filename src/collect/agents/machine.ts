// Where on a machine the clients keep their configurations: the places of the reviewed table, below each home and below the
// folders of the machine. Only those are looked at; a home is never walked.
import { readdir, realpath, stat } from "node:fs/promises";
import { platform } from "node:os";
import { join } from "node:path";
import { addAll } from "../../model/add-all.js";
import { compareText } from "../../model/compare.js";
import { UsageError } from "../../model/errors.js";
import { homeFolder } from "../home-folder.js";
import { CARD_PLACES } from "../shared/agents/cards.js";
import { CLIENTS } from "../shared/agents/clients.js";
import { TOKEN_STORES } from "../shared/agents/token-stores.js";

export interface Machine {
  /** Absolute path: of the folder that was named, of the home of this machine's user otherwise. */
  readonly root: string;
  /** A folder was named: links out of it are not followed, since it may be the copy of another machine. */
  readonly isCopy: boolean;
  readonly bases: readonly Base[];
}

/** A folder that places are looked for in. */
interface Base {
  readonly path: string;
  /** How it is shown, and what ids begin with: `~`, `home/ana`, empty. */
  readonly shown: string;
  /** Home that it is in, as it is shown. */
  readonly home: string | undefined;
}

/** A file that may be there. */
export interface Spot {
  readonly path: string;
  readonly shown: string;
  /** Home that it is in: one person's own, even where the same path in a project would be shared. */
  readonly home: string | undefined;
}

/** Folders of a home in which programs keep their settings, on Linux, macOS and Windows. */
export const OF_HOME = ["", ".config", "Library/Application Support", "AppData/Roaming"];
/** Folders of a machine for settings that its administrator makes. */
const OF_MACHINE = ["", "etc", "Library/Application Support", "ProgramData", "Program Files"];
/** Folders of a disk that hold homes; the last one is a home itself. */
const HOMES = ["home/*", "Users/*", "root"];
/** Plugins of Claude Code bring servers and hooks of their own: https://docs.claude.com/en/docs/claude-code/plugins-reference */
const PLUGINS = [".mcp.json", ".claude-plugin/plugin.json", "hooks/hooks.json"].flatMap((file) =>
  ["*/*", "*/*/*"].map((plugin) => `.claude/plugins/cache/${plugin}/${file}`),
);

const PATHS = [
  ...new Set([
    ...CLIENTS.flatMap(({ places }) => places.map(({ path }) => path)),
    ...PLUGINS,
    ...CARD_PLACES,
    ...TOKEN_STORES.map(({ path }) => path),
  ]),
].sort(compareText);

/** Most names of a folder that a `*` in a place is tried on. */
const MOST_NAMES = 2_000;

type OnGap = (subject: string, message: string) => void;

/** This machine, or the one in a folder. Throws UsageError where there is no such folder. */
export async function openMachine(path: string): Promise<Machine> {
  if (path === "") return thisMachine();
  const root = await realpath(path).catch((cause: unknown) => {
    throw new UsageError(`agents:${path}: no such folder`, { cause });
  });
  if (!(await stat(root)).isDirectory()) {
    throw new UsageError(`agents:${path}: not a folder; name a home, a project or the root of a disk`);
  }
  const homes = (await Promise.all(HOMES.map((pattern) => matching(root, pattern, () => {})))).flat();
  const bases = [
    { path: root, shown: "", home: undefined },
    ...OF_MACHINE.filter((folder) => folder !== "").map((folder) => baseAt(root, "", folder)),
    ...OF_HOME.filter((folder) => folder !== "").map((folder) => baseAt(root, "", folder, ".")),
    ...homes.flatMap((home) => OF_HOME.map((folder) => baseAt(join(root, home), home, folder, home))),
  ];
  return { root, isCopy: true, bases };
}

function thisMachine(): Machine {
  const home = homeFolder();
  const { XDG_CONFIG_HOME, CLAUDE_CONFIG_DIR, APPDATA, ProgramData } = process.env;
  const moved = [XDG_CONFIG_HOME, CLAUDE_CONFIG_DIR, APPDATA].flatMap((path) =>
    path === undefined || path === "" ? [] : [{ path, shown: path, home: "~" }],
  );
  const machine =
    platform() === "win32"
      ? [ProgramData ?? "C:/ProgramData", "C:/Program Files"].map((path) => ({ path, shown: path, home: undefined }))
      : OF_MACHINE.map((folder) => baseAt("/", "/", folder));
  return {
    root: home,
    isCopy: false,
    bases: [...OF_HOME.map((folder) => baseAt(home, "~", folder, "~")), ...moved, ...machine],
  };
}

function baseAt(root: string, shown: string, folder: string, home?: string): Base {
  return { path: join(root, folder), shown: joined(shown, folder), home };
}

function joined(...parts: readonly string[]): string {
  return parts
    .filter((part) => part !== "")
    .join("/")
    .replace(/^\/+/, "/");
}

/** Every file that a client would read, each once, in the order of the bases. */
export async function* spotsOf({ bases }: Machine, onGap: OnGap): AsyncGenerator<Spot> {
  const seen = new Set<string>();
  for (const base of bases) {
    if (!(await isFolder(base.path))) continue;
    for (const pattern of PATHS) {
      for (const found of await matching(base.path, pattern, (folder, message) =>
        onGap(joined(base.shown, folder), message),
      )) {
        const path = join(base.path, found);
        if (seen.has(path)) continue;
        seen.add(path);
        yield { path, shown: joined(base.shown, found), home: base.home };
      }
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Paths below a folder that fit a pattern, whose `*` stands for any run without a slash; without one the pattern itself. */
async function matching(root: string, pattern: string, onGap: OnGap): Promise<readonly string[]> {
  let found = [""];
  for (const segment of pattern.split("/")) {
    const next: string[] = [];
    for (const folder of found) addAll(next, await namesIn(root, folder, segment, onGap));
    found = next;
  }
  return found;
}

async function namesIn(root: string, folder: string, segment: string, onGap: OnGap): Promise<readonly string[]> {
  if (!segment.includes("*")) return [joined(folder, segment)];
  const fits = new RegExp(`^${segment.replace(/[.+?^$()|[\]{}\\]/g, "\\$&").replaceAll("*", "[^/]*")}$`);
  const names = await readdir(join(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") onGap(folder, "the folder could not be listed");
    return [];
  });
  const fitting = names.filter((name) => fits.test(name)).sort(compareText);
  if (fitting.length > MOST_NAMES)
    onGap(folder, `${fitting.length - MOST_NAMES} of ${fitting.length} names were not looked at`);
  return fitting.slice(0, MOST_NAMES).map((name) => joined(folder, name));
}
