// Sessions that certificates open by profiles of IAM Roles Anywhere: which anchors a profile is used with, and what its policies leave.
import { expect, it } from "vitest";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, Scene, service } from "./scene.js";

const DATA = "arn:aws:s3:::data";
const placed = (rest: string, region = "us-east-1", account = ACCOUNT) =>
  `arn:aws:rolesanywhere:${region}:${account}:${rest}`;
const ANCHOR = placed("trust-anchor/1");
const PROFILE = placed("profile/1");
const TRUST = {
  Effect: "Allow",
  Principal: service("rolesanywhere"),
  Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
};
const READS = allow("s3:GetObject", `${DATA}/*`);

interface Given {
  readonly anchor?: string;
  readonly trust?: object;
  readonly inline?: readonly ReturnType<typeof allow>[];
  readonly isInlineUnread?: boolean;
  readonly managed?: readonly ReturnType<typeof allow>[];
}

/** How surely a certificate of the anchor reads the data. */
function reads({ anchor = ANCHOR, trust = TRUST, inline, isInlineUnread, managed }: Given): string {
  const scene = new Scene()
    .account()
    .role("reader", [trust as never], { inline: [READS, allow("sqs:*")] })
    .node("resource", "aws.s3-bucket", DATA)
    .node("trust", "aws.rolesanywhere-trust-anchor", anchor, { account: anchor.split(":")[4] ?? "" })
    .node("session", "aws.rolesanywhere-profile", PROFILE, {
      ...(inline && { document: inline }),
      properties: {
        roles: [arn("role/reader")],
        managed_policies: managed === undefined ? [] : [arn("policy/limit")],
        ...(isInlineUnread === true && { policy_unread: true }),
      },
    });
  if (managed !== undefined) scene.managed("limit", managed);
  const { edges } = analyzeScene(scene);
  const opened = stepsFrom(edges, `x509:${anchor}`, ["federates"]);
  const states = [...opened].flatMap(([id, state]) => {
    const read = stepsFrom(edges, id, ["permits"]).get(DATA);
    return read === undefined ? [] : [state === "unknown" || read === "unknown" ? "unknown" : "met"];
  });
  return states.sort()[0] ?? "no";
}

// Trust anchors and profiles are resources of a region of an account, and a session is made of both by the endpoint of one region.
// https://docs.aws.amazon.com/rolesanywhere/latest/userguide/authentication-create-session.html
it.each<[string, Given, string]>([
  ["the anchor is where the profile is", {}, "met"],
  ["the anchor is of another region", { anchor: placed("trust-anchor/1", "eu-west-1") }, "no"],
  ["the anchor is of another account", { anchor: placed("trust-anchor/1", "us-east-1", OTHER) }, "no"],
])("%s", (_, given, expected) => {
  expect(reads(given)).toBe(expected);
});

const trusting = (Condition: object) => ({ trust: { ...TRUST, Condition } });
const without = (action: string) => ({ trust: { ...TRUST, Action: TRUST.Action.filter((one) => one !== action) } });
it.each<[string, Given, string]>([
  ["that anchor", trusting({ ArnEquals: { "aws:SourceArn": ANCHOR } }), "met"],
  ["another anchor", trusting({ ArnEquals: { "aws:SourceArn": placed("trust-anchor/2") } }), "no"],
  ["its own account", trusting({ StringEquals: { "aws:SourceAccount": ACCOUNT } }), "met"],
  ["another account", trusting({ StringEquals: { "aws:SourceAccount": OTHER } }), "no"],
  // all three have to be let through: https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
  ["no source identity", without("sts:SetSourceIdentity"), "no"],
  ["no tags", without("sts:TagSession"), "no"],
])("the role trusts %s", (_, given, expected) => {
  expect(reads(given)).toBe(expected);
});

// Session policies are taken together, as policies of an identity are: an Allow of one is enough, a Deny of one ends it.
it.each<[string, Given, string]>([
  ["the profile's own policy lets it", { inline: [READS] }, "met"],
  ["the profile's own policy lets something else", { inline: [allow("sqs:*")] }, "no"],
  ["the profile's own policy was not read", { isInlineUnread: true }, "unknown"],
  ["a managed policy lets it", { managed: [READS] }, "met"],
  ["a managed policy lets something else", { managed: [allow("sqs:*")] }, "no"],
  ["a managed policy lets something else, its own that", { managed: [allow("sqs:*")], inline: [READS] }, "met"],
  ["a managed policy lets that, its own something else", { managed: [READS], inline: [allow("sqs:*")] }, "met"],
  ["a managed policy lets it, its own denies it", { managed: [READS], inline: [READS, deny("s3:GetObject")] }, "no"],
  ["a managed policy lets it, its own was not read", { managed: [READS], isInlineUnread: true }, "unknown"],
  [
    "a managed policy lets something else, its own was not read",
    { managed: [allow("sqs:*")], isInlineUnread: true },
    "unknown",
  ],
])("%s", (_, given, expected) => {
  expect(reads(given)).toBe(expected);
});
