// Projects that a member may make: at a path that a trust names and that nobody has, or has any longer, and under its wildcards.
import { describe, expect, it } from "vitest";
import type { Coverage } from "../../../src/model/batch.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { analyzed, type Company, GROUP, member, project, reach, subject, userId } from "./company.js";

const [DEVELOPER, MAINTAINER] = [userId(30), userId(40)];
const edges = [member(DEVELOPER, GROUP, 30), member(MAINTAINER, GROUP, 40)];
const nodes = project({ id: 101, path: "acme/site" });
const ON_MAIN = "ref_type:branch:ref:main";
const OLD = subject(`project_path:acme/old:${ON_MAIN}`);
const company = (trust: JsonRecord, group: JsonRecord = {}, coverage: Coverage[] = []): Company => ({
  nodes,
  edges,
  trust,
  group: { project_creation_level: "developer", subgroup_creation_level: "maintainer", ...group },
  coverage,
});

describe("a path that nobody has is taken by", () => {
  it.each<[who: string, trust: JsonRecord, group: JsonRecord, expected: [string, string, string]]>([
    ["developers, where they make projects", OLD, {}, ["yes", "yes", "yes"]],
    ["maintainers, where those do", OLD, { project_creation_level: "maintainer" }, ["no", "yes", "yes"]],
    ["owners alone, where those do", OLD, { project_creation_level: "owner" }, ["no", "no", "yes"]],
    ["owners, who say that nobody does", OLD, { project_creation_level: "noone" }, ["no", "no", "yes"]],
    ["perhaps everybody, where it was not read", OLD, { project_creation_level: null }, ["unknown", "unknown", "yes"]],
    [
      "whoever makes groups, below one that is gone",
      subject(`project_path:acme/gone/api:${ON_MAIN}`),
      {},
      ["no", "yes", "yes"],
    ],
    ["nobody, where it is one of another group", subject(`project_path:other/old:${ON_MAIN}`), {}, ["no", "no", "no"]],
    [
      "nobody, where an id has to fit: it is never given again",
      subject(`project_path:acme/old:${ON_MAIN}`, { "gitlab.com:project_id": "55" }),
      {},
      ["no", "no", "no"],
    ],
    [
      "members of the group whose id has to fit",
      subject(`project_path:acme/old:${ON_MAIN}`, { "gitlab.com:namespace_id": "9" }),
      {},
      ["yes", "yes", "yes"],
    ],
    [
      "nobody, where the id of another group has to fit",
      subject(`project_path:acme/old:${ON_MAIN}`, { "gitlab.com:namespace_id": "8" }),
      {},
      ["no", "no", "no"],
    ],
  ])("%s", (_, trust, group, expected) => {
    const scene = company(trust, group);
    expect([DEVELOPER, MAINTAINER, GROUP].map((one) => reach(scene, one))).toEqual(expected);
  });

  it("nobody, where a project has it: its main is of maintainers", () => {
    const scene = company(subject(`project_path:acme/site:${ON_MAIN}`));
    expect([DEVELOPER, MAINTAINER].map((one) => reach(scene, one))).toEqual(["no", "yes"]);
    expect(reach(scene, `${GROUP}@new-project`)).toBe("no");
  });
});

describe("a wildcard takes a project that is made under it, with its own main", () => {
  it.each([
    ["any of the group", `project_path:acme/*:${ON_MAIN}`, "yes"],
    ["those whose names begin so", `project_path:acme/site*:${ON_MAIN}`, "yes"],
    ["those of another group", `project_path:other/*:${ON_MAIN}`, "no"],
  ])("%s", (_, text, expected) => {
    expect(reach(company(subject(text)), DEVELOPER)).toBe(expected);
    expect(reach(company(subject(text), { project_creation_level: "maintainer" }), DEVELOPER)).toBe("no");
  });
});

describe("what is said of a trust", () => {
  const told = (scene: Company): { readonly [column: string]: unknown } => {
    const { facts } = analyzed(scene);
    const columns = facts.filter(({ node }) => node.includes("#trust/")).map((fact) => fact.columns);
    const { subject_checked, subject_known, missing_subject } = Object.assign({}, ...columns) as JsonRecord;
    return { subject_checked, subject_known, missing_subject };
  };
  const partly: Coverage[] = [{ dataSet: "gitlab/group:projects", state: "partial" }];
  it.each<[what: string, scene: Company, expected: JsonRecord]>([
    [
      "a path that nobody has",
      company(OLD),
      { subject_checked: true, subject_known: false, missing_subject: "acme/old" },
    ],
    [
      "one that a project has, whatever the case",
      company(subject(`project_path:acme/Site:${ON_MAIN}`)),
      { subject_checked: true, subject_known: true },
    ],
    [
      "both",
      company(subject([`project_path:acme/site:${ON_MAIN}`, `project_path:acme/old:${ON_MAIN}`])),
      { subject_checked: true, subject_known: false, missing_subject: "acme/old" },
    ],
    ["one of another group", company(subject(`project_path:other/old:${ON_MAIN}`)), {}],
    ["one of a group that was read in part", company(OLD, {}, partly), { subject_checked: true }],
    ["a pattern", company(subject(`project_path:acme/*:${ON_MAIN}`)), {}],
  ])("%s", (_, scene, expected) => {
    expect(told(scene)).toEqual({
      subject_checked: undefined,
      subject_known: undefined,
      missing_subject: undefined,
      ...expected,
    });
  });
});
