// Parameters and tables by other calls than the usual one: by the path above a parameter, by its history, by a query.
import { describe, expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, Scene } from "./scene.js";

const at = (rest: string) => `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter${rest}`;
const PARAMETER = at("/app/db/password");
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/orders`;
const CALLER = arn("user/caller");

type Statement = ReturnType<typeof allow>;

/** What the caller is let do with the node, in the words of capabilities. */
function gets(type: string, id: string, statements: readonly Statement[]): string {
  const scene = new Scene().user("caller", { inline: statements }).node("resource", type, id);
  const edges = analyzeScene(scene).edges.filter(({ from, to }) => from === CALLER && to === id);
  return [...new Set(edges.map(({ capability, state }) => `${capability}${state === "unknown" ? "?" : ""}`))].join();
}

/** "Working with parameter hierarchies", AWS Systems Manager User Guide. */
describe("ssm:GetParametersByPath", () => {
  const path = (rest: string) => allow("ssm:GetParametersByPath", at(rest));

  it.each<[string, readonly Statement[]]>([
    ["the path of the parameter", [path("/app/db")]],
    ["the same with a slash at its end", [path("/app/db/")]],
    ["a path above it", [path("/app")]],
    ["all paths below one", [path("/app/*")]],
    ["names that begin so", [path("/ap*")]],
    ["all of them", [path("/*")]],
    ["the top", [path("/")]],
    ["the path, where the parameter itself is denied", [path("/app"), deny("ssm:GetParameter", PARAMETER)]],
  ])("on %s reads it", (_, statements) => {
    expect(gets("aws.ssm-parameter", PARAMETER, statements)).toBe("read");
  });

  it.each<[string, readonly Statement[]]>([
    ["the name of the parameter, which is no path above it", [path("/app/db/password")]],
    ["another path", [path("/other/*")]],
    ["the beginning of a name", [path("/ap")]],
    ["a path beside it", [path("/app/db2")]],
    ["the path, which is denied as well", [path("/app/db"), deny("ssm:GetParametersByPath", at("/app/*"))]],
  ])("on %s does not", (_, statements) => {
    expect(gets("aws.ssm-parameter", PARAMETER, statements)).toBe("");
  });

  it("on the top reads parameters without a path", () => {
    expect(gets("aws.ssm-parameter", at("/password"), [path("/")])).toBe("read");
    expect(gets("aws.ssm-parameter", at("/password"), [path("/app")])).toBe("");
  });
});

describe("a single call", () => {
  it.each([
    ["ssm:GetParameterHistory", "aws.ssm-parameter", PARAMETER, "read"],
    ["ssm:DescribeParameters", "aws.ssm-parameter", PARAMETER, ""],
    ["dynamodb:Query", "aws.dynamodb-table", TABLE, "read"],
    ["dynamodb:BatchGetItem", "aws.dynamodb-table", TABLE, "read"],
    ["dynamodb:DescribeTable", "aws.dynamodb-table", TABLE, ""],
    ["dynamodb:UpdateItem", "aws.dynamodb-table", TABLE, "write"],
    ["dynamodb:BatchWriteItem", "aws.dynamodb-table", TABLE, "write"],
    ["dynamodb:UpdateTable", "aws.dynamodb-table", TABLE, ""],
    ["dynamodb:PutResourcePolicy", "aws.dynamodb-table", TABLE, "admin"],
    ["dynamodb:GetResourcePolicy", "aws.dynamodb-table", TABLE, ""],
  ])("%s of a %s %s gives %j", (action, type, id, expected) => {
    expect(gets(type, id, [allow(action, id)])).toBe(expected);
    expect(gets(type, id, [allow(action, `${id}-other`)])).toBe("");
  });
});
