import { describe, expect, it } from "vitest";
import type { AwsCall } from "../../../src/collect/aws/call.js";
import { accountCalls, actionsOf, CALLS, DATA_SETS, memberCalls } from "../../../src/collect/aws/calls.js";
import { openClient } from "../../../src/collect/aws/client.js";
import { guard } from "../../../src/collect/aws/guard.js";
import { permissionsText, SESSION_POLICY_LIMIT, sessionPolicies } from "../../../src/collect/aws/permissions.js";
import { RESOURCES } from "../../../src/collect/aws/resources.js";
import { clientOf, loadService } from "../../../src/collect/aws/sdk.js";
import { isLoopback } from "../../../src/collect/loopback.js";
import { howToAsk, ON_REQUEST_DATA_SETS } from "../../../src/model/on-request.js";
import { coveredActions } from "./covered-actions.js";

describe("the list of calls", () => {
  it("holds operations of the SDK that only read", async () => {
    for (const { call } of CALLS) {
      const [, operation = ""] = call.split(":");
      const sdk = await loadService(clientOf(call));
      expect(sdk.command(operation, {}), call).toBeDefined();
      // AssumeRole and GenerateCredentialReport change nothing but what the caller itself gets to see.
      expect(operation).toMatch(
        /^(?:Get|List|Describe|BatchGet|AssumeRole$|GenerateCredentialReport$|GenerateServiceLastAccessedDetails$)/,
      );
    }
  });

  it("what is only read on request says how to ask for it", () => {
    const onRequest = RESOURCES.flatMap(({ dataSet, isOnRequest }) => (isOnRequest === true ? [dataSet] : []));
    expect(onRequest.sort()).toEqual(ON_REQUEST_DATA_SETS);
    expect(howToAsk("aws/iam:service-last-accessed")).toContain("--every-user");
    expect(howToAsk("aws/iam:roles")).toBeUndefined();
  });

  it("names each call, each place in a bundle and each data set once", () => {
    expect(new Set(CALLS.map(({ call }) => call)).size).toBe(CALLS.length);
    expect(new Set(CALLS.map(({ path }) => path.join("/"))).size).toBe(CALLS.length);
    for (const dataSet of DATA_SETS) expect(dataSet).toMatch(/^aws\/[a-z0-9-]+:[a-z0-9-]+$/);
  });

  it("is what the policy allows, on everything or on what is read alone, and nothing more", () => {
    const apis = ["authorizers", "integrations", "routes", "stages"].map((part) => `/apis/*/${part}`);
    const restApis = ["authorizers", "resources", "stages"].map((part) => `/restapis/*/${part}`);
    const paths = ["/apikeys", "/apis", ...apis, "/restapis", ...restApis, "/usageplans"];
    const Action = actionsOf(accountCalls()).filter((action) => action !== "apigateway:GET");
    const Resource = paths.map((path) => `arn:*:apigateway:*::${path}`);
    expect(JSON.parse(permissionsText())).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "NhiRead", Effect: "Allow", Action, Resource: "*" },
        { Sid: "NhiReadSome1", Effect: "Allow", Action: ["apigateway:GET"], Resource },
      ],
    });
    expect(actionsOf(accountCalls())).not.toContain("sts:AssumeRole");
  });
});

describe("the policies of an organisation", () => {
  const texts = JSON.parse(permissionsText({ organization: true, role: "ReadAll" })) as {
    managementPolicy: { Statement: object[] };
    stackSetTemplate: {
      Resources: {
        NhiAuditor: {
          Properties: {
            RoleName: string;
            Policies: { PolicyDocument: { Statement: { Action: string[] }[] } }[];
            AssumeRolePolicyDocument: object;
          };
        };
      };
    };
  };

  it("let the management account become that role only", () => {
    expect(texts.managementPolicy.Statement.at(-1)).toEqual({
      Sid: "NhiAssume",
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: "arn:*:iam::*:role/ReadAll",
    });
  });

  it("make the role in every account, for one auditor, with the calls about an account", () => {
    const { RoleName, Policies, AssumeRolePolicyDocument } = texts.stackSetTemplate.Resources.NhiAuditor.Properties;
    expect(RoleName).toBe("ReadAll");
    const statements = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(actionsOf(memberCalls()));
    expect(AssumeRolePolicyDocument).toMatchObject({ Statement: [{ Principal: { AWS: { Ref: "AuditorArn" } } }] });
  });
});

