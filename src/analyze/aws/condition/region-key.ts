// aws:RequestedRegion: from the resource, from where the service lives, or of the caller's choice.
import { type KeyState, known, open } from "./key-state.js";
import type { RequestFacts } from "./request-facts.js";
import { SETTABLE, UNKNOWN } from "./truth.js";

/**
 * Services whose requests all go to one region: what it is in each partition (AWS General Reference, "Service endpoints and
 * quotas", of the service). A partition that is not named has the service in other places, or not at all.
 */
const HOME_REGIONS: { readonly [service: string]: { readonly [partition: string]: string } } = {
  iam: { aws: "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" },
  organizations: { aws: "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1" },
  route53: { aws: "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1" },
  cloudfront: { aws: "us-east-1", "aws-cn": "cn-northwest-1" },
  globalaccelerator: { aws: "us-west-2" },
};

/** State of aws:RequestedRegion and ec2:Region. */
export function regionKey({ resource, node, service, subject }: RequestFacts): KeyState {
  const home = HOME_REGIONS[service];
  // keys never work in another partition, so the caller's is the request's
  if (home) {
    const region = home[/^arn:([^:]+):/.exec(subject.caller.name)?.[1] ?? "aws"];
    return region === undefined
      ? open(UNKNOWN, "the region of the service is not known here", { isPresent: true })
      : known(region);
  }
  const region = resource.split(":")[3] ?? "";
  if (region !== "" && !/[*?]/.test(region)) return known(region);
  if (node?.region) return known(node.region);
  if (service === "s3" && resource !== "*")
    return open(UNKNOWN, "the bucket's region was not read", { isPresent: true });
  return open(SETTABLE, "the caller chooses the region", { isPresent: true });
}
