// The control plane of S3, asked by way of the client of S3: where requests go, how they are signed, what is read of answers.
// Addresses and XML as in the Amazon S3 API Reference, "ListAccessPoints" and "GetAccessPointPolicy".
import { HttpResponse } from "@smithy/core/protocols";
import { expect, test } from "vitest";
import { loadService } from "../../../src/collect/aws/sdk.js";

const ACCOUNT = "111122223333";

interface Sent {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query: { readonly [name: string]: unknown };
  readonly headers: { readonly [name: string]: string };
}

/** What is sent for a command, and what comes of the answer. */
async function ask(operation: string, input: object, answer: { status?: number; xml: string }, config: object = {}) {
  const sent: Sent[] = [];
  const sdk = await loadService("s3control");
  const client = sdk.create({
    region: "eu-west-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "not-a-secret" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: Sent) => {
        sent.push(request);
        const body = new TextEncoder().encode(answer.xml);
        return {
          response: new HttpResponse({
            statusCode: answer.status ?? 200,
            headers: { "content-type": "application/xml" },
            body,
          }),
        };
      },
    },
    ...config,
  });
  const said = await client
    .send(sdk.command(operation, input), { abortSignal: new AbortController().signal })
    .catch((error: Error) => error);
  return { said, sent };
}

const LIST = `<?xml version="1.0" encoding="UTF-8"?>
<ListAccessPointsResult><AccessPointList>
<AccessPoint><Name>in</Name><NetworkOrigin>Internet</NetworkOrigin><Bucket>data</Bucket></AccessPoint>
<AccessPoint><Name>net</Name><NetworkOrigin>VPC</NetworkOrigin><VpcConfiguration><VpcId>vpc-1</VpcId></VpcConfiguration><Bucket>data</Bucket></AccessPoint>
</AccessPointList><NextToken>more</NextToken></ListAccessPointsResult>`;

test("access points are listed at the account's address in the region", async () => {
  const { said, sent } = await ask("ListAccessPoints", { AccountId: ACCOUNT, MaxResults: 1000 }, { xml: LIST });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    method: "GET",
    hostname: `${ACCOUNT}.s3-control.eu-west-1.amazonaws.com`,
    path: "/v20180820/accesspoint",
    query: { maxResults: "1000" },
  });
  expect(sent[0]?.headers["x-amz-account-id"]).toBe(ACCOUNT);
  expect(sent[0]?.headers["host"]).toBe(`${ACCOUNT}.s3-control.eu-west-1.amazonaws.com`);
  expect(sent[0]?.headers["authorization"]).toMatch(
    /\/eu-west-1\/s3\/aws4_request.*SignedHeaders=[^,]*host[^,]*x-amz-account-id/,
  );
  expect(said).toMatchObject({
    AccessPointList: [
      { Name: "in", NetworkOrigin: "Internet", Bucket: "data" },
      { Name: "net", NetworkOrigin: "VPC", Bucket: "data" },
    ],
    NextToken: "more",
  });
});

test.each([
  ["cn-north-1", `${ACCOUNT}.s3-control.cn-north-1.amazonaws.com.cn`],
  ["us-gov-west-1", `${ACCOUNT}.s3-control.us-gov-west-1.amazonaws.com`],
  ["us-east-1", `${ACCOUNT}.s3-control.us-east-1.amazonaws.com`],
])("in %s at %s", async (region, hostname) => {
  const { sent } = await ask("ListAccessPoints", { AccountId: ACCOUNT }, { xml: LIST }, { region });
  expect(sent[0]?.hostname).toBe(hostname);
});

test("at another place where people say so", async () => {
  const config = { endpoint: "http://127.0.0.1:4566" };
  const { sent } = await ask("ListAccessPoints", { AccountId: ACCOUNT }, { xml: LIST }, config);
  expect(sent[0]?.hostname).toBe("127.0.0.1");
});

test("a policy is read as text, and none is told by its code", async () => {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const xml = `<GetAccessPointPolicyResult><Policy>${policy.replaceAll('"', "&quot;")}</Policy></GetAccessPointPolicyResult>`;
  const input = { AccountId: ACCOUNT, Name: "in" };
  const { said, sent } = await ask("GetAccessPointPolicy", input, { xml });
  expect(sent[0]?.path).toBe("/v20180820/accesspoint/in/policy");
  expect(said).toMatchObject({ Policy: policy });
  const code = "NoSuchAccessPointPolicy";
  const none = `<ErrorResponse><Error><Code>${code}</Code><Message>none</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
  const refused = await ask("GetAccessPointPolicy", input, { status: 404, xml: none });
  expect(refused.said).toMatchObject({ name: code });
});

test("those of many regions are listed with their buckets, and their policy is what is in force", async () => {
  const list = `<ListMultiRegionAccessPointsResult><AccessPoints><AccessPoint><Name>world</Name><Alias>mabc123.mrap</Alias>
<Status>READY</Status><Regions><Region><Bucket>data-us</Bucket><Region>us-east-1</Region></Region>
<Region><Bucket>data-eu</Bucket><Region>eu-west-1</Region></Region></Regions></AccessPoint></AccessPoints></ListMultiRegionAccessPointsResult>`;
  const region = "us-west-2";
  const listed = await ask("ListMultiRegionAccessPoints", { AccountId: ACCOUNT }, { xml: list }, { region });
  expect(listed.sent[0]).toMatchObject({
    method: "GET",
    hostname: `${ACCOUNT}.s3-control.us-west-2.amazonaws.com`,
    path: "/v20180820/mrap/instances",
  });
  expect(listed.said).toMatchObject({
    AccessPoints: [
      {
        Name: "world",
        Alias: "mabc123.mrap",
        Regions: [
          { Bucket: "data-us", Region: "us-east-1" },
          { Bucket: "data-eu", Region: "eu-west-1" },
        ],
      },
    ],
  });
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const established = `<Established><Policy>${policy.replaceAll('"', "&quot;")}</Policy></Established>`;
  const xml = `<GetMultiRegionAccessPointPolicyResult><Policy>${established}</Policy></GetMultiRegionAccessPointPolicyResult>`;
  const got = await ask("GetMultiRegionAccessPointPolicy", { AccountId: ACCOUNT, Name: "world" }, { xml }, { region });
  expect(got.sent[0]?.path).toBe("/v20180820/mrap/instances/world/policy");
  expect(got.said).toMatchObject({ Policy: { Established: { Policy: policy } } });
});
