// Opens recorded answers: a folder laid out as design section 5 says, or one plain file of a vendor's CLI. Reads only
// what lies inside.
import { type Dirent, readdirSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, posix, sep } from "node:path";
import { ProviderError, UsageError } from "../model/errors.js";
import { type BundleHead, readHead } from "./bundle-head.js";
import { AnswerFault } from "./fault.js";

/** What lies in a folder of a bundle. */
export interface BundleEntry {
  readonly name: string;
  /** A folder, or a link to one. */
  readonly isFolder: boolean;
  /** A link, or neither file nor folder: following every link may have no end. */
  readonly isLink?: true;
}

export interface Bundle {
  /** The path as the user gave it. */
  readonly display: string;
  readonly head: BundleHead;
  /** Absolute path of a file by its path in the bundle (with slashes and extension), undefined when there is none. */
  find(path: string): Promise<string | undefined>;
  /**
   * What is in a folder of the bundle, sorted; nothing when it is not there. Throws ProviderError when the folder may not be read:
   * what is in it would be left out without a word.
   */
  entries(folder: string): Promise<readonly BundleEntry[]>;
  /** The path of a file in the bundle as people write it. */
  show(path: string): string;
  /** Paths that were found so far. */
  readonly found: ReadonlySet<string>;
}

/** Opens a bundle folder. Throws UsageError when it is not there or was made by a newer version. */
export async function openBundle(path: string): Promise<Bundle> {
  const root = await realpath(path).catch((cause: unknown) => {
    throw new UsageError(`bundle ${path}: no such file or folder`, { cause });
  });
  return new FolderBundle(path, root, await readHead(path, root));
}

/** A bundle of one plain file, which stands at `place` (path with extension). */
export function plainBundle(file: string, place: string): Bundle {
  const found = new Set<string>();
  const segments = place.split("/");
  return {
    display: file,
    head: {},
    found,
    find: async (path) => {
      if (path !== place) return undefined;
      found.add(path);
      return file;
    },
    entries: async (folder) => {
      const depth = folder === "" ? 0 : folder.split("/").length;
      const name = segments[depth];
      const isBelow = name !== undefined && segments.slice(0, depth).join("/") === folder;
      return isBelow ? [{ name, isFolder: depth < segments.length - 1 }] : [];
    },
    show: (path) => (path === place ? file : path),
  };
}

/** What is in a folder: its real path, and by name what is there. A link, and what the system does not tell, is looked up. */
interface Listing {
  readonly real: string;
  readonly names: ReadonlyMap<string, Kind>;
}

type Kind = "file" | "folder" | "unclear";

/** Folders of which the names are kept: those above what is being asked for, and a few beside it. */
const KEPT_FOLDERS = 256;

class FolderBundle implements Bundle {
  readonly display: string;
  readonly head: BundleHead;
  readonly found = new Set<string>();
  readonly #root: string;
  /** Names in a folder; undefined where it is not there. Most of what is asked for is not there, and is told from here. */
  readonly #folders = new Map<string, Promise<Listing | "unknown" | undefined>>();

  constructor(display: string, root: string, head: BundleHead) {
    this.display = display;
    this.#root = root;
    this.head = head;
  }

