// Where a path starts that is asked for a project of GitLab that was not read: at the nearest group above it that was.
import { expect, it } from "vitest";
import { toStarts } from "../../src/app/path-ends.js";
import type { KnownNode, Store } from "../../src/store/index.js";

const NODES: { readonly [id: string]: Pick<KnownNode, "kind" | "type"> } = {
  "gitlab:gitlab.com/acme": { kind: "scope", type: "gitlab.group" },
  "gitlab:gitlab.com/-/groups/7": { kind: "resource", type: "gitlab.subgroup" },
  "gitlab:gitlab.com/acme@unread-project": { kind: "workload", type: "gitlab.context" },
  "gitlab:gitlab.com/-/groups/7@unread-project": { kind: "workload", type: "gitlab.context" },
};
const NAMES: { readonly [name: string]: string } = {
  acme: "gitlab:gitlab.com/acme",
  "gitlab:gitlab.com/acme": "gitlab:gitlab.com/acme",
  "gitlab:acme/web": "gitlab:gitlab.com/-/groups/7",
};
const store = {
  node: (id: string) => (NODES[id] === undefined ? undefined : { id, name: id, ...NODES[id] }),
  resolve: (name: string) => (NAMES[name] === undefined ? [] : [NAMES[name]]),
  nodeIds: () => [],
  scopes: () => [],
} as unknown as Store;

it.each([
  ["gitlab:acme/x", ["gitlab:gitlab.com/acme@unread-project"]],
  ["gitlab:gitlab.com/acme/x", ["gitlab:gitlab.com/acme@unread-project"]],
  ["gitlab:acme/x@main", ["gitlab:gitlab.com/acme@unread-project"]],
  ["gitlab:acme/web/x", ["gitlab:gitlab.com/-/groups/7@unread-project"]],
  ["gitlab:acme/other/x", ["gitlab:gitlab.com/acme@unread-project"]],
  ["gitlab:elsewhere/x", []],
])("%s", (text, expected) => {
  expect(toStarts(text, store).map(({ id }) => id)).toEqual(expected);
});
