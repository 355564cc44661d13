// Lists without a token, which go on after the last name of a page.
import { describe, expect, it } from "vitest";
import { CALLS } from "../../../src/collect/aws/calls.js";
import { openClient } from "../../../src/collect/aws/client.js";
import { withAwsEnvironment } from "./environment.js";
import { type Call, type Said, serve } from "./server.js";

const FIELD = "ExclusiveStartDeliveryStreamName";
const list = CALLS.filter(({ call }) => call === "firehose:ListDeliveryStreams");

describe("a list that goes on after its last name", () => {
  withAwsEnvironment();

  /** Names of each page, the fault that ended them, and what each call said to begin after. */
  async function read(said: (call: Call) => Said) {
    const server = await serve({ ListDeliveryStreams: said });
    process.env["AWS_ENDPOINT_URL"] = server.url;
    const client = openClient({
      region: "us-east-1",
      allowed: new Set(["firehose:ListDeliveryStreams"]),
      signal: new AbortController().signal,
      onCall: () => undefined,
    });
    const pages: unknown[] = [];
    let code: unknown;
    try {
      for (const call of list)
        for await (const page of client.pages(call, call.input ?? {})) pages.push(page["DeliveryStreamNames"]);
    } catch (fault) {
      code = fault instanceof Error ? Reflect.get(fault, "code") : fault;
    }
    client.close();
    await server.close();
    return { pages, code, after: server.calls.map(({ params }) => params[FIELD]) };
  }

  it("is read to its end", async () => {
    const { pages, code, after } = await read(({ params }) =>
      params[FIELD] === undefined
        ? { DeliveryStreamNames: ["a", "b"], HasMoreDeliveryStreams: true }
        : { DeliveryStreamNames: ["c"], HasMoreDeliveryStreams: false },
    );
    expect(pages).toEqual([["a", "b"], ["c"]]);
    expect(after).toEqual([undefined, "b"]);
    expect(code).toBeUndefined();
  });

  it("ends where a name comes again, as a fault", async () => {
    const { pages, code } = await read(() => ({ DeliveryStreamNames: ["a"], HasMoreDeliveryStreams: true }));
    expect(pages).toEqual([["a"], ["a"]]);
    expect(code).toBe("RepeatedPage");
  });

  it("that says there is more and names nothing is not at its end", async () => {
    const { code } = await read(() => ({ DeliveryStreamNames: [], HasMoreDeliveryStreams: true }));
    expect(code).toBe("RepeatedPage");
  });
});
