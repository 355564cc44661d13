// Projects of a crawled group that were not read: which trusts take any project of it, and which only some.
import { expect, it } from "vitest";
import type { JsonRecord } from "../../../src/model/words.js";
import { GROUP, project, reach, subject } from "./company.js";

const UNREAD = `${GROUP}@unread-project`;
const [ANY, SITE] = ["project_path:acme/*", "project_path:acme/site"];

it.each<[what: string, trust: JsonRecord, expected: string]>([
  ["any project of the group", subject(`${ANY}`), "yes"],
  ["any branch of any project", subject(`${ANY}:ref_type:branch:ref:*`), "yes"],
  ["one branch of any project, whose protection was not read", subject(`${ANY}:ref_type:branch:ref:main`), "unknown"],
  ["one project", subject(`${SITE}:*`), "no"],
  ["projects of another name", subject("project_path:acme/site*"), "no"],
  ["projects of another group", subject("project_path:other/*"), "no"],
])("%s", (_, trust, expected) => {
  const nodes = project({ id: 101, path: "acme/site" });
  expect(reach({ nodes, trust }, UNREAD)).toBe(expected);
});
