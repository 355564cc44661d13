// Repositories whose subjects follow the same template: a trust that takes all of them is one edge from a hub, whatever their number; what
// it asks of the run or of the repository is asked of each.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, condition, reach, repository, TRUST } from "./company.js";

const BY_OWNER: JsonRecord = { oidc_use_default: false, oidc_claim_keys: ["repository_owner", "ref"] };
const BY_REPOSITORY: JsonRecord = { oidc_use_default: false, oidc_claim_keys: ["repo", "ref"] };

function company(count: number, subject: string, template = BY_OWNER): Company {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  return {
    nodes: numbers.flatMap((id) => repository({ name: `r${id}`, id, properties: template })),
    trust: condition(subject),
  };
}

function sources(of: Company): string[] {
  return analyzed(of).edges.flatMap(({ kind, from, to }) => (kind === "federates" && to === TRUST ? from : []));
}

describe("a trust that takes every subject of the owner", () => {
  it("is drawn from hubs, as many for two repositories as for nine", () => {
    const [two, nine] = [2, 9].map((count) => sources(company(count, "repository_owner:acme:*")));
    expect(two?.length).toBeGreaterThan(0);
    expect(two?.filter((from) => !from.startsWith("set:github:acme/template/"))).toEqual([]);
    expect(nine).toEqual(two);
  });

  it("lets the writers of each in, not those of a repository whose subjects are others", () => {
    const all = company(3, "repository_owner:acme:*");
    const other = repository({ name: "other", id: 7, properties: BY_REPOSITORY });
    const mixed = { ...all, nodes: [...all.nodes, ...other] };
    for (const name of ["r1", "r2", "r3"]) expect(reach(mixed, `github:acme/${name}`)).toBe("yes");
    expect(reach(mixed, "github:acme/other")).toBe("no");
  });

  it("tells repositories of another template apart by a hub of their own", () => {
    const all = company(2, "repo*", BY_REPOSITORY);
    const both = { ...all, nodes: [...all.nodes, ...repository({ name: "owned", id: 7, properties: BY_OWNER })] };
    const hubs = sources(both).filter((from) => from.startsWith("set:"));
    expect(new Set(hubs.map((hub) => hub.replace(/\/[^/]*$/, ""))).size).toBe(2);
    for (const name of ["r1", "r2", "owned"]) expect(reach(both, `github:acme/${name}`)).toBe("yes");
  });
});

describe("a trust that asks for something is asked about each", () => {
  it("a branch: from the branch of each repository", () => {
    const onMain = company(2, "repository_owner:acme:ref:refs/heads/main");
    expect(sources(onMain).some((from) => from.startsWith("set:"))).toBe(false);
    expect(reach(onMain, "github:acme/r1")).toBe("yes");
    expect(reach(onMain, "github:acme/r2")).toBe("yes");
  });

  it("a repository that stands twice in its subjects: from this one alone", () => {
    const twice = { oidc_use_default: false, oidc_claim_keys: ["repo", "context", "job_workflow_ref"] };
    const named = company(2, "repo:acme/r1:*", twice);
    expect(sources(named).some((from) => from.startsWith("set:"))).toBe(false);
    expect(reach(named, "github:acme/r1")).toBe("yes");
    expect(reach(named, "github:acme/r2")).toBe("no");
    expect(reach(company(2, "repo:acme/elsewhere:*", twice), "github:acme/r1")).toBe("no");
  });

  it("a repository: from this one alone", () => {
    const named = company(2, "repo:acme/r1:*", BY_REPOSITORY);
    expect(sources(named).some((from) => from.startsWith("set:"))).toBe(false);
    expect(reach(named, "github:acme/r1")).toBe("yes");
    expect(reach(named, "github:acme/r2")).toBe("no");
  });

  it("another owner: from none", () => {
    const others = company(2, "repository_owner:other:*");
    expect(sources(others).filter((from) => /^(?:set:)?github:(?:acme|repo)\b/.test(from))).toEqual([]);
    expect(reach(others, "github:acme/r1")).toBe("no");
  });
});
