// Path rules: what of a path a pattern looks at, and what becomes of paths that rest on something undecided.

import { describe, expect, it } from "vitest";
import { evaluateRules } from "../../src/evaluate/evaluate.js";
import type { PathRow } from "../../src/evaluate/path-rules.js";
import { AND_SO_ON } from "../../src/graph/path-graph.js";
import type { PathHop } from "../../src/model/finding.js";
import type { PathPattern } from "../../src/model/rule.js";
import { NOW, READ, rowsOf, toRule } from "./fixture.js";

const hop = (from: string, edge: string, to: string, more: Partial<PathHop> = {}): PathHop => ({
  from,
  edge,
  to,
  state: "none",
  confidence: 1,
  evidence: { because: [] },
  ...more,
});

function path(more: Partial<PathRow> = {}): PathRow {
  return {
    source: "github:acme/site",
    sourceClass: "repository",
    sourceType: "github.repository-writers",
    sourceName: "acme/site",
    target: READ.id,
    targetType: "aws.account",
    targetName: "production",
    scope: READ.id,
    tier: 0,
    hops: 2,
    confidence: 1,
    state: "none",
    exposure: "any-writer",
    steps: [hop("github:acme/site", "federates", "role/deploy"), hop("role/deploy", "escalates_to", "role/admin")],
    ...more,
  };
}

function judge(pattern: PathPattern, ...paths: readonly PathRow[]) {
  const rule = toRule({
    id: "X-001",
    path: pattern,
    message: "{name} becomes admin of {target_name} in {hops} steps",
    identity: ["source", "target"],
    severity: "critical",
  });
  return evaluateRules({ rules: [rule], rows: rowsOf([]), scopes: [READ], now: NOW, paths: () => paths });
}

const ANY: PathPattern = { source: "github:*", target: "admin", edges: ["federates"] };

describe("a path rule", () => {
  it("makes a finding with its hops, the same one whatever way the path takes", () => {
    const [finding] = judge(ANY, path()).findings;
    expect(finding).toMatchObject({
      rule: "X-001",
      severity: "critical",
      message: "acme/site becomes admin of production in 2 steps",
      subject: { id: "github:acme/site" },
      scope: READ.id,
      path: { source: "github:acme/site", target: READ.id, exposure: "any-writer" },
    });
    expect(finding?.path?.hops).toHaveLength(2);
    const other = path({ hops: 1, steps: [hop("github:acme/site", "federates", "role/admin")] });
    expect(judge(ANY, other).findings[0]?.fingerprint).toBe(finding?.fingerprint);
  });

  it.each<[string, Partial<PathPattern>, boolean]>([
    ["the class of the source", { source: "repository" }, true],
    ["the type of the source", { source: "github.repository-writers" }, true],
    ["another class", { source: "vendor" }, false],
    ["ids by pattern", { source: "github:acme/*" }, true],
    ["ids of others", { source: "github:other/*" }, false],
    ["a tier", { target: "tier 1" }, false],
    ["the type of the target", { target: "aws.account" }, true],
    ["edges in order", { edges: ["federates", "escalates_to"] }, true],
    ["edges in another order", { edges: ["escalates_to", "federates"] }, false],
    ["no edge in particular", { edges: [] }, true],
  ])("looks at %s", (_, more, expected) => {
    expect(judge({ ...ANY, ...more }, path()).findings.length === 1).toBe(expected);
  });

  it("does not judge what rests on something undecided", () => {
    const unsure = path({
      state: "unknown",
      steps: [hop("github:acme/site", "federates", "role/deploy", { state: "unknown", condition: "branch not read" })],
    });
    const { findings, notEvaluated } = judge(ANY, unsure);
    expect(findings).toEqual([]);
    expect(notEvaluated).toEqual([
      expect.objectContaining({ rule: "X-001", reason: expect.stringContaining("branch not read") }),
    ]);
  });

  it("does not judge by edges what is not kept of a path, unless it is none of its business or they were there", () => {
    const cut = path({ steps: [hop("github:acme/site", "federates", "r1"), hop("r1", AND_SO_ON, "r90")] });
    const escalating = judge({ ...ANY, edges: ["federates", "escalates_to"] }, cut);
    expect(escalating.findings).toEqual([]);
    expect(escalating.notEvaluated).toEqual([
      expect.objectContaining({ rule: "X-001", reason: expect.stringContaining("longer than what is kept") }),
    ]);
    expect(judge({ ...ANY, edges: ["federates"] }, cut).findings).toHaveLength(1);
    expect(judge({ ...ANY, source: "vendor", edges: ["stores"] }, cut).notEvaluated).toEqual([]);
  });

  it("counts paths that are none of its business as passed", () => {
    expect(judge({ ...ANY, source: "vendor" }, path(), path({ source: "github:acme/api" })).counts).toEqual([
      expect.objectContaining({ rule: "X-001", passed: 2, flagged: 0, notEvaluated: 0 }),
    ]);
  });
});
