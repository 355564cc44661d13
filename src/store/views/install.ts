// Keeps the views in the database the same as this build declares them.
import type { Database } from "better-sqlite3";
import { VIEWS } from "../../model/views/index.js";
import { compileView } from "./compile.js";
import { PUBLIC_VIEWS } from "./public.js";

/** CREATE VIEW statements by view name. */
function viewStatements(): Map<string, string> {
  const selects = [
    ...PUBLIC_VIEWS.map((view) => ({ name: view.name, sql: view.sql })),
    ...VIEWS.map((view) => ({ name: view.name, sql: compileView(view).sql })),
  ];
  return new Map(selects.map(({ name, sql }) => [name, `CREATE VIEW ${name} AS ${sql}`]));
}

/** Whether the database holds exactly the views of this build. */
export function viewsAreCurrent(db: Database): boolean {
  const present = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'view'")
    .all();
  const wanted = viewStatements();
  return present.length === wanted.size && present.every(({ name, sql }) => wanted.get(name) === sql);
}

/** Replaces the views when they are not those of this build. Views hold nothing, so they need no migration. */
export function installViews(db: Database): void {
  if (viewsAreCurrent(db)) return;
  db.transaction(() => {
    for (const name of db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all()) {
      db.exec(`DROP VIEW "${name.replaceAll('"', '""')}"`);
    }
    for (const sql of viewStatements().values()) db.exec(sql);
  }).immediate();
}
