// Whether a database has the views of this build: one that lacks a view, has one more or another text has not.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { expect, it } from "vitest";
import { openDriver } from "../../src/store/driver.js";
import { MIGRATIONS, migrate } from "../../src/store/schema/migrate.js";
import { installViews, viewsAreCurrent, viewsKey } from "../../src/store/views/install.js";

function withViews(): Database {
  const db = openDriver(":memory:");
  migrate(db, MIGRATIONS);
  installViews(db);
  return db;
}

it("views that were just put in are those of this build", () => {
  expect(viewsAreCurrent(withViews())).toBe(true);
});

it.each([
  ["lacks one", "DROP VIEW finding"],
  ["has one more", "CREATE VIEW another AS SELECT 1"],
  ["has another text of one", "DROP VIEW finding; CREATE VIEW finding AS SELECT 1"],
  ["has one under another name", "DROP VIEW finding; CREATE VIEW findings AS SELECT 1"],
])("a database that %s is brought up to date", (_, sql) => {
  const db = withViews();
  db.exec(sql);
  expect(viewsAreCurrent(db)).toBe(false);
  installViews(db);
  expect(viewsAreCurrent(db)).toBe(true);
});

it("the package knows the key of its views", () => {
  const chunks = readdirSync("dist").filter((name) => name.endsWith(".js"));
  expect(chunks.some((name) => readFileSync(join("dist", name), "utf8").includes(`"${viewsKey()}"`))).toBe(true);
});
