// Waivers: what they fit, when they end, and what is told of them.
import { describe, expect, it } from "vitest";
import { applyWaivers, type Waiver } from "../../src/evaluate/waivers.js";
import type { Finding } from "../../src/model/finding.js";
import { ACCOUNT, toFinding } from "./fixture.js";

const PRINT = "0123456789abcdef0123456789abcdef";
const NOW = new Date("2026-06-15T12:00:00Z");
const LOOKED_AT = { notEvaluated: [], rules: ["AWS-001", "AWS-002", "GH-009"], scopes: ["aws:111122223333"] };

function waiver(parts: Partial<Waiver>): Waiver {
  return { reason: "moving to OIDC", owner: "platform@acme.example", ...parts };
}

function apply(waivers: readonly Waiver[], findings: readonly Finding[] = [toFinding()], now = NOW) {
  const { findings: marked, notes } = applyWaivers(findings, waivers, now, LOOKED_AT);
  return { states: marked.map(({ state }) => state), notes: notes.map(({ kind }) => kind), marked, messages: notes };
}

describe("what a waiver fits", () => {
  it.each<[what: string, parts: Partial<Waiver>, fits: boolean]>([
    ["the fingerprint", { fingerprint: PRINT }, true],
    ["its first 8 digits", { fingerprint: PRINT.slice(0, 8) }, true],
    ["in capitals", { fingerprint: PRINT.toUpperCase() }, true],
    ["its first 7 digits: too short to name one", { fingerprint: PRINT.slice(0, 7) }, false],
    ["another fingerprint", { fingerprint: `1${PRINT.slice(1)}` }, false],
    ["the rule", { rule: "AWS-001" }, true],
    ["another rule", { rule: "AWS-0011" }, false],
    ["any rule in a scope", { rule: "*", match: { scope: "aws:1111*" } }, true],
    ["any rule in another scope", { rule: "*", match: { scope: "aws:2*" } }, false],
    ["the subject by id", { rule: "AWS-001", match: { subject: "AKIA?" } }, true],
    ["the subject by name", { rule: "AWS-001", match: { subject: "*ci" } }, true],
    ["another subject", { rule: "AWS-001", match: { subject: "ci" } }, false],
    ["the type", { rule: "AWS-001", match: { type: "aws.access-key" } }, true],
    ["one glob that fits and one that does not", { rule: "AWS-001", match: { type: "aws.*", subject: "x*" } }, false],
    ["a glob is no regular expression", { rule: "AWS-001", match: { subject: "AKIA." } }, false],
    ["neither fingerprint nor rule", { match: { scope: "*" } }, false],
  ])("%s", (_what, parts, fits) => {
    expect(apply([waiver(parts)])).toMatchObject({
      states: [fits ? "waived" : "finding"],
      notes: fits ? [] : ["unused"],
    });
  });

  it("says why it is waived", () => {
    const { marked } = apply([waiver({ fingerprint: PRINT, expires: "2026-12-31" })]);
    expect(marked[0]?.note).toBe("moving to OIDC · platform@acme.example · until 2026-12-31");
  });

  it("a short fingerprint that fits two findings waives neither, and says so", () => {
    const twin = toFinding({ fingerprint: `${PRINT.slice(0, 31)}0` });
    const { states, notes, messages } = apply([waiver({ fingerprint: PRINT.slice(0, 12) })], [toFinding(), twin]);
    expect([states, notes]).toEqual([["finding", "finding"], ["ambiguous"]]);
    expect(messages[0]?.message).toBe("waiver of 0123456789ab fits 2 findings; give more digits of the fingerprint");
  });
});

describe("expiry", () => {
  it.each([
    ["the last millisecond of the last day", "2026-06-15T23:59:59.999Z", "waived"],
    ["the next one", "2026-06-16T00:00:00.000Z", "finding"],
  ])("%s", (_what, now, state) => {
    const { states, notes } = apply([waiver({ rule: "AWS-001", expires: "2026-06-15" })], [toFinding()], new Date(now));
    expect([states, notes]).toEqual([[state], state === "waived" ? [] : ["expired"]]);
  });

  it("opens the finding again and says so, at the finding and apart", () => {
    const { marked, messages } = apply([waiver({ rule: "AWS-001", expires: "2026-06-14" })]);
    expect(marked[0]).toMatchObject({ state: "finding", note: "waiver expired on 2026-06-14: moving to OIDC" });
    expect(messages).toEqual([
      {
        index: 0,
        kind: "expired",
        message: "waiver of AWS-001 expired on 2026-06-14: 1 finding open again (moving to OIDC)",
      },
    ]);
  });

  it("another waiver that holds keeps it waived", () => {
    const { states, notes, messages } = apply([
      waiver({ rule: "AWS-001", expires: "2026-06-14" }),
      waiver({ fingerprint: PRINT, expires: "2026-07-01" }),
    ]);
    expect([states, notes]).toEqual([["waived"], ["expired"]]);
    expect(messages[0]?.message).toContain("expired on 2026-06-14: others hold its findings; remove it (");
  });
});

