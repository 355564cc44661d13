// What was perhaps meant where a folder is no recording: one that lies in it, one that it is part of, or answers in it that lack
// the folders above them.

import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { addAll } from "../model/add-all.js";
import { isGuid } from "../model/guid.js";
import type { Bundle } from "./bundle.js";

const ACCOUNT = /^\d{12}$/;
/** Folders below the one that was named in which a recording is looked for, and how many are looked at. */
const DEPTH = 2;
const MOST = 200;
/** Files that are looked into, and names that are said. */
const SAID = 3;
const FILES = 20;

export interface Near {
  readonly bundle: Bundle;
  /** Names of providers. */
  readonly providers: ReadonlySet<string>;
  /** Whether a file is the plain output of a command that nhi reads. */
  readonly isPlain: (file: string) => Promise<boolean>;
}

/** What to name or to do instead, as a sentence goes on; nothing where there is nothing near. */
export async function sayNear(near: Near): Promise<string> {
  const inside = await recordingsIn(near);
  if (inside.length > 0)
    return `; ${named(inside.length > 1 ? "there are recordings in" : "there is a recording in", inside)}`;
  const above = recordingOf(near, (await foldersIn(near.bundle, "")).length > 0);
  if (above !== undefined) return `; it is part of the recording in --bundle ${above}`;
  const lacking = await lackingFolders(near);
  if (lacking !== undefined) return `; ${lacking}`;
  const plain = await plainFilesIn(near);
  return plain.length > 0 ? `; ${named("there is what it reads in", plain)}` : "";
}

function named(text: string, paths: readonly string[]): string {
  const said = paths.slice(0, SAID).map((path) => `--bundle ${path}`);
  const more = paths.length > SAID ? ` and ${paths.length - SAID} more` : "";
  return `${text} ${said.join(" ")}${more}`;
}

/** Recordings in the folders of this one; that called bundle is meant where there is one, since it lies beside others on purpose. */
async function recordingsIn({ bundle, providers }: Near): Promise<readonly string[]> {
  let folders = await foldersIn(bundle, "");
  for (let depth = 0; depth < DEPTH && folders.length > 0; depth += 1) {
    const found: string[] = [];
    const next: string[] = [];
    for (const folder of folders.slice(0, MOST)) {
      const below = await foldersIn(bundle, folder);
      if (below.some((path) => providers.has(basename(path)))) found.push(folder);
      else addAll(next, below);
    }
    const meant = found.find((folder) => folder === "bundle");
    if (meant !== undefined) return [bundle.show(meant)];
    if (found.length > 0) return found.map((folder) => bundle.show(folder));
    folders = next;
  }
  return [];
}

async function foldersIn(bundle: Bundle, folder: string): Promise<readonly string[]> {
  const entries = await bundle.entries(folder).catch(() => []);
  return entries
    .filter(({ isFolder, isLink }) => isFolder && isLink !== true)
    .map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
}

/** The recording that this folder is part of: its own name is that of a provider, or one above is and has an account below it. */
function recordingOf({ bundle, providers }: Near, hasFolders: boolean): string | undefined {
  const { display } = bundle;
  let below = "";
  for (let [path, shown] = [resolve(display), display]; dirname(path) !== path; ) {
    const name = basename(path);
    const isSure = (below === "" && hasFolders) || ACCOUNT.test(below) || isGuid(below) || hasHead(dirname(path));
    if (providers.has(name) && isSure) return basename(shown) === name ? dirname(shown) : dirname(path);
    below = name;
    shown = basename(shown) === name ? dirname(shown) : dirname(path);
    path = dirname(path);
  }
  return undefined;
}

function hasHead(folder: string): boolean {
  return existsSync(join(folder, "bundle.json"));
}

/** What stands above answers in a recording and does not here. */
async function lackingFolders({ bundle }: Near): Promise<string | undefined> {
  const folders = await foldersIn(bundle, "");
  if (folders.includes("iam") || folders.includes("sts")) {
    return "its folders are those of an account of AWS: put them below aws/<account>";
  }
  const account = folders.find((name) => ACCOUNT.test(name));
  if (account !== undefined) return `${account} is the name of an account of AWS: put it below a folder aws`;
  const tenant = folders.find(isGuid);
  if (tenant === undefined) return undefined;
  const isTenant = (await foldersIn(bundle, tenant)).some((path) => /\/(?:v1\.0|beta)$/.test(path));
  return `${tenant} is the name of ${isTenant ? "a tenant: put it below a folder entra" : "a subscription or a tenant: put it below a folder azure or entra"}`;
}

async function plainFilesIn({ bundle, isPlain }: Near): Promise<readonly string[]> {
  const entries = await bundle.entries("").catch(() => []);
  const files = entries.filter(({ name, isFolder }) => !isFolder && /\.(?:json|csv)$/i.test(name));
  const found: string[] = [];
  for (const { name } of files.slice(0, FILES)) {
    const file = await bundle.find(name).catch(() => undefined);
    if (file !== undefined && (await isPlain(file))) found.push(bundle.show(name));
  }
  return found;
}
