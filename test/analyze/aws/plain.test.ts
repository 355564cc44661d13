// Policies that are compiled only when their statements are asked for: what their text promises must hold once they are.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { isPlain, isWhole } from "../../../src/analyze/aws/policy/plain.js";

const SERVICES = ["s3", "iam", "sts", "ec2", "s3-object-lambda"];

const text = fc
  .string({ maxLength: 12 })
  .filter((value) => !/["\\]/.test(value) && JSON.stringify(value) === `"${value}"`);
const action = fc
  .tuple(fc.constantFrom(...SERVICES), fc.constantFrom("*", "GetObject", "Get*", "?assRole", "123"))
  .map(([service, name]) => `${service}:${name}`);
const oneOrMore = <T>(item: fc.Arbitrary<T>) => fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }));
const statement = fc
  .record({
    Sid: fc.option(text, { nil: undefined }),
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: oneOrMore(action),
    Resource: oneOrMore(
      fc.oneof(text, fc.constantFrom("*", "arn:aws:s3:::${aws:username}/*", "arn:aws:iam::1:role/x")),
    ),
  })
  .map(({ Sid, ...others }) => (Sid === undefined ? others : { Sid, ...others }));
const policy = oneOrMore(statement).map((Statement) => ({ Version: "2012-10-17", Statement }));

describe("plain policies", () => {
  it("compile without a problem, and are silent on each service that no action of theirs names", () => {
    fc.assert(
      fc.property(policy, (document) => {
        const json = JSON.stringify(document);
        expect(isPlain(json)).toBe(true);
        const lazy = createPolicyCompiler().compile("plain", json);
        const before = SERVICES.filter((service) => lazy.isSilentOn?.(service));
        // A spelling that is not plain, of the same meaning, is compiled at once.
        const eager = createPolicyCompiler().compile("other", json.replaceAll('"Effect"', '"effect"'));
        expect(eager.isSilentOn).toBeUndefined();
        expect(eager.problems).toEqual([]);
        expect(eager.isOpaque).toBe(false);
        expect(JSON.stringify(lazy.statements)).toBe(JSON.stringify(eager.statements));
        const named = new Set(
          lazy.statements.flatMap(({ actions }) => actions.patterns.map((one) => one.split(":")[0])),
        );
        for (const service of before) expect(named).not.toContain(service);
        expect(SERVICES.filter((service) => lazy.isSilentOn?.(service))).toEqual(
          SERVICES.filter((service) => !named.has(service)),
        );
      }),
    );
  });

  const written = (statement: object, more: object = {}) =>
    JSON.stringify({ Version: "2012-10-17", ...more, Statement: [statement] });
  const usual = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

  it.each([
    ["a service by wildcard", written({ ...usual, Action: "s*:GetObject" })],
    ["every action", written({ ...usual, Action: "*" })],
    ["a service in capitals", written({ ...usual, Action: "S3:GetObject" })],
    ["NotAction", written({ Effect: "Allow", NotAction: "s3:GetObject", Resource: "*" })],
    ["NotResource", written({ Effect: "Allow", Action: "s3:GetObject", NotResource: "*" })],
    ["a condition", written({ ...usual, Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    ["a principal", written({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" })],
    ["no resource", written({ Effect: "Allow", Action: "s3:GetObject" })],
    ["no action", written({ Effect: "Allow", Resource: "*" })],
    ["an empty list", written({ ...usual, Action: [] })],
    ["a number for a text", written({ ...usual, Resource: 7 })],
    ["an escaped text", written({ ...usual, Resource: 'a"b' })],
    ["an unknown effect", written({ ...usual, Effect: "Permit" })],
    ["an older version", JSON.stringify({ Version: "2008-10-17", Statement: [usual] })],
    ["no version", JSON.stringify({ Statement: [usual] })],
    ["another element", written(usual, { Comment: "x" })],
    ["no JSON", "{"],
  ])("are not those with %s", (_, json) => {
    expect(isPlain(json)).toBe(false);
    expect(createPolicyCompiler().compile("x", json).isSilentOn).toBeUndefined();
  });

  it("take time in proportion to their length, also when the end does not fit", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({ ...usual, Sid: `S${at}` }));
    const json = JSON.stringify({ Version: "2012-10-17", Statement: many });
    expect(isPlain(json)).toBe(true);
    expect(isPlain(`${json.slice(0, -2)},]}`)).toBe(false);
  });
});

describe("whole policies", () => {
  const condition = fc.dictionary(
    fc.constantFrom("StringEquals", "Bool", "NoSuchOperator", "IpAddress"),
    fc.dictionary(fc.constantFrom("aws:SourceIp", "s3:prefix", "nosuch"), oneOrMore(text), { noNullPrototype: true }),
    { noNullPrototype: true },
  );
  const principal = fc.constantFrom("*", { AWS: "arn:aws:iam::1:root" }, { Service: ["a", "b"], Federated: "c" });
  const parts = fc.tuple(statement, fc.option(condition), fc.option(principal), fc.boolean(), fc.boolean());
  const anyStatement = parts.map(([{ Effect, Action, Resource, ...sid }, Condition, Principal, isTrust, isSorted]) => {
    const said = {
      ...sid,
      Effect,
      ...(Principal !== null && { Principal }),
      Action,
      ...(!isTrust && { Resource }),
      ...(Condition !== null && { Condition }),
    };
    const sorted = Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1));
    return isSorted ? Object.fromEntries(sorted) : said;
  });

  it("are never opaque, mean what they mean compiled at once, and are silent on the same services", () => {
    fc.assert(
      fc.property(oneOrMore(anyStatement), (Statement) => {
        const json = JSON.stringify({ Version: "2012-10-17", Statement });
        expect(isWhole(json)).toBe(true);
        const later = createPolicyCompiler(isWhole).compile("later", json);
        const silent = SERVICES.filter((service) => later.isSilentOn?.(service));
        const atOnce = createPolicyCompiler(() => false).compile("at once", json);
        expect(atOnce.isOpaque).toBe(false);
        expect(JSON.stringify(later.statements)).toBe(JSON.stringify(atOnce.statements));
        const named = atOnce.statements.flatMap(({ actions }) => actions.patterns.map((one) => one.split(":")[0]));
        for (const service of silent) expect(named).not.toContain(service);
      }),
    );
  });

  const written = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const usual = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

  it.each([
    ["a condition that is no object", written({ ...usual, Condition: [] })],
    ["a condition that is a text", written({ ...usual, Condition: "x" })],
    ["an operator without keys", written({ ...usual, Condition: { Bool: "true" } })],
    ["no effect", written({ Action: "s3:GetObject", Resource: "*" })],
    ["no action", written({ Effect: "Allow", Resource: "*", Condition: {} })],
    ["NotAction", written({ Effect: "Allow", NotAction: "s3:GetObject", Resource: "*", Condition: {} })],
    ["every action", written({ ...usual, Action: "*", Condition: {} })],
    ["an element twice", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:A","Action":"iam:B"}}`],
  ])("are not those with %s", (_, json) => {
    expect(isWhole(json)).toBe(false);
  });

  it("take time in proportion to their length, also when the end does not fit", () => {
    const Condition = {
      StringEquals: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`k${at}`, ["v", "w"]])),
    };
    const json = written({ ...usual, Condition });
    expect(isWhole(json)).toBe(true);
    expect(isWhole(`${json.slice(0, -2)},]}`)).toBe(false);
  });
});
