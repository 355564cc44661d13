// Values of a variable by which a text of a policy fits what it is compared with: those that are worth trying.
import { describe, expect, test } from "vitest";
import { readInResources } from "../../../src/analyze/aws/evaluate/variable-values.js";
import { createResourceSets } from "../../../src/analyze/aws/policy/resource-set.js";

const TEAM = "$" + "{aws:PrincipalTag/Team}";
const ROLE = "arn:aws:iam::111122223333:role/";

function valuesOf(resources: readonly string[], resource: string) {
  return readInResources(createResourceSets().intern(resources, false, true), resource);
}

describe("values of a variable", () => {
  test.each<[what: string, text: string, given: string, values: string[]]>([
    ["what stands in its place", `role/${TEAM}`, "role/web", ["web"]],
    ["before more text", `role/${TEAM}-role`, "role/web-role", ["web"]],
    ["with wildcards after it, the shortest and the longest", `role/${TEAM}-*`, "role/a-b-c", ["a", "a-b"]],
    ["with wildcards before it", `*/${TEAM}`, "role/a/b", ["b", "a/b"]],
    ["with one character beside it", `role/?${TEAM}`, "role/xweb", ["web"]],
    ["with another variable beside it", `role/$\{aws:username}-${TEAM}`, "role/ann-web", ["web"]],
    ["with a default", "role/${aws:PrincipalTag/Team, 'none'}", "role/web", ["web"]],
    ["none where the text is of something else", `user/${TEAM}`, "role/web", []],
    ["none where nothing is left for it", `role/${TEAM}`, "role/", []],
    ["signs of an expression as they are", `r(.+)/${TEAM}`, "r(.+)/web", ["web"]],
    ["nothing that only an expression would take", `r.le/${TEAM}`, "role/web", []],
  ])("%s", (_, text, given, values) => {
    const read = valuesOf([text], given).find(({ key }) => key === "aws:principaltag/team");
    expect(read?.values).toEqual(values);
  });

  test("of each text that reads it", () => {
    expect(valuesOf([`${ROLE}${TEAM}`, `${ROLE}${TEAM}-role`, `${ROLE}*`], `${ROLE}web-role`)).toEqual([
      { key: "aws:principaltag/team", values: ["web-role", "web"] },
    ]);
  });

  test("a text with wildcards by the hundred is done with", () => {
    const many = `arn:aws:s3:::${"*a".repeat(400)}${TEAM}${"*a".repeat(400)}b`;
    expect(valuesOf([many], `arn:aws:s3:::${"a".repeat(1_000)}`)).toEqual([
      { key: "aws:principaltag/team", values: [] },
    ]);
  });
});
