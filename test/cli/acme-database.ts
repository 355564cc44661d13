// The database of a scan of acme, made once for all test files: a scan of acme takes seconds, what reads it does not.
import { copyFileSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { ACME, freshFolder, nhi } from "./nhi.js";

const MADE_WITHIN_MS = 230_000;
const LOOK_EVERY_MS = 50;

/**
 * A copy of its own, as `nhi scan --bundle fixtures/acme` leaves it. Not for tests of what a scan says or of `--bundle`.
 * @param copy where to; the folder is made.
 * @returns the path of the copy.
 * @throws Error when the scan that makes it failed.
 */
export async function acmeDatabase(copy: string = join(freshFolder(), "acme.db")): Promise<string> {
  const shared = inject("sharedFolder");
  const whole = join(shared, "acme.db");
  const failed = join(shared, "acme.failed");
  if (claimed(join(shared, "acme.claim"))) await make(shared, whole, failed);
  for (let waited = 0; !existsSync(whole); waited += LOOK_EVERY_MS) {
    if (waited > MADE_WITHIN_MS || existsSync(failed))
      throw new Error("the scan of acme in another test file has failed, see there");
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(whole, copy);
  return copy;
}

/** True for the first process that asks. */
function claimed(file: string): boolean {
  try {
    openSync(file, "wx");
    return true;
  } catch {
    return false;
  }
}

async function make(shared: string, whole: string, failed: string): Promise<void> {
  try {
    renameSync(await databaseOf(ACME, join(shared, "made.db")), whole);
  } catch (error) {
    // Others need not wait for it.
    writeFileSync(failed, "");
    throw error;
  }
}

/**
 * Scans a recording once, for a test that asks several things of it: `--bundle` reads it again for each.
 * @param db where to.
 * @returns the path of the database.
 * @throws Error when the scan failed.
 */
export async function databaseOf(bundle: string, db: string = join(freshFolder(), "nhi.db")): Promise<string> {
  const args = ["scan", "--bundle", bundle, "--db", db, "--fail-on", "none", "--quiet"];
  const { code, stderr } = await nhi(args, dirname(db));
  if (code !== 0) throw new Error(`the scan of ${bundle} ended with ${code}: ${stderr}`);
  return db;
}
