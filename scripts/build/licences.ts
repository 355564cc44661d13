// Finds the packages inside the bundle and writes the licence file that their licences ask for.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** Packages that contribute bytes to an output or a copied file, sorted by name and version, with their licence texts. */
export async function bundledPackages(
  root: string,
  metafile: Metafile,
  copied: readonly string[] = [],
): Promise<BundledPackage[]> {
  const folders = new Set<string>(copied.flatMap((path) => packageFolder(path) ?? []));
  for (const output of Object.values(metafile.outputs)) {
    for (const [module, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = bytesInOutput > 0 ? packageFolder(module) : undefined;
      if (folder !== undefined) folders.add(folder);
    }
  }
  const packages = new Map<string, BundledPackage>();
  for (const folder of folders) {
    const found = await readPackage(join(root, folder));
    packages.set(`${found.name}@${found.version}`, found);
  }
  return [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

/** `node_modules/@scope/name` of a module path, the innermost one; undefined for our own modules. */
export function packageFolder(module: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}

async function readPackage(folder: string): Promise<BundledPackage> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as PackageManifest;
  const files = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice|copying)/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const license = manifest.license ?? "";
  if (license === "" && texts.length === 0) throw new Error(`${folder}: states no licence, so it must not be bundled`);
  const author = typeof manifest.author === "object" ? manifest.author.name : manifest.author;
  const text = texts.length > 0 ? texts.join("\n\n").trim() : `${license} (by ${author ?? "its authors"})`;
  return { name: manifest.name, version: manifest.version, license: license === "" ? "see text" : license, text };
}

/** Throws when a bundled package has a licence that would change the licence of nhi. */
export function refuseCopyleft(packages: readonly BundledPackage[]): void {
  const refused = packages.filter(({ license }) =>
    /\b(A?GPL|SSPL|BUSL|CC-BY-NC)/i.test(license.replaceAll("LGPL", "")),
  );
  if (refused.length === 0) return;
  const list = refused.map(({ name, version, license }) => `${name}@${version} (${license})`).join(", ");
  throw new Error(`these licences do not go with Apache-2.0 in one bundle: ${list}`);
}

/** Text of THIRD-PARTY-LICENSES.txt: each licence once, below the packages that have it word for word. */
export function toLicenceText(packages: readonly BundledPackage[]): string {
  const head = "Packages inside the nhi bundle, each under its own licence.\n";
  const rule = "-".repeat(80);
  const byText = new Map<string, string[]>();
  for (const { name, version, license, text } of packages) {
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}: ${license}`]);
  }
  const parts = [...byText].map(([text, names]) => `${rule}\n${names.join("\n")}\n\n${text}\n`);
  return [head, ...parts].join("\n");
}
