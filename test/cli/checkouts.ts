// Checkouts of others for the tests of the program: a repository in a folder, and where the findings of its SARIF point.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A token in GitHub's format, put together here so that no file of this project holds it. It opens nothing. */
export const TOKEN = ["ghp", "Zk3vQp9LwX7tRb2NcM5yHsD8fGj4KaUe6TiV"].join("_");

/** Writes files below a folder, making the folders between. */
export function write(folder: string, files: { readonly [path: string]: string | Buffer }): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Runs git in a folder as somebody with a name. Throws when git fails. */
export function git(folder: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"];
  execFileSync("git", ["-C", folder, ...identity, "-c", "commit.gpgsign=false", ...args], { stdio: "ignore" });
}

/** Commits all that is there. */
export function commit(folder: string): void {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "x");
}

/** Makes a folder a repository of acme/site, with one commit of all that is there. */
export function begin(folder: string): void {
  git(folder, "init", "-q");
  git(folder, "remote", "add", "origin", "git@github.com:acme/site.git");
  commit(folder);
}

/** Every finding of a SARIF report as `rule file:line:column`, sorted. */
export function placesOf(sarif: string): string[] {
  return (JSON.parse(sarif) as Sarif).runs.flatMap(({ results }) => results.map(placeOf)).sort();
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number; readonly startColumn: number };
        };
      }[];
    }[];
  }[];
}

function placeOf({ ruleId, locations }: Sarif["runs"][number]["results"][number]): string {
  const place = locations[0]?.physicalLocation;
  return `${ruleId} ${place?.artifactLocation.uri}:${place?.region.startLine}:${place?.region.startColumn}`;
}
