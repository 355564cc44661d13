// Paths of people of a forge: each has a row of their own, as an identity of a cloud has.
import { expect, test } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, condition, ROLE, repository, TRUST } from "./company.js";

const REPO = "github:repo/1";
const user = (id: number, role: string) =>
  node(`github:user/${id}`, "github.user", { kind: "principal", scope: "github:acme", properties: { role } });

const OPEN = { name: "site", id: 1, branches: { main: [] } } as const;

function company(edges: Company["edges"], parts: Parameters<typeof repository>[0] = OPEN): Company {
  return {
    nodes: [...repository(parts), user(7, "member"), user(8, "outside")],
    trust: condition("repo:acme/site:ref:refs/heads/main"),
    edges: [
      ...(edges ?? []),
      { kind: "yields", from: TRUST, to: ROLE },
      { kind: "permits", from: ROLE, to: "aws:111122223333", capability: "admin" },
    ],
  };
}

const rows = (edges: Company["edges"], parts?: Parameters<typeof repository>[0]) =>
  analyzed(company(edges, parts))
    .paths?.filter(({ source }) => source.startsWith("github:user/"))
    .map(({ source, sourceClass, target, tier }) => [source, sourceClass, target, tier]);

test("whoever writes to the repository has one, from outside the organisation too", () => {
  const writes = (from: string) => ({ kind: "permits" as const, from, to: REPO, capability: "write" as const });
  expect(rows([writes("github:user/7"), writes("github:user/8")])).toEqual([
    ["github:user/7", "principal", "aws:111122223333", 0],
    ["github:user/8", "principal", "aws:111122223333", 0],
  ]);
});

test("whoever has a role of the organisation that writes everywhere has one, and nobody else", () => {
  const role = "github:acme/organization-role/3";
  const all = "github:acme/all-repositories";
  const held = { kind: "has_grant" as const, from: "github:user/7", to: role };
  const gives = (capability: "read" | "write" | "admin") => ({
    kind: "permits" as const,
    from: role,
    to: all,
    capability,
  });
  expect(rows([held, gives("write")])).toEqual([["github:user/7", "principal", "aws:111122223333", 0]]);
  expect(rows([held, gives("read")])).toEqual([]);
});

test("whoever reads it, or is no more than there, has none", () => {
  expect(rows([{ kind: "permits", from: "github:user/7", to: REPO, capability: "read" }])).toEqual([]);
});

test.each<[string, JsonRecord, boolean]>([
  ["whose input is put into a script", { expression: "inputs.tag", events: ["workflow_dispatch"] }, true],
  ["whose payload is", { expression: "github.event.client_payload.tag", events: ["repository_dispatch"] }, true],
  ["where only the name of its branch is", { expression: "github.ref_name", events: ["workflow_dispatch"] }, false],
  ["where only the text of a push is", { expression: "github.event.head_commit.message", events: ["push"] }, false],
])("whoever writes starts a run of a guarded branch, %s", (_what, injection, isFound) => {
  const deploy = { injections: [{ ...injection, by: "writer" }], trigger_facts: [{ event: "workflow_dispatch" }] };
  const guarded = { name: "site", id: 1, branches: { main: ["reviews"] }, jobs: { deploy } };
  const writes = { kind: "permits" as const, from: "github:user/7", to: REPO, capability: "write" as const };
  expect(rows([writes], guarded)?.length).toBe(isFound ? 1 : 0);
  expect(rows([{ ...writes, capability: "read" }], guarded)).toEqual([]);
  for (const off of [{ archived: true }, { actions_enabled: false }])
    expect(rows([writes], { ...guarded, properties: off })).toEqual([]);
});