describe("unused", () => {
  const notes = (parts: Partial<Waiver>, unseen: { rule: string; scope: string }[]) =>
    applyWaivers([], [waiver(parts)], NOW, {
      ...LOOKED_AT,
      notEvaluated: unseen.map((where) => ({ ...where, reason: "denied" })),
    }).notes.map(({ message }) => message);

  it("is told; to be removed where its place was read, else perhaps", () => {
    expect(notes({ rule: "AWS-001", match: { scope: ACCOUNT } }, [])).toEqual([
      "waiver of AWS-001 fits no finding; remove it (moving to OIDC)",
    ]);
    expect(notes({ rule: "AWS-001" }, [])).toEqual([
      "waiver of AWS-001 fits no finding; remove it if what it is for was read here (moving to OIDC)",
    ]);
    expect(notes({ rule: "AWS-001", match: { scope: "aws:999*" } }, [])).toEqual([
      "waiver of AWS-001 fits no scope that was read; remove it if that is gone (moving to OIDC)",
    ]);
  });

  it("of a rule that is not there names the one that was meant; * is every rule", () => {
    expect(notes({ rule: "GH-999" }, [])).toEqual([
      'waiver of GH-999 fits no finding: there is no rule GH-999, did you mean "GH-009"? (moving to OIDC)',
    ]);
    expect(notes({ rule: "*", match: { scope: ACCOUNT } }, [])[0]).not.toContain("no rule");
  });

  it("is not told of a rule that was not evaluated where the waiver looks", () => {
    expect(notes({ rule: "AWS-001", match: { scope: "aws:1*" } }, [{ rule: "AWS-001", scope: ACCOUNT }])).toEqual([]);
    expect(notes({ rule: "AWS-001", match: { scope: "aws:2*" } }, [{ rule: "AWS-001", scope: ACCOUNT }])).toHaveLength(
      1,
    );
    expect(notes({ rule: "AWS-001" }, [{ rule: "AWS-002", scope: ACCOUNT }])).toHaveLength(1);
  });

  it("of too few digits says how many it takes", () => {
    expect(notes({ fingerprint: PRINT.slice(0, 7) }, [])).toEqual([
      `waiver of ${PRINT.slice(0, 7)} fits no finding: give 8 digits or more of the fingerprint (moving to OIDC)`,
    ]);
  });

  it("of a fingerprint leaves open what it was for when anything was not evaluated", () => {
    expect(notes({ fingerprint: PRINT }, [{ rule: "AWS-002", scope: ACCOUNT }])).toEqual([
      `waiver of ${PRINT} fits no finding; keep it if what it is for was not evaluated (moving to OIDC)`,
    ]);
  });
});

describe("paths", () => {
  const hop = { from: "github:acme/site", to: "role", edge: "federates", state: "met", confidence: 1, evidence: null };
  const path = { source: "any-writer", target: "admin", confidence: 1, exposure: "any-writer" as const, hops: [hop] };
  const accepted = { rule: "AWS-001", entry: "github:acme/site federates role", exposure: "any-writer" };

  it.each<[what: string, finding: Partial<Finding>, state: string]>([
    ["as accepted", { path }, "waived"],
    ["less exposed", { path: { ...path, exposure: "single-team" } }, "waived"],
    ["more exposed", { path: { ...path, exposure: "internet" } }, "finding"],
    ["by another entry", { path: { ...path, hops: [{ ...hop, from: "github:acme/other" }] } }, "finding"],
    ["not a path at all", {}, "waived"],
  ])("%s", (_what, finding, state) => {
    const { states, notes } = apply([waiver(accepted)], [toFinding(finding)]);
    expect([states, notes]).toEqual([[state], state === "waived" ? [] : ["outgrown"]]);
  });

  it("an exposure that can no longer be told is not taken for a lesser one", () => {
    const { exposure: _gone, ...unknown } = path;
    expect(apply([waiver(accepted)], [toFinding({ path: unknown })]).states).toEqual(["finding"]);
  });
});
