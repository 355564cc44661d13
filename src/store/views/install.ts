// Keeps the views in the database the same as this build declares them.
import type { Database } from "better-sqlite3";
import { hashText } from "../../model/hash.js";
import { once } from "../../model/once.js";
import { VIEWS } from "../../model/views/index.js";
import { compileView } from "./compile.js";
import { PUBLIC_VIEWS } from "./public.js";

/** What viewsKey() gives for the views of this build; the build puts it in place. */
declare const __NHI_VIEWS__: string | undefined;

interface NamedView {
  readonly name: string;
  readonly sql: string;
}

/** CREATE VIEW statements of this build. */
function viewStatements(): NamedView[] {
  const selects = [
    ...PUBLIC_VIEWS.map((view) => ({ name: view.name, sql: view.sql })),
    ...VIEWS.map((view) => ({ name: view.name, sql: compileView(view).sql })),
  ];
  return selects.map(({ name, sql }) => ({ name, sql: `CREATE VIEW ${name} AS ${sql}` }));
}

function keyOf(views: readonly NamedView[]): string {
  const sorted = views.map(({ name, sql }) => [name, sql]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return hashText(JSON.stringify(sorted));
}

/** Key of the views of this build: making them all takes longer than asking the database for its own. */
export function viewsKey(): string {
  return keyOf(viewStatements());
}

const wantedKey = once(() => (typeof __NHI_VIEWS__ === "string" ? __NHI_VIEWS__ : viewsKey()));

/** Whether the database holds exactly the views of this build. */
export function viewsAreCurrent(db: Database): boolean {
  const present = db.prepare<[], NamedView>("SELECT name, sql FROM sqlite_schema WHERE type = 'view'").all();
  return keyOf(present) === wantedKey();
}

/** Replaces the views when they are not those of this build. Views hold nothing, so they need no migration. */
export function installViews(db: Database): void {
  if (viewsAreCurrent(db)) return;
  db.transaction(() => {
    for (const name of db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all()) {
      db.exec(`DROP VIEW "${name.replaceAll('"', '""')}"`);
    }
    for (const { sql } of viewStatements()) db.exec(sql);
  }).immediate();
}
