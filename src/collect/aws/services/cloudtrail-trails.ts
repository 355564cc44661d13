// aws/cloudtrail:trails: which trails record the calls of the account, in which regions, and which calls. A trail stands in its
// home region; one of the organisation is shown in every account of it, and only its own account tells its data events.
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import type { AwsCall } from "../call.js";
import { recordedBy } from "../event-selectors.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/cloudtrail:trails";

const DESCRIBE_TRAILS: AwsCall = {
  call: "cloudtrail:DescribeTrails",
  path: ["cloudtrail", "describe-trails"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["trailList"],
};

const GET_STATUS: AwsCall = {
  call: "cloudtrail:GetTrailStatus",
  path: ["cloudtrail", "get-trail-status"],
  dataSet: DATA_SET,
  count: "1 per trail",
};

const GET_SELECTORS: AwsCall = {
  call: "cloudtrail:GetEventSelectors",
  path: ["cloudtrail", "get-event-selectors"],
  dataSet: DATA_SET,
  count: "1 per trail",
};

export const cloudtrailTrails = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_TRAILS, GET_STATUS, GET_SELECTORS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(DESCRIBE_TRAILS)) {
      const trails = listOf(page["trailList"]).map(fieldsOf);
      const here = trails.filter((trail) => isToldHere(reader, textOf(trail["HomeRegion"])));
      yield* reader.each(here, "trails", (trail, out) => addTrail(reader, trail, out));
    }
  },
});

/** A trail of all regions is listed in each: it is told by its home, or by the first region that is read. */
function isToldHere({ region, account }: Reader, home = region): boolean {
  const { regions } = account.facts;
  return home === region || (!regions.includes(home) && regions[0] === region);
}

async function addTrail(reader: Reader, trail: Fields, out: PartBuilder): Promise<void> {
  const arn = textOf(trail["TrailARN"]);
  const name = textOf(trail["Name"]) ?? arn;
  if (arn === undefined || name === undefined) return;
  const { account } = reader.account;
  const isForeign = arn.split(":")[4] !== account;
  const id = isForeign ? `aws:${account}/${arn}` : arn;
  // The name alone is no name in another account.
  const about = { subject: id, name: isForeign ? arn : name };
  const status = fieldsOf(await reader.detail(GET_STATUS, { ...about, input: { Name: arn } }));
  const selectors = await reader.detail(GET_SELECTORS, { ...about, input: { TrailName: arn } });
  const recorded = typeof selectors === "string" ? undefined : recordedBy(selectors);
  const { IsLogging: isLogging } = status;
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.trail",
    name,
    ...(isForeign && { aliases: [arn] }),
    properties: properties({
      multi_region: trail["IsMultiRegionTrail"] === true,
      organization_wide: trail["IsOrganizationTrail"] === true,
      global_events: trail["IncludeGlobalServiceEvents"] !== false,
      home_region: textOf(trail["HomeRegion"]),
      bucket: textOf(trail["S3BucketName"]),
      validated: trail["LogFileValidationEnabled"] === true,
      logging: typeof isLogging === "boolean" ? isLogging : undefined,
      delivery_error: textOf(status["LatestDeliveryError"]),
      management: recorded?.management,
      management_excluded: recorded?.excluded,
      // AWS leaves them out of the answer to another account.
      data: isForeign ? undefined : recorded?.data,
      data_partly: isForeign ? undefined : recorded?.partly,
    }),
  });
}
