// Includes of a pipeline: which files it is made of, fetched one after the other, and what of them nobody could read.
import {
  isMapping,
  type Mapping,
  type ParsedPipeline,
  type Place,
  parsePipeline,
  textsOf,
  type Value,
} from "./parse.js";

/** A file that a pipeline includes. `project` is left out where it is the one that includes. */
export interface FileInclude {
  readonly project?: string;
  readonly ref?: string;
  /** From the root, without a slash before it. */
  readonly path: string;
}

/** Reads a file; a text that says why where it cannot be had. */
export type FetchFile = (include: FileInclude) => Promise<{ readonly text: string } | { readonly why: string }>;

/** Paths of the files of a project that a pattern stands for; a text that says why where that cannot be told. */
export type ListFiles = (
  pattern: FileInclude,
) => Promise<{ readonly paths: readonly string[] } | { readonly why: string }>;

export interface PlacedFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** All files as one mapping, the including file over the included ones. */
export interface MergedPipeline {
  readonly root: Mapping;
  readonly places: ReadonlyMap<string, Place & { readonly file: string }>;
  readonly faults: readonly PlacedFault[];
  /** What could not be followed. */
  readonly missing: readonly { readonly include: string; readonly why: string }[];
  /** Other projects whose files are in it, read or not. */
  readonly sources: readonly IncludedSource[];
}

/** A project whose files are part of a pipeline, at a branch, tag or commit; at its default branch when left out. */
export interface IncludedSource {
  readonly project: string;
  readonly ref?: string;
}

/** As GitLab: a pipeline of more files is refused. */
const MOST_FILES = 150;

interface Loading {
  readonly fetch: FetchFile;
  readonly list: ListFiles;
  readonly places: Map<string, Place & { readonly file: string }>;
  readonly faults: PlacedFault[];
  readonly missing: { readonly include: string; readonly why: string }[];
  readonly seen: Set<string>;
  readonly sources: Map<string, IncludedSource>;
}

/** Reads a pipeline from its first file. Never throws on content. */
export async function loadPipeline(
  path: string,
  text: string,
  fetch: FetchFile,
  list: ListFiles,
): Promise<MergedPipeline> {
  const loading: Loading = {
    fetch,
    list,
    places: new Map(),
    faults: [],
    missing: [],
    seen: new Set([nameOf({ path })]),
    sources: new Map(),
  };
  const root = await load({ path }, parsePipeline(text), loading);
  const { places, faults, missing, sources } = loading;
  return { root, places, faults, missing, sources: [...sources.values()] };
}

async function load(from: FileInclude, parsed: ParsedPipeline, loading: Loading): Promise<Mapping> {
  const file = nameOf(from);
  for (const fault of parsed.faults) loading.faults.push({ file, ...fault });
  if (parsed.root === undefined) return {};
  let merged: Mapping = {};
  for (const include of includesOf(parsed.root["include"])) {
    if ("why" in include) {
      loading.missing.push({ include: include.include, why: include.why });
      if (include.source !== undefined) noteSource({ path: "", ...include.source }, loading);
    } else if ("pattern" in include)
      merged = mergeDeep(merged, await followAll(inside({ path: include.pattern }, from), loading));
    else merged = mergeDeep(merged, await follow(inside(include, from), loading));
  }
  const { include: _, ...own } = parsed.root;
  for (const [key, place] of parsed.places) loading.places.set(key, { file, ...place });
  return mergeDeep(merged, own);
}

/** Every file that a pattern stands for, in the order of their names, as GitLab does. */
async function followAll(pattern: FileInclude, loading: Loading): Promise<Mapping> {
  noteSource(pattern, loading);
  const found = await loading.list(pattern);
  if ("why" in found) {
    loading.missing.push({ include: nameOf(pattern), why: found.why });
    return {};
  }
  let merged: Mapping = {};
  for (const path of found.paths) merged = mergeDeep(merged, await follow({ ...pattern, path }, loading));
  return merged;
}

