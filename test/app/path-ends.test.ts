// Where a path starts: at the identity whose id was given, however much that looks like a class, and for a project of GitLab that was
// not read at the nearest group above it that was.
import { expect, it } from "vitest";
import { isUntrustedAnchor, toStarts } from "../../src/app/path-ends.js";
import type { KnownNode, Store } from "../../src/store/index.js";

const NODES: { readonly [id: string]: Pick<KnownNode, "kind" | "type"> } = {
  "gitlab:gitlab.com/acme": { kind: "scope", type: "gitlab.group" },
  "gitlab:gitlab.com/-/groups/7": { kind: "resource", type: "gitlab.subgroup" },
  "gitlab:gitlab.com/acme@unread-project": { kind: "workload", type: "gitlab.context" },
  "gitlab:gitlab.com/-/groups/7@unread-project": { kind: "workload", type: "gitlab.context" },
  "gitlab:gitlab.com/-/users/7": { kind: "principal", type: "gitlab.user" },
  "github:user/7": { kind: "principal", type: "github.user" },
  "github:repo/8@branch/main": { kind: "workload", type: "github.context" },
  "github:acme": { kind: "scope", type: "github.organization" },
  "any:internet": { kind: "set", type: "any.internet" },
  "arn:anchor/trusted": { kind: "resource", type: "aws.rolesanywhere-trust-anchor" },
  "x509:arn:anchor/trusted": { kind: "set", type: "x509.certificates" },
  "arn:anchor/untrusted": { kind: "resource", type: "aws.rolesanywhere-trust-anchor" },
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
  query: () => ({ rows: [] }),
  scopes: () => [],
} as unknown as Store;

it.each([
  ["gitlab:acme/x", ["gitlab:gitlab.com/acme@unread-project", "any:internet"]],
  ["gitlab:gitlab.com/acme/x", ["gitlab:gitlab.com/acme@unread-project", "any:internet"]],
  ["gitlab:acme/x@main", ["gitlab:gitlab.com/acme@unread-project", "any:internet"]],
  ["gitlab:acme/web/x", ["gitlab:gitlab.com/-/groups/7@unread-project", "any:internet"]],
  ["gitlab:acme/other/x", ["gitlab:gitlab.com/acme@unread-project", "any:internet"]],
  ["gitlab:elsewhere/x", ["any:internet"]],
  ["gitlab:gitlab.com/-/users/7", ["gitlab:gitlab.com/-/users/7"]],
  ["github:user/7", ["github:user/7"]],
  ["github:repo/8@branch/main", ["github:repo/8@branch/main"]],
  ["x509:arn:anchor/untrusted", ["any:internet"]],
  // nobody of that id was read: whoever writes to a repository of that name
  ["github:user/9", ["any:internet"]],
])("%s", (text, expected) => {
  expect(toStarts(text, store).map(({ id }) => id)).toEqual(expected);
});

it("certificates of a trust anchor that no role trusts are nobody's, those of one that was not read are a mistake", () => {
  const named = { ...store, resolve: (name: string) => (NODES[name] === undefined ? [] : [name]) } as unknown as Store;
  expect(toStarts("x509:arn:anchor/trusted", named).map(({ id }) => id)).toEqual(["x509:arn:anchor/trusted"]);
  expect(() => toStarts("x509:arn:anchor/other", named)).toThrow("is no id or name of anything that was read");
  expect(isUntrustedAnchor("x509:arn:anchor/untrusted", named)).toBe(true);
  expect(isUntrustedAnchor("x509:arn:anchor/trusted", named)).toBe(false);
  expect(isUntrustedAnchor("x509:arn:anchor/other", named)).toBe(false);
});

it("anyone on the internet has an account of Google where something is open to all who have one", () => {
  const more = { "any:google-account": { kind: "set", type: "any.google-account" } } as const;
  const node = (id: string) =>
    store.node(id) ?? (id in more ? { id, name: id, ...more["any:google-account"] } : undefined);
  const open = { ...store, node } as unknown as Store;
  const starts = (text: string) => toStarts(text, open).map(({ id }) => id);
  expect(starts("any:internet")).toEqual(["any:internet", "any:google-account"]);
  expect(starts("gitlab:elsewhere/x")).toEqual(["any:internet", "any:google-account"]);
  expect(starts("gitlab:gitlab.com/-/users/7")).toEqual(["gitlab:gitlab.com/-/users/7"]);
  expect(toStarts("any:internet", store).map(({ id }) => id)).toEqual(["any:internet"]);
});
