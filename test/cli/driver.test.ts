// The driver's JavaScript is in the bundle, its native part is not: which of both are used together.
import { spawnSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { builtNhi } from "./built.js";
import { SMALL } from "./nhi.js";

const OWN = "the driver's own JavaScript";

/** nhi as it is installed: dist, and beside it the packages that it needs. The driver says so when its own JavaScript is loaded. */
function installed(): { readonly nhi: string; readonly driver: string } {
  const folder = freshFolder();
  for (const name of ["better-sqlite3", "bindings", "file-uri-to-path"]) {
    cpSync(join("node_modules", name), join(folder, "node_modules", name), {
      recursive: true,
      filter: (path) => !/better-sqlite3\/(?:deps|src|build\/(?!Release$|Release\/better_sqlite3\.node$))/.test(path),
    });
  }
  cpSync(dirname(builtNhi()), join(folder, "dist"), { recursive: true });
  const driver = join(folder, "node_modules/better-sqlite3");
  appendFileSync(join(driver, "lib/index.js"), `\nprocess.stderr.write(${JSON.stringify(OWN)});\n`);
  return { nhi: join(folder, "dist/nhi.js"), driver };
}

function scan(nhi: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [nhi, "scan", "--bundle", SMALL, "--fail-on", "none"],
    {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: freshFolder(), CI: "true" },
    },
  );
  return { status, hasReport: stdout.includes("critical"), usesOwn: stderr.includes(OWN) };
}

describe("the database driver", () => {
  it("is that of the bundle beside a native part of its version", () => {
    expect(scan(installed().nhi)).toEqual({ status: 0, hasReport: true, usesOwn: false });
  });

  it("is the installed one where that is of another version", () => {
    const { nhi, driver } = installed();
    const manifest = join(driver, "package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace(`"${version}"`, `"${version}-other"`));
    expect(scan(nhi)).toEqual({ status: 0, hasReport: true, usesOwn: true });
  });

  it("is the installed one where its native part lies elsewhere", () => {
    const { nhi, driver } = installed();
    const elsewhere = join(driver, "build/better_sqlite3.node");
    mkdirSync(dirname(elsewhere), { recursive: true });
    renameSync(join(driver, "build/Release/better_sqlite3.node"), elsewhere);
    expect(scan(nhi)).toEqual({ status: 0, hasReport: true, usesOwn: true });
  });
});
