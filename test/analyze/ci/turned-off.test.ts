// Repositories in which GitHub Actions is turned off: no way in by a workflow, but for those who can turn it on.
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, condition, noNew, ORG, organization, reach, repository } from "./company.js";

const WRITERS = "github:acme/site";
const ADMINISTRATORS = "github:repo/1@administrators";
const INTERNET = "any:internet";
const ANY = "repo:acme/site:*";

interface Scene {
  /** Settings of the organisation. */
  readonly of?: JsonRecord;
  /** Of the repository. */
  readonly site?: JsonRecord;
  readonly subject?: string;
}

function company({ of = {}, site = {}, subject = ANY }: Scene): Company {
  const job = {
    triggers: ["pull_request_target"],
    trigger_facts: [{ event: "pull_request_target", by: "anyone", privileged: true }],
    untrusted_checkout: { by: "anyone", how: "checkout", line: 7, events: ["pull_request_target"] },
  };
  const properties = { visibility: "public", ...site };
  const environments = { production: { reviewers: ["github:team/7"], reviewer_count: 1 } };
  return {
    scope: organization(of),
    nodes: repository({ name: "site", id: 1, properties, environments, jobs: { build: job } }),
    trust: condition(subject),
  };
}

const ON_MAIN = "repo:acme/site:ref:refs/heads/main";

describe("who gets code to run", () => {
  it.each<[what: string, scene: Scene, outside: string, writers: string, administrators: string]>([
    ["it is on", { of: { actions_enabled: "all" } }, "yes", "yes", "yes"],
    ["nobody read whether it is", {}, "yes", "yes", "yes"],
    [
      "it is on in this one of some",
      { of: { actions_enabled: "selected" }, site: { actions_enabled: true } },
      "yes",
      "yes",
      "yes",
    ],
    ["in some, of which was not read", { of: { actions_enabled: "selected" } }, "yes", "yes", "yes"],
    [
      "the repository turned it off",
      { of: { actions_enabled: "all" }, site: { actions_enabled: false } },
      "no",
      "no",
      "yes",
    ],
    ["a repository of a person did", { site: { actions_enabled: false } }, "no", "no", "yes"],
    ["the organisation did", { of: { actions_enabled: "none" } }, "no", "no", "no"],
    [
      "it is not among some, or turned it off",
      { of: { actions_enabled: "selected" }, site: { actions_enabled: false } },
      "no",
      "no",
      "unknown",
    ],
  ])("%s", (_, scene, outside, writers, administrators) => {
    const found = [INTERNET, WRITERS, ADMINISTRATORS].map((from) => reach(company(scene), from));
    expect(found).toEqual([outside, writers, administrators]);
  });

  it.each(["ref:refs/heads/dev", "ref:refs/tags/v1", "ref:refs/heads/release/*", "pull_request", "environment:new"])(
    "a trust for %s, where some branches and tags are guarded",
    (context) => {
      const rulesets = [
        noNew("branch", { include: ["refs/heads/release/**/*"] }),
        noNew("tag", { include: ["refs/tags/w*"] }),
      ];
      const asked = (actions_enabled: boolean) =>
        company({ subject: `repo:acme/site:${context}`, site: { actions_enabled, rulesets, protections: [] } });
      const who = [WRITERS, ADMINISTRATORS];
      expect(who.map((from) => reach(asked(false), from))).toEqual(["no", "yes"]);
      const isGuarded = context.includes("release");
      expect(who.map((from) => reach(asked(true), from))).toEqual([isGuarded ? "unknown" : "yes", "yes"]);
    },
  );

  it("who administers the organisation, where that turned it off or may have", () => {
    const off = { actions_enabled: false };
    expect(reach(company({ of: { actions_enabled: "none" } }), ORG)).toBe("yes");
    expect(reach(company({ of: { actions_enabled: "selected" }, site: off }), ORG)).toBe("yes");
  });

  it("a branch, and whoever may approve runs of an environment", () => {
    const off = { site: { actions_enabled: false } };
    expect(reach(company({ subject: ON_MAIN }), WRITERS)).toBe("yes");
    expect(reach(company({ subject: ON_MAIN, ...off }), WRITERS)).toBe("no");
    const subject = "repo:acme/site:environment:production";
    expect(reach(company({ subject, ...off }), "github:team/7")).toBe("no");
  });
});

it("says why, and who turns it on", () => {
  const { edges } = analyzed(company({ site: { actions_enabled: false } }));
  const into = edges.filter(({ kind, to }) => kind === "runs_code_in" && to === "github:repo/1@any-branch");
  expect(into.map(({ from, state, condition: why }) => [from, state, why])).toEqual(
    expect.arrayContaining([
      [WRITERS, "blocked", "GitHub Actions is turned off there"],
      [ADMINISTRATORS, "met", "an administrator can turn Actions on"],
    ]),
  );
});
