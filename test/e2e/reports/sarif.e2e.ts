// SARIF of every bundle of the project is accepted: whole accounts, gaps only, hostile names, nothing found at all.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { Log } from "sarif";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import type { Outcome } from "../tools/run.js";
import { installMultitool, locationErrors, multitoolErrors, schemaErrors } from "../tools/sarif.js";

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));

/** Of these the identities were read in part: what is written is accepted all the same. */
const IN_PART: ReadonlySet<string> = new Set(["scenes-truncated-dump"]);

/** Folders with a bundle.json, and the plain file of the AWS CLI. */
function bundles(): string[] {
  const scenes = readdirSync(join(FIXTURES, "scenes")).map((name) => join(FIXTURES, "scenes", name));
  const plain = scenes.map((scene) => join(scene, "account.json")).filter(existsSync);
  const folders = [join(FIXTURES, "acme"), ...scenes].filter((folder) => existsSync(join(folder, "bundle.json")));
  return [...folders, ...plain].sort();
}

describe("SARIF of bundles", { timeout: 600_000 }, () => {
  const folder = scratch("reports");
  const written = bundles().map((bundle) => {
    const name = bundle.slice(FIXTURES.length).replaceAll("/", "-");
    return { bundle, name, file: join(folder, `${name}.sarif`) };
  });
  const scans: Outcome[] = [];
  let errors: string[] = [];
  before(async () => {
    await installMultitool();
    const env = cleanEnvironment(join(folder, "home"), {});
    for (const { bundle, file } of written) {
      scans.push(await nhi(["scan", "--bundle", bundle, "--fail-on", "none", "--output", file], { env }));
    }
    errors = await multitoolErrors(...written.map(({ file }) => file));
  });

  it("there are bundles to look at", () => {
    assert.ok(bundles().length >= 9, bundles().join(", "));
  });

  for (const [at, { name, file }] of written.entries()) {
    it(`${name} is accepted`, () => {
      assert.equal(scans[at]?.status, IN_PART.has(name) ? 3 : 0, scans[at]?.stderr);
      // What names none of the files is said of all.
      const others = written.filter((other) => other.file !== file);
      const own = errors.filter((error) => !others.some((other) => error.startsWith(`${other.file}(`)));
      assert.deepEqual(own, []);
      assert.deepEqual(schemaErrors(file), []);
      assert.deepEqual(locationErrors(file), []);
    });
  }

  it("a file has one run and one category an account, and at most twenty", async () => {
    const file = join(folder, "acme.sarif");
    const log = JSON.parse(readFileSync(file, "utf8")) as Log;
    const categories = log.runs.map((run) => run.automationDetails?.id ?? "");
    assert.ok(log.runs.length >= 3 && log.runs.length <= 20);
    assert.equal(new Set(categories).size, log.runs.length);
    assert.deepEqual(
      categories.filter((id) => !/^nhi\/.+\/$/.test(id)),
      [],
    );
  });
});
