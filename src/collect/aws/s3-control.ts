// The operations of S3's control plane that nhi needs, described to the client of S3: they are signed, retried and read alike,
// and the SDK's own package for the control plane is larger than all that nhi keeps of the rest of S3. Shapes and addresses as in
// the Amazon S3 API Reference, "ListAccessPoints", "GetAccessPointPolicy" and the same of multi-region access points.
import { ListBucketsCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { makeBuilder } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";

const NAMESPACE = "com.amazonaws.s3control";
const TEXT = 0;

// Schemas as the SDK writes them: kind, namespace, name, traits, names of members, members, how many of them are required.
const inHeader = (name: string) => [TEXT, { httpHeader: name }];
const inQuery = (name: string) => [TEXT, { httpQuery: name }];
const structure = (name: string, members: { readonly [member: string]: unknown }) => {
  return [3, NAMESPACE, name, 0, Object.keys(members), Object.values(members)];
};
const ACCOUNT = inHeader("x-amz-account-id");
const ACCESS_POINT = structure("AccessPoint", {
  Name: TEXT,
  NetworkOrigin: TEXT,
  Bucket: TEXT,
  AccessPointArn: TEXT,
  Alias: TEXT,
  BucketAccountId: TEXT,
});
const ACCESS_POINTS = [1, NAMESPACE, "AccessPointList", 0, [() => ACCESS_POINT, { xmlName: "AccessPoint" }]];
const operation = (name: string, path: string, input: unknown, output: unknown) => {
  return [9, NAMESPACE, name, { http: ["GET", path, 200] }, () => input, () => output];
};

const LIST_ACCESS_POINTS = operation(
  "ListAccessPoints",
  "/v20180820/accesspoint",
  structure("ListAccessPointsRequest", {
    AccountId: ACCOUNT,
    NextToken: inQuery("nextToken"),
    MaxResults: [1, { httpQuery: "maxResults" }],
  }),
  structure("ListAccessPointsResult", { AccessPointList: () => ACCESS_POINTS, NextToken: TEXT }),
);

const GET_ACCESS_POINT_POLICY = operation(
  "GetAccessPointPolicy",
  "/v20180820/accesspoint/{Name}/policy",
  structure("GetAccessPointPolicyRequest", { AccountId: ACCOUNT, Name: [TEXT, 1] }),
  structure("GetAccessPointPolicyResult", { Policy: TEXT }),
);

const REGION_REPORT = structure("RegionReport", { Bucket: TEXT, Region: TEXT, BucketAccountId: TEXT });
const REGION_REPORTS = [1, NAMESPACE, "RegionReportList", 0, [() => REGION_REPORT, { xmlName: "Region" }]];
const MULTI_REGION_POINT = structure("MultiRegionAccessPointReport", {
  Name: TEXT,
  Alias: TEXT,
  Status: TEXT,
  Regions: () => REGION_REPORTS,
});
const MULTI_REGION_POINTS = [
  1,
  NAMESPACE,
  "MultiRegionAccessPointReportList",
  0,
  [() => MULTI_REGION_POINT, { xmlName: "AccessPoint" }],
];

const LIST_MULTI_REGION_ACCESS_POINTS = operation(
  "ListMultiRegionAccessPoints",
  "/v20180820/mrap/instances",
  structure("ListMultiRegionAccessPointsRequest", { AccountId: ACCOUNT, NextToken: inQuery("nextToken") }),
  structure("ListMultiRegionAccessPointsResult", { AccessPoints: () => MULTI_REGION_POINTS, NextToken: TEXT }),
);

const ESTABLISHED = structure("EstablishedMultiRegionAccessPointPolicy", { Policy: TEXT });
const DOCUMENT = structure("MultiRegionAccessPointPolicyDocument", { Established: () => ESTABLISHED });

const GET_MULTI_REGION_ACCESS_POINT_POLICY = operation(
  "GetMultiRegionAccessPointPolicy",
  "/v20180820/mrap/instances/{Name+}/policy",
  structure("GetMultiRegionAccessPointPolicyRequest", { AccountId: ACCOUNT, Name: [TEXT, 1] }),
  structure("GetMultiRegionAccessPointPolicyResult", { Policy: () => DOCUMENT }),
);

// The SDK types a schema by its own constants; these are such as it writes itself.
// Settings of the client decide the endpoint, as for what is about no bucket.
const settings = ListBucketsCommand.getEndpointParameterInstructions();
const command = makeBuilder(settings, "AWSS3ControlServiceV20180820", "S3ControlClient", getEndpointPlugin);
const toCommand = (name: string, schema: unknown) => command({}, () => [], name, schema as never);

export const ListAccessPointsCommand = toCommand("ListAccessPoints", LIST_ACCESS_POINTS);
export const GetAccessPointPolicyCommand = toCommand("GetAccessPointPolicy", GET_ACCESS_POINT_POLICY);
export const ListMultiRegionAccessPointsCommand = toCommand(
  "ListMultiRegionAccessPoints",
  LIST_MULTI_REGION_ACCESS_POINTS,
);
export const GetMultiRegionAccessPointPolicyCommand = toCommand(
  "GetMultiRegionAccessPointPolicy",
  GET_MULTI_REGION_ACCESS_POINT_POLICY,
);

/** A client of S3 that asks the control plane of the region: `<account>.s3-control.<region>.amazonaws.com`. */
export class S3ControlClient extends S3Client {
  constructor(config: S3ClientConfig) {
    super({ ...config, serviceId: "S3 Control" });
    // where people say that S3 is elsewhere, they mean that address
    if (config.endpoint !== undefined) return;
    this.middlewareStack.add(
      (next) => (args) => {
        const { request, input } = args as { request?: { hostname?: string }; input: { AccountId?: string } };
        if (typeof request?.hostname === "string")
          request.hostname = request.hostname.replace(/^s3(?=[.-])/, `${input.AccountId}.s3-control`);
        return next(args);
      },
      { step: "build", name: "nhiControlPlane", priority: "high" },
    );
  }
}
