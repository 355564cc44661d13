// Ends of edges: ids as they are, references through aliases, and what stays unresolved.
import { describe, expect, it } from "vitest";
import type { EdgeEnd, GraphNode } from "../../src/model/batch.js";
import {
  crawl,
  details,
  grant,
  hour,
  memoryStore,
  OTHER,
  POLICY,
  principal,
  ROLE,
  rows,
  USER,
  values,
} from "./estate.js";

const NODES: readonly GraphNode[] = [
  principal(USER, {}, { aliases: ["ci@example.com", "ci"], incarnation: "AIDA1" }),
  principal(ROLE, {}, { aliases: ["shared"], incarnation: "AROA1" }),
  principal("two", {}, { aliases: ["shared", "both"] }),
];
const ELSEWHERE: readonly GraphNode[] = [principal("far", {}, { aliases: ["both", "far@example.com"] })];

function resolved(end: EdgeEnd): unknown {
  const store = memoryStore();
  crawl(store, [
    details({ nodes: NODES, edges: [{ kind: "yields", from: "trust", to: end }] }),
    details({ scope: OTHER, nodes: ELSEWHERE }),
  ]);
  return values(store, "SELECT to_id FROM edge")[0];
}

describe("the end of an edge", () => {
  it.each<[string, EdgeEnd, string]>([
    ["an id of a node", USER, USER],
    ["an id of nothing that is known", "arn:of:nobody", "arn:of:nobody"],
    ["a reference to an id", { by: "arn", value: ROLE }, ROLE],
    ["a reference to an alias", { by: "name", value: "ci" }, USER],
    ["an address", { by: "email", value: "ci@example.com" }, USER],
    ["an address in other letters", { by: "email", value: "CI@Example.com" }, USER],
    ["a name in other letters", { by: "name", value: "CI" }, "name:CI"],
    ["a unique id", { by: "unique-id", value: "AROA1" }, ROLE],
    ["a unique id given as something else", { by: "name", value: "AROA1" }, "name:AROA1"],
    ["an alias of two nodes", { by: "name", value: "shared" }, "name:shared"],
    ["an alias of one node here and one elsewhere", { by: "name", value: "both" }, "two"],
    ["an alias elsewhere", { by: "email", value: "far@example.com" }, "far"],
    ["a reference to nothing", { by: "arn", value: "arn:of:nobody" }, "arn:arn:of:nobody"],
  ])("%s", (_what, end, expected) => {
    expect(resolved(end)).toBe(expected);
  });

  it("resolves when its node is declared later, and no longer when it is gone", () => {
    const store = memoryStore();
    const edges = [{ kind: "yields" as const, from: { by: "email", value: "far@example.com" }, to: ROLE }];
    const seen = () => values(store, "SELECT from_id FROM edge")[0];
    crawl(store, [details({ edges })]);
    expect(seen()).toBe("email:far@example.com");
    crawl(store, [details({ scope: OTHER, nodes: ELSEWHERE })], hour(1));
    expect(seen()).toBe("far");
    crawl(store, [details({ scope: OTHER })], hour(2));
    expect(seen()).toBe("email:far@example.com");
  });
});

it("edges of analysis stand beside those that were read", () => {
  const store = memoryStore();
  crawl(store, [
    details({ edges: [{ ...grant(USER, POLICY), capability: "read", state: "unknown", confidence: 0.5 }] }),
  ]);
  const derived = { kind: "can_assume" as const, from: USER, to: ROLE, state: "met" as const, confidence: 1 };
  store.writeAnalysis({ facts: [], nodes: [], edges: [{ ...derived, because: ["x"] }], gaps: [] }, hour(0));
  const sql = "SELECT kind, from_id, to_id, capability, state, confidence, properties, derived FROM edge ORDER BY kind";
  expect(rows(store, sql)).toEqual([
    ["can_assume", USER, ROLE, null, "met", 1, '{"because":["x"]}', 1],
    ["has_grant", USER, POLICY, "read", "unknown", 0.5, "{}", 0],
  ]);
});
