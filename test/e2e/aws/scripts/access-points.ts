// Access points of S3: one with a policy of its own, one without. moto keeps such policies and has no list of them.
import type { Scripts } from "../../tools/model-server.js";
import { letIn, PARTNER, REGION, type Seeds } from "../seeds/seeding.js";

export function scriptAccessPoints(seeds: Seeds): Scripts {
  const [withPolicy, without] = ["reports-partner", "reports-team"] as const;
  const arnOf = (name: string) => seeds.arn("s3", `accesspoint/${name}`);
  const points = [withPolicy, without].map((name) => ({
    Name: name,
    NetworkOrigin: "Internet",
    Bucket: "acme-reports",
    AccessPointArn: arnOf(name),
    Alias: `${name}-${"a".repeat(54 - name.length)}-s3alias`,
  }));
  const many = `arn:aws:s3::${seeds.arn("s3", "").split(":")[4]}:accesspoint/mabc123def456.mrap`;
  seeds.expected.policies.push(arnOf(withPolicy), many);
  seeds.expected.open.push(arnOf(without));
  return {
    "s3control:ListAccessPoints": {
      answer: (_, region) => ({ AccessPointList: region === REGION ? points : [] }),
    },
    "s3control:ListMultiRegionAccessPoints": {
      answer: () => ({
        AccessPoints: [
          {
            Name: "reports-everywhere",
            Alias: "mabc123def456.mrap",
            Status: "READY",
            Regions: [{ Bucket: "acme-reports", Region: REGION }],
          },
        ],
      }),
    },
    "s3control:GetMultiRegionAccessPointPolicy": {
      answer: () => ({
        Policy: { Established: { Policy: letIn(PARTNER, "s3:GetObject", `${many}/object/*`) } },
      }),
    },
    "s3control:GetAccessPointPolicy": {
      answer: ({ Name: name }) =>
        name === withPolicy ? { Policy: letIn(PARTNER, "s3:GetObject", `${arnOf(withPolicy)}/object/*`) } : undefined,
      absent: "NoSuchAccessPointPolicy",
    },
  };
}
