// What OAuth scopes of Google Workspace amount to, by the reviewed table.
import type { Capability } from "../../model/words.js";
import type { ScopeClass, WorkspaceScopeRow } from "../../model/workspace-tables.js";

const PREFIX = "https://www.googleapis.com/auth/";

/** What a set of scopes amounts to; lists are sorted, and short where Google's prefix says nothing. */
export interface ScopeSummary {
  readonly restricted: readonly string[];
  readonly admin: readonly string[];
  /** Those by which whoever acts for an administrator controls the domain, or acts on all of Google Cloud. */
  readonly control: readonly string[];
  readonly cloud: readonly string[];
  /** Those by which whoever acts for an administrator changes who is in groups. */
  readonly groups: readonly string[];
  /** What they open, with what may be done there. */
  readonly data: ReadonlyMap<string, ReadonlySet<Capability>>;
  /** Those that matter when a client acts for everybody. */
  readonly broad: readonly string[];
}

export type Summarize = (scopes: readonly string[]) => ScopeSummary;

/** Scopes of the same text give the same summary, so that it is worked out once. */
export function createSummarize(rows: readonly WorkspaceScopeRow[]): Summarize {
  const known = new Map(rows.map((row) => [normal(row.scope), row]));
  const made = new Map<string, ScopeSummary>();
  return (scopes) => {
    const key = [...scopes].sort().join(" ");
    const before = made.get(key);
    if (before !== undefined) return before;
    const summary = summarize(scopes, known);
    made.set(key, summary);
    return summary;
  };
}

function summarize(scopes: readonly string[], known: ReadonlyMap<string, WorkspaceScopeRow>): ScopeSummary {
  const all = [...new Set(scopes.map(normal))].sort().map((scope) => ({ scope, row: known.get(scope) }));
  const named = (isIt: (one: (typeof all)[number]) => boolean) => all.filter(isIt).map(({ scope }) => short(scope));
  const data = new Map<string, Set<Capability>>();
  for (const { row } of all) {
    if (row?.data === undefined) continue;
    const capabilities = data.get(row.data) ?? new Set<Capability>();
    data.set(row.data, capabilities);
    for (const capability of row.capabilities) capabilities.add(capability);
  }
  const isAdmin = ({ scope, row }: (typeof all)[number]) => classOf(scope, row) === "admin";
  return {
    restricted: named(({ row }) => row?.class === "restricted"),
    admin: named(isAdmin),
    control: named(({ row }) => row?.leads === "control"),
    cloud: named(({ row }) => row?.leads === "cloud"),
    groups: named(({ row }) => row?.leads === "groups"),
    data,
    broad: named((one) => isAdmin(one) || one.row?.leads !== undefined || isMailOrFiles(one.row)),
  };
}

function isMailOrFiles(row: WorkspaceScopeRow | undefined): boolean {
  return row?.class === "restricted" && (row.data === "mailboxes" || row.data === "files" || row.data === "chats");
}

/** Scopes of the Admin SDK that the table does not know are administration all the same. */
function classOf(scope: string, row: WorkspaceScopeRow | undefined): ScopeClass | undefined {
  return row?.class ?? (scope.startsWith(`${PREFIX}admin.`) ? "admin" : undefined);
}

/** With and without a slash at the end it is the same scope; the admin console takes it without the prefix, too. */
function normal(scope: string): string {
  const whole = /^https?:/.test(scope) ? scope : `${PREFIX}${scope}`;
  return whole.replace(/\/+$/, "");
}

function short(scope: string): string {
  return scope.startsWith(PREFIX) ? scope.slice(PREFIX.length) : scope;
}
