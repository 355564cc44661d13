// From which environments a role can be taken: labels of both ends, hubs looked through, what has no label stays open.
import { describe, expect, it } from "vitest";
import { foreignEnvironments } from "../../../src/analyze/reach/foreign-environments.js";
import type { DerivedEdge, DerivedFact } from "../../../src/model/analysis.js";
import type { EdgeKind, JsonRecord } from "../../../src/model/words.js";

const PROD = "arn:aws:iam::111122223333:role/";
const DEV = "arn:aws:iam::444455556666:role/";
const HUB = "set:aws:111122223333/assume/1";

const edge = (from: string, to: string, kind: EdgeKind = "can_assume", state: DerivedEdge["state"] = "none") =>
  ({ kind, from, to, state, confidence: 1, because: [] }) satisfies DerivedEdge;

const label = (node: string, environment: string, confidence = 0.9): DerivedFact => ({
  node,
  columns: { environment, environment_confidence: confidence },
});

function of(role: string, edges: readonly DerivedEdge[], labels: readonly DerivedFact[]): JsonRecord | undefined {
  const isOwn = (id: string) => id.startsWith(PROD) || id.startsWith(DEV);
  return [...foreignEnvironments(edges, labels, isOwn)].find(({ node }) => node === role)?.columns;
}

describe("foreign environments", () => {
  const target = `${PROD}orders`;
  const production = label(target, "production");
  it("are those of callers that belong elsewhere, with the less sure label", () => {
    expect(of(target, [edge(`${DEV}runner`, target)], [production, label(`${DEV}runner`, "development", 0.5)])).toEqual(
      {
        has_estate_callers: true,
        foreign_environments: ["development"],
        foreign_callers: [`${DEV}runner`],
        foreign_confidence: 0.5,
      },
    );
  });
  it("are none when the callers belong to the same", () => {
    const columns = of(target, [edge(`${PROD}ci`, target)], [production, label(`${PROD}ci`, "production")]);
    expect(columns).toEqual({ has_estate_callers: true, foreign_environments: [] });
  });
  it("are found through a hub, for each of its roles", () => {
    const edges = [
      edge(`${DEV}a`, HUB),
      edge(`${PROD}b`, HUB),
      edge(HUB, target, "includes"),
      edge(HUB, `${PROD}other`, "includes"),
    ];
    const labels = [production, label(`${DEV}a`, "development"), label(`${PROD}b`, "production")];
    expect(of(target, edges, labels)?.["foreign_callers"]).toEqual([`${DEV}a`]);
    expect(of(`${PROD}other`, edges, [...labels, label(`${PROD}other`, "development")])?.["foreign_callers"]).toEqual([
      `${PROD}b`,
    ]);
  });
  it("cannot be told when a caller has no label, unless another one tells", () => {
    const edges = [edge(`${DEV}a`, target), edge(`${DEV}b`, target)];
    expect(of(target, edges, [production])).toEqual({ has_estate_callers: true });
    expect(of(target, edges, [production, label(`${DEV}a`, "test")])?.["foreign_environments"]).toEqual(["test"]);
  });
  it("cannot be told where a caller's account only sounds like one that is allowed; one that builds is expected", () => {
    const edges = [edge(`${DEV}a`, target)];
    const asked = (environment: string, confidence: number) =>
      of(target, edges, [production, label(`${DEV}a`, environment, confidence)])?.["foreign_environments"];
    expect(asked("security", 0.5)).toBeUndefined();
    expect(asked("shared", 0.5)).toBeUndefined();
    expect(asked("management", 0.5)).toBeUndefined();
    expect(asked("security", 0.9)).toEqual(["security"]);
    expect(asked("ci", 0.5)).toEqual(["ci"]);
    expect(asked("development", 0.5)).toEqual(["development"]);
  });
  it("cannot be told when the role has no label and a caller comes from elsewhere", () => {
    expect(of(target, [edge(`${DEV}a`, target)], [])).toEqual({ has_estate_callers: true });
    expect(of(target, [edge(`${PROD}a`, target)], [label(`${PROD}a`, "test")])).toEqual({ has_estate_callers: true });
  });
  it("are none within an account that nothing labels", () => {
    expect(of(target, [edge(`${PROD}a`, target)], [])).toEqual({ has_estate_callers: true, foreign_environments: [] });
  });
  it("are not those of strangers, nor of callers that are blocked", () => {
    const blocked = [edge(`${DEV}a`, target, "can_assume", "blocked")];
    const labels = [production, label(`${DEV}a`, "development")];
    expect(of(target, blocked, labels)).toBeUndefined();
    expect(of(target, [edge("arn:aws:iam::999988887777:root", target)], labels)).toBeUndefined();
  });
});