describe("session policies", () => {
  const made = (service: string, count: number): AwsCall[] =>
    Array.from({ length: count }, (_, at) => ({
      call: `${service}:ListSomethingRatherLong${at}`,
      path: [service, `${at}`] as const,
      dataSet: "x",
      count: "1",
    }));

  it("fit what STS takes: as few as possible, each service whole", () => {
    const packed = sessionPolicies([...made("a", 30), ...made("b", 30), ...made("c", 30), ...made("d", 5)]);
    expect(packed.map(({ services }) => [...services].join(""))).toEqual(["abd", "c"]);
    for (const { policy } of packed) expect(policy.length).toBeLessThanOrEqual(SESSION_POLICY_LIMIT);
    expect(sessionPolicies(memberCalls({ services: false }))).toHaveLength(1);
    expect(sessionPolicies(memberCalls())).toHaveLength(3);
  });

  it("allow no more of API Gateway than is read", () => {
    const statements = sessionPolicies(memberCalls()).flatMap(
      ({ policy }): readonly { Action: string[]; Resource: string | string[] }[] => JSON.parse(policy).Statement,
    );
    const asked = statements.filter(({ Action }) => Action.some((action) => action.startsWith("apigateway:")));
    for (const { Action, Resource } of asked) {
      expect(Action).toEqual(["apigateway:GET"]);
      for (const one of [Resource].flat()) expect(one).toMatch(/^arn:\*:apigateway:\*::\/[a-z]+(\/\*\/[a-z]+)?$/);
    }
    expect(asked).not.toEqual([]);
  });

  it("allow the calls and no other action of AWS", () => {
    const written = sessionPolicies(memberCalls()).flatMap(({ policy }): readonly string[] =>
      (JSON.parse(policy).Statement as { Action: string[] }[]).flatMap(({ Action }) => Action),
    );
    const allowed = written.flatMap((text) => {
      const covered = coveredActions(text);
      expect(covered, text).toHaveLength(1);
      return covered;
    });
    expect(allowed.sort()).toEqual([...actionsOf(memberCalls())].sort());
    expect(written.some((text) => text.endsWith("*"))).toBe(true);
    expect(permissionsText({ organization: true })).not.toMatch(/:[A-Za-z]+\*"/);
  });
});

describe("the guard", () => {
  it("refuses a call that is not on the list, before anything is sent", async () => {
    const called: string[] = [];
    const client = openClient({
      region: "us-east-1",
      allowed: new Set(["iam:ListUsers"]),
      signal: new AbortController().signal,
      onCall: (call) => called.push(call),
      credentials: async () => ({ accessKeyId: "a", secretAccessKey: "b" }),
    });
    const call: AwsCall = { call: "iam:DeleteUser", path: ["iam", "delete-user"], dataSet: "x", count: "1" };
    const run = async (): Promise<void> => {
      for await (const _ of client.pages(call, { UserName: "u" })) throw new Error("an answer");
    };
    await expect(run()).rejects.toThrow("iam:DeleteUser is not on the list of calls that nhi makes");
    expect(called).toEqual([]);
    client.close();
  });

  it.each([
    ["https:", "iam.amazonaws.com", true],
    ["http:", "127.0.0.1", true],
    ["http:", "localhost", true],
    ["http:", "[::1]", true],
    ["http:", "127.0.0.1.example.com", false],
    ["http:", "localhost.example.com", false],
    ["http:", "10.0.0.1", false],
    ["ftp:", "iam.amazonaws.com", false],
  ])("lets %s//%s through: %s", async (protocol, hostname, isLet) => {
    type Added = Parameters<Parameters<ReturnType<typeof guard>["applyToStack"]>[0]["add"]>;
    const added: Added[] = [];
    guard({ service: "iam", allowed: new Set(), onCall: () => undefined }).applyToStack({
      add: (...all) => void added.push(all),
    });
    const [middleware] = added.find(([, { name }]) => name === "nhiEndpoint") ?? [];
    const sent = middleware?.(async () => "sent", {})({ request: { protocol, hostname } });
    if (isLet) await expect(sent).resolves.toBe("sent");
    else await expect(sent).rejects.toThrow("refused to send credentials");
    expect(isLoopback(hostname)).toBe(isLet && protocol === "http:");
  });
});
