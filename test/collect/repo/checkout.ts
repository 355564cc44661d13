// Checkouts for tests: files in a folder of their own, with or without git.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { collectorFor } from "../../../src/collect/index.js";
import { freshFolder } from "../../fresh-folder.js";
import { batchesOf, type Gathered, gather, type Noted, noting } from "../support.js";

export class Folder {
  readonly path: string;

  constructor(files: { readonly [path: string]: string | Buffer } = {}) {
    this.path = freshFolder();
    this.write(files);
  }

  write(files: { readonly [path: string]: string | Buffer }): this {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
    }
    return this;
  }

  git(...args: readonly string[]): string {
    const identity = [
      "-c",
      "user.name=t",
      "-c",
      "user.email=t@example.com",
      "-c",
      "init.defaultBranch=main",
      "-c",
      "commit.gpgsign=false",
    ];
    return execFileSync("git", ["-C", this.path, ...identity, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Makes it a repository with one commit of all that is there. */
  committed(): this {
    this.git("init", "-q");
    this.git("remote", "add", "origin", "https://user:MARKER-EXAMPLE@github.com/acme/site.git");
    return this.commit();
  }

  commit(): this {
    this.git("add", "-A");
    this.git("commit", "-q", "-m", "x");
    return this;
  }
}

/** What a scan of the folder yields. */
export async function scan(folder: Folder, since?: string, noted: Noted = noting()): Promise<Gathered> {
  return gather(await batchesOf(await collectorFor(`repo:${folder.path}`, { since }), noted));
}

/** Secrets that were found, `file:line detector variable`. */
export function secretsOf(found: Gathered): string[] {
  return found
    .ofType("repo.file-secret")
    .map(({ properties }) => {
      const [file, line, detector, variable] = ["file", "line", "detector", "variable"].map((name) =>
        JSON.stringify(properties[name] ?? "-").replaceAll('"', ""),
      );
      return `${file}:${line} ${detector} ${variable}`;
    })
    .sort();
}
