import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { describe, expect, it } from "vitest";
import { bundledPackages, packageFolder, refuseCopyleft, toLicenceText } from "../../scripts/build/licences.js";
import { toBillOfMaterials } from "../../scripts/build/sbom.js";

function installed(packages: Record<string, { manifest: object; licence?: string }>): string {
  const root = mkdtempSync(join(tmpdir(), "nhi-licences-"));
  for (const [folder, { manifest, licence }] of Object.entries(packages)) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, "package.json"), JSON.stringify(manifest));
    if (licence !== undefined) writeFileSync(join(root, folder, "LICENSE.md"), licence);
  }
  return root;
}

function bundleOf(modules: Record<string, number>): Metafile {
  const inputs = Object.fromEntries(Object.entries(modules).map(([path, bytesInOutput]) => [path, { bytesInOutput }]));
  return { inputs: {}, outputs: { "dist/nhi.js": { bytes: 1, inputs, imports: [], exports: [] } } };
}

const SOUND = { name: "sound", version: "1.2.3", license: "MIT", author: "Ann Author" };

describe("packages inside the bundle", () => {
  it.each([
    ["node_modules/commander/lib/command.js", "node_modules/commander"],
    ["node_modules/@aws-sdk/client-iam/dist-es/index.js", "node_modules/@aws-sdk/client-iam"],
    ["node_modules/a/node_modules/@b/c/index.js", "node_modules/a/node_modules/@b/c"],
    ["src/cli/main.ts", undefined],
  ])("%s belongs to %s", (module, folder) => {
    expect(packageFolder(module)).toBe(folder);
  });

  it("are those with bytes in it, one entry a version, with their licence text", async () => {
    const root = installed({
      "node_modules/sound": { manifest: SOUND, licence: "Permission is granted" },
      "node_modules/x/node_modules/sound": { manifest: { ...SOUND, version: "2.0.0" } },
      "node_modules/shaken": { manifest: { name: "shaken", version: "1.0.0", license: "MIT" } },
    });
    const metafile = bundleOf({
      "node_modules/sound/a.js": 10,
      "node_modules/sound/b.js": 10,
      "node_modules/x/node_modules/sound/a.js": 10,
      "node_modules/shaken/a.js": 0,
      "src/cli/main.ts": 10,
    });
    expect(await bundledPackages(root, metafile)).toEqual([
      { name: "sound", version: "1.2.3", license: "MIT", text: "Permission is granted" },
      { name: "sound", version: "2.0.0", license: "MIT", text: "MIT (by Ann Author)" },
    ]);
  });

  it("a package that states no licence is refused", async () => {
    const root = installed({ "node_modules/bare": { manifest: { name: "bare", version: "1.0.0" } } });
    await expect(bundledPackages(root, bundleOf({ "node_modules/bare/a.js": 1 }))).rejects.toThrow(/states no licence/);
  });
});

describe("licences that would change that of nhi", () => {
  const withLicence = (license: string) => [{ name: "p", version: "1.0.0", license, text: "" }];
  it.each(["AGPL-3.0-or-later", "GPL-2.0-only", "(MIT AND GPL-3.0-only)", "SSPL-1.0", "BUSL-1.1"])(
    "%s is refused",
    (license) => {
      expect(() => refuseCopyleft(withLicence(license))).toThrow(/p@1\.0\.0/);
    },
  );
  it.each(["MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "0BSD", "LGPL-3.0-only", "BlueOak-1.0.0"])(
    "%s is fine",
    (license) => {
      expect(() => refuseCopyleft(withLicence(license))).not.toThrow();
    },
  );
});

it("licence file and bill of materials name every package, without a time", () => {
  const packages = [{ name: "@scope/p", version: "1.0.0", license: "MIT", text: "Permission is granted" }];
  expect(toLicenceText(packages)).toContain("@scope/p 1.0.0: MIT\n\nPermission is granted\n");
  const more = [{ name: "@scope/q", version: "2.0.0", license: "MIT", text: "Permission is granted" }, ...packages];
  expect(toLicenceText(more)).toContain("@scope/q 2.0.0: MIT\n@scope/p 1.0.0: MIT\n\nPermission is granted\n");
  const manifest = { name: "nhi", version: "0.1.0", license: "Apache-2.0", dependencies: { "better-sqlite3": ">=12" } };
  const bom = JSON.parse(toBillOfMaterials(manifest, packages)) as { components: { purl?: string; name: string }[] };
  expect(bom.components.map(({ purl, name }) => purl ?? name)).toEqual(["pkg:npm/%40scope/p@1.0.0", "better-sqlite3"]);
  const driver = { name: "better-sqlite3", version: "12.11.1", license: "MIT", text: "" };
  const withDriver = JSON.parse(toBillOfMaterials(manifest, [...packages, driver])) as typeof bom;
  expect(withDriver.components.map(({ purl, name }) => purl ?? name)).toEqual([
    "pkg:npm/%40scope/p@1.0.0",
    "pkg:npm/better-sqlite3@12.11.1",
  ]);
  expect(toBillOfMaterials(manifest, packages)).not.toMatch(/timestamp|serialNumber/);
});
