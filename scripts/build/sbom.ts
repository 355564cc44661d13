// Bill of materials of the bundle in CycloneDX 1.6, made from what esbuild put in, not from what is installed.
import type { BundledPackage } from "./licences.js";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: { readonly [name: string]: string };
}

/** JSON text; sorted and without time or serial number, so that the same build gives the same bytes. */
export function toBillOfMaterials(manifest: Manifest, packages: readonly BundledPackage[]): string {
  const components = packages.map(({ name, version, license }) => toComponent(name, version, license));
  // A part of the driver is in the bundle, the rest is installed beside it: one component, of the bundled version.
  const bundled = new Set(packages.map(({ name }) => name));
  const needed = Object.keys(manifest.dependencies)
    .filter((name) => !bundled.has(name))
    .sort()
    .map((name) => ({ type: "library", name, scope: "required" }));
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { ...toComponent(manifest.name, manifest.version, manifest.license), type: "application" } },
    components: [...components, ...needed],
  };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

function toComponent(name: string, version: string, license: string) {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return { type: "library", "bom-ref": purl, name, version, licenses: [toLicence(license)], purl };
}

/** An SPDX expression, or a name for what is none. */
function toLicence(license: string) {
  return /^[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*$|^\(.*\)$/.test(license)
    ? { expression: license }
    : { license: { name: license } };
}