  async find(path: string): Promise<string | undefined> {
    if (!(await this.#mayHold(path))) return undefined;
    const plain = await this.#listed(path);
    if (plain?.kind === "folder") return undefined;
    if (plain?.kind === "file") {
      this.found.add(path);
      return plain.real;
    }
    const file = await this.#inside(path);
    if (file === undefined) return undefined;
    const found = await stat(file);
    if (found.isDirectory()) return undefined;
    this.found.add(path);
    if (found.isFile()) return file;
    throw new AnswerFault("broken", "NotAFile", `${this.show(path)}: not a file`);
  }

  async entries(folder: string): Promise<readonly BundleEntry[]> {
    const listing = await this.#namesIn(folder);
    if (listing === undefined) return [];
    const { real, names } = listing === "unknown" ? await this.#readListing(folder) : listing;
    const entries: BundleEntry[] = [];
    for (const [name, kind] of names) {
      entries.push(kind === "unclear" ? await lookedUp(real, name) : { name, isFolder: kind === "folder" });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  show(path: string): string {
    return join(this.display, path);
  }

  /** Whether there can be something at a path: its folder names it, or the folder cannot be looked into. */
  async #mayHold(path: string): Promise<boolean> {
    if (path === "") return true;
    if (path.split("/").includes("..")) throw outside(this.show(path));
    const { dir, base } = posix.parse(path);
    const listing = await this.#namesIn(dir);
    return listing === "unknown" || listing?.names.has(base) === true;
  }

  /** What the folder above says of a path, which spares looking at each; undefined where that is not enough. */
  async #listed(path: string): Promise<{ readonly real: string; readonly kind: "file" | "folder" } | undefined> {
    if (path === "") return { real: this.#root, kind: "folder" };
    const { dir, base } = posix.parse(path);
    const listing = await this.#namesIn(dir);
    if (listing === undefined || listing === "unknown") return undefined;
    const kind = listing.names.get(base);
    return kind === undefined || kind === "unclear" ? undefined : { real: join(listing.real, base), kind };
  }

  /** Names in a folder, read once while it is among those asked for last. */
  #namesIn(folder: string): Promise<Listing | "unknown" | undefined> {
    const names = this.#folders.get(folder) ?? this.#readNames(folder);
    this.#folders.delete(folder);
    this.#folders.set(folder, names);
    const [oldest] = this.#folders.keys();
    if (this.#folders.size > KEPT_FOLDERS && oldest !== undefined) this.#folders.delete(oldest);
    return names;
  }

  /** What leads out of the bundle or may not be read is unknown here: asking for what is in it says so. */
  async #readNames(folder: string): Promise<Listing | "unknown" | undefined> {
    if (!(await this.#mayHold(folder))) return undefined;
    try {
      const real = await this.#inside(folder);
      return real === undefined ? undefined : { real, names: new Map(kindsIn(real)) };
    } catch (fault) {
      return (fault as NodeJS.ErrnoException).code === "ENOTDIR" ? undefined : "unknown";
    }
  }

  /** As #readNames; what cannot be read is thrown. */
  async #readListing(folder: string): Promise<Listing> {
    const real = await this.#inside(folder);
    if (real === undefined) return { real: this.#root, names: new Map() };
    try {
      return { real, names: new Map(kindsIn(real)) };
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new ProviderError(
        `${this.show(folder)}: cannot be read (${code}), and what is in it is not known; change its permissions and scan again`,
        { cause },
      );
    }
  }

  /** Real path, undefined when there is nothing. A link that leads out of the bundle is refused. */
  async #inside(path: string): Promise<string | undefined> {
    const plain = await this.#listed(path);
    if (plain !== undefined) return plain.real;
    const real = await realpath(join(this.#root, path)).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
      throw new AnswerFault("broken", cause.code ?? "unreadable", `${this.show(path)}: cannot be read (${cause.code})`);
    });
    if (real !== undefined && real !== this.#root && !real.startsWith(this.#root + sep)) throw outside(this.show(path));
    return real;
  }
}

/** What is in a folder. Read at once: there are thousands, and handing each to another thread takes longer than to read it. */
function kindsIn(folder: string): readonly (readonly [string, Kind])[] {
  const kindOf = (one: Dirent) => (one.isFile() ? "file" : one.isDirectory() ? "folder" : "unclear");
  return readdirSync(folder, { withFileTypes: true }).map((one) => [one.name, kindOf(one)]);
}

/** A link is what it leads to. What is neither file nor folder is listed as a file: asking for it says what is wrong with it. */
async function lookedUp(folder: string, name: string): Promise<BundleEntry> {
  const target = await stat(join(folder, name)).catch(() => undefined);
  // A link to what is not there stands for what its name says.
  const isFolder = target?.isDirectory() ?? !name.endsWith(".json");
  return { name, isFolder, isLink: true };
}

function outside(shown: string): AnswerFault {
  return new AnswerFault("broken", "OutsideBundle", `${shown}: leads out of the bundle`);
}
