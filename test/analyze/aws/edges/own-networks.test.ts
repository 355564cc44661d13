// Callers who are denied what comes from elsewhere are answered for together, each with a policy and ranges of its own: each has the
// ways that it has alone. Where others read the ranges too, each is a case.
import { describe, expect, test } from "vitest";
import { compareText } from "../../../../src/model/compare.js";
import { shippedTechniques } from "../../../shipped.js";
import { FEW, MANY, MOST_GROWTH, questions } from "./questions.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { allow, arn, deny, EVERYTHING, root, Scene, service, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
const KINDS = ["can_assume", "runs_code_in", "escalates_to", "adds_credential", "can_change"];

/** AWS's own example of a policy by source address, with a network of the holder's own. */
const outside = (...ranges: readonly string[]) =>
  deny("*", "*", {
    Condition: { NotIpAddress: { "aws:SourceIp": ranges }, Bool: { "aws:ViaAWSService": "false" } },
  });
/** The same for requests that a service makes for the caller. */
const strictly = (...ranges: readonly string[]) =>
  deny("*", "*", { Condition: { NotIpAddress: { "aws:SourceIp": ranges } } });
const inside = (...ranges: readonly string[]) =>
  deny("*", "*", { Condition: { IpAddress: { "aws:SourceIp": ranges } } });
const SOME = [allow("iam:PutRolePolicy", arn("role/one")), allow("sts:AssumeRole", arn("role/*"))];

/** Name → what it holds. */
const HOLDERS: { readonly [name: string]: readonly ReturnType<typeof allow>[] } = {
  first: [EVERYTHING, outside("10.1.0.0/16")],
  second: [EVERYTHING, outside("10.2.0.0/16")],
  more: [
    EVERYTHING,
    allow("iam:*", "*", { Condition: { StringEquals: { "aws:SourceVpc": "vpc-1" } } }),
    outside("10.3.0.0/16"),
  ],
  elsewhere: [EVERYTHING, outside("192.0.2.0/24")],
  anywhere: [EVERYTHING, outside("0.0.0.0/0")],
  nowhere: [EVERYTHING, strictly("10.1.0.0/16"), inside("10.1.0.0/16")],
  apart: [EVERYTHING, strictly("10.1.0.0/16"), strictly("192.0.2.0/24")],
  narrow: [...SOME, outside("10.1.0.0/16")],
  narrower: [...SOME, outside("10.2.0.0/16")],
  allowed: [allow(["iam:*", "sts:*"], "*", { Condition: { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } } })],
  alike: [allow(["iam:*", "sts:*"], "*", { Condition: { IpAddress: { "aws:SourceIp": "10.2.0.0/16" } } })],
  free: [EVERYTHING],
};

/** A role that only requests from a network may take. */
const FROM_THERE = [
  trusts(root()),
  { ...trusts(root(), { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), Effect: "Deny" },
];

function sceneOf(names: readonly string[], isRead: boolean): Scene {
  const scene = new Scene().account();
  for (const name of ["one", "two"]) scene.role(name, [trusts(root())], { inline: [allow("s3:*")] });
  if (isRead) scene.role("far", FROM_THERE, { inline: [EVERYTHING] });
  for (const name of names) scene.role(name, [trusts(service("ec2"))], { inline: HOLDERS[name] ?? [] });
  return scene;
}

describe.each([
  ["nobody else reads ranges", false],
  ["a trust reads ranges", true],
])("callers with networks of their own, where %s", (_, isRead) => {
  const names = Object.keys(HOLDERS);
  const together = analyzeScene(sceneOf(names, isRead), techniques);
  const ways = (edges: typeof together.edges, name: string) =>
    [...stepsFrom(edges, arn(`role/${name}`), KINDS)]
      .filter(([to]) => /role\/(one|two|far)$/.test(to))
      .sort(([a], [b]) => compareText(a, b));

  test.each(names)("%s has the ways that it has alone", (name) => {
    const alone = analyzeScene(sceneOf([name], isRead), techniques);
    expect(ways(together.edges, name)).toEqual(ways(alone.edges, name));
  });

  test("differ where what they may do differs", () => {
    const states = Object.fromEntries(
      names.map((name) => [name, new Map(ways(together.edges, name)).get(arn("role/one"))]),
    );
    expect(states).toMatchObject({ first: "unknown", second: "unknown", more: "unknown", anywhere: "unknown" });
    expect(states).toMatchObject({ narrow: "unknown", narrower: "unknown", allowed: "unknown", alike: "unknown" });
    expect([states["nowhere"], states["apart"]]).toEqual([undefined, undefined]);
  });
});

describe("a role that only a network may take", () => {
  const { edges } = analyzeScene(sceneOf(["narrow", "narrower", "free"], true), techniques);
  const far = new Scene()
    .account()
    .role("far", FROM_THERE, { inline: [EVERYTHING] })
    .role("near", [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole"), strictly("10.1.0.0/16")] })
    .role("astray", [trusts(service("ec2"))], { inline: [allow("sts:AssumeRole"), strictly("192.0.2.0/24")] });

  test("is taken by who may come from there, and by nobody who may not", () => {
    const wayOf = (name: string) =>
      stepsFrom(analyzeScene(far, techniques).edges, arn(`role/${name}`), ["can_assume"]).get(arn("role/far"));
    expect([wayOf("near"), wayOf("astray")]).toEqual(["unknown", undefined]);
    expect(stepsFrom(edges, arn("role/narrower"), ["can_assume"]).get(arn("role/far"))).toBe("unknown");
  });
});

describe("many callers with networks of their own", () => {
  const scene = (count: number, holds: (at: number) => readonly ReturnType<typeof allow>[]) => {
    const made = new Scene().account();
    for (let at = 0; at < count; at++) made.role(`runs-${at}`, [trusts(root())], { inline: holds(at) });
    return made;
  };
  const growthOf = (holds: (at: number) => readonly ReturnType<typeof allow>[]) =>
    questions(scene(MANY, holds), techniques) / questions(scene(FEW, holds), techniques);

  test("are asked about once for each", () => {
    expect(growthOf((at) => [EVERYTHING, outside(`10.${at}.0.0/16`)])).toBeLessThan(MOST_GROWTH);
  });

  test("are so with other permissions beside everything", () => {
    const own = (at: number) => [EVERYTHING, allow("iam:PutRolePolicy", arn(`role/runs-${at}`)), outside("10.0.0.0/8")];
    expect(growthOf(own)).toBeLessThan(MOST_GROWTH);
  });
});