async function follow(include: FileInclude, loading: Loading): Promise<Mapping> {
  const name = nameOf(include);
  if (loading.seen.has(name)) return {};
  loading.seen.add(name);
  noteSource(include, loading);
  if (loading.seen.size > MOST_FILES) {
    loading.missing.push({ include: name, why: `more than ${MOST_FILES} files` });
    return {};
  }
  const found = await loading.fetch(include);
  if ("text" in found) return load(include, parsePipeline(found.text), loading);
  loading.missing.push({ include: name, why: found.why });
  return {};
}

function noteSource({ project, ref }: FileInclude, { sources }: Loading): void {
  if (project === undefined) return;
  sources.set(`${project} ${ref ?? ""}`, { project, ...(ref === undefined ? {} : { ref }) });
}

/** A local file of an included project is in that project. */
function inside(include: FileInclude, { project, ref }: FileInclude): FileInclude {
  if (include.project !== undefined || project === undefined) return include;
  return { ...include, project, ...(ref === undefined ? {} : { ref }) };
}

function nameOf({ project, ref, path }: FileInclude): string {
  if (project === undefined) return path;
  return `${project}/${path}${ref === undefined ? "" : `@${ref}`}`;
}

type Found =
  | FileInclude
  | { readonly pattern: string }
  | { readonly include: string; readonly why: string; readonly source?: IncludedSource };

function includesOf(value: Value | undefined): readonly Found[] {
  const list = Array.isArray(value) ? (value as readonly Value[]) : value === undefined ? [] : [value];
  return list.flatMap((one): Found[] => {
    if (typeof one === "string") return /^https?:/i.test(one) ? [remote(one)] : [local(one)];
    if (!isMapping(one)) return [];
    const { local: path, project, file, ref, remote: url, template, component } = one;
    if (typeof path === "string") return [local(path)];
    if (typeof project === "string") {
      return textsOf(file).map((name) => {
        const at = typeof ref === "string" ? { ref } : {};
        return isKnown(project) && isKnown(name)
          ? { project, ...at, path: bare(name) }
          : unknown(`${project}: ${name}`);
      });
    }
    if (typeof url === "string") return [remote(url)];
    if (typeof template === "string")
      return [{ include: `template ${template}`, why: "templates of GitLab are not read" }];
    if (typeof component === "string") return [componentOf(component)];
    return [];
  });
}

function local(path: string): Found {
  if (!isKnown(path)) return unknown(path);
  return path.includes("*") ? { pattern: bare(path) } : { path: bare(path) };
}

/** Only the host: an address may hold a token. */
function remote(url: string): Found {
  const [, host = "another host"] = /^https?:\/\/(?:[^@/]*@)?([^/?#]*)/i.exec(url) ?? [];
  return { include: `a file at ${host}`, why: "files of other servers are not fetched" };
}

/**
 * `<host>/<project>/<component>@<version>`: a commit, a branch, a tag or the newest release, which is a tag that is yet to be made.
 * https://docs.gitlab.com/ci/components/#use-a-component
 */
function componentOf(text: string): Found {
  const [, project, version] = /^[^/]+\/(.+)\/[^/@]+@(\S+)$/.exec(text) ?? [];
  const ref = version === "~latest" ? "1.0.0" : version;
  const isNamed = project !== undefined && ref !== undefined && isKnown(project) && isKnown(ref);
  return {
    include: `component ${text}`,
    why: "components are not read",
    ...(isNamed && { source: { project, ref } }),
  };
}

function unknown(text: string): Found {
  return { include: text, why: "a variable in it is known only when the pipeline runs" };
}

function isKnown(text: string): boolean {
  return !text.includes("$");
}

function bare(path: string): string {
  return path.replace(/^\/+/, "");
}

/** Mappings are joined key by key, everything else is replaced. */
export function mergeDeep(below: Mapping, above: Mapping): Mapping {
  const merged: { [key: string]: Value } = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const both = isMapping(before) && isMapping(value) ? mergeDeep(before, value) : value;
    // A key called __proto__ is a key.
    Object.defineProperty(merged, key, { value: both, enumerable: true, writable: true, configurable: true });
  }
  return merged;
}
