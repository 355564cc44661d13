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
  seeds.expected.policies.push(arnOf(withPolicy));
  seeds.expected.open.push(arnOf(without));
  return {
    "s3control:ListAccessPoints": {
      answer: (_, region) => ({ AccessPointList: region === REGION ? points : [] }),
    },
    "s3control:GetAccessPointPolicy": {
      answer: ({ Name: name }) =>
        name === withPolicy ? { Policy: letIn(PARTNER, "s3:GetObject", `${arnOf(withPolicy)}/object/*`) } : undefined,
      absent: "NoSuchAccessPointPolicy",
    },
  };
}
