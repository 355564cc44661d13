// Whoever sets the roles of an identity pool and passes one to it comes in by the pool as a guest, or signed in.
// https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html
import { expect, it } from "vitest";
import { GUEST_RIGHTS } from "../../../../src/analyze/aws/edges/cognito/identity-pools.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { shippedTechniques } from "../../../shipped.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, Scene, trusts } from "./scene.js";

const techniques = (await shippedTechniques()).filter(({ id }) => id.startsWith("cognito-identity-"));
const POOL = "eu-west-1:0000-1";
const PASS = allow("iam:PassRole", arn("role/app"));
const SET = allow("cognito-identity:SetIdentityPoolRoles");
const COGNITO = "cognito-identity.amazonaws.com";
const USERS = { provider: "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a", has_sign_up_trigger: false };
const OPEN = { ...USERS, allows_sign_up: true, confirms_itself: true, has_client_secret: false };

interface Spec {
  readonly held?: readonly ReturnType<typeof allow>[];
  /** What the trust of the role says of who comes, besides the pool. */
  readonly amr?: string;
  /** Pool that the role trusts. */
  readonly aud?: string;
  /** The pool that is there; none where null. */
  readonly pool?: JsonRecord | null;
  /** Whether the pools of the account were read. */
  readonly isRead?: boolean;
}

/** How surely the caller has the role as a guest, and signed in. */
function ways({ held = [PASS, SET], amr = "*", aud = POOL, pool = {}, isRead = true }: Spec): readonly string[] {
  const condition = {
    StringEquals: { [`${COGNITO}:aud`]: aud },
    "ForAnyValue:StringLike": { [`${COGNITO}:amr`]: amr },
  };
  const trust = { ...trusts({ Federated: COGNITO }, condition), Action: "sts:AssumeRoleWithWebIdentity" };
  const scene = new Scene().user("caller", { inline: held }).role("app", [trust], { inline: [EVERYTHING] });
  if (isRead) scene.account(ACCOUNT, [{ dataSet: "aws/cognito-identity:identity-pools", state: "complete" }]);
  if (pool !== null)
    scene.node(
      "resource",
      "aws.cognito-identity-pool",
      `arn:aws:cognito-identity:eu-west-1:${ACCOUNT}:identitypool/p`,
      {
        name: "p",
        properties: { pool_id: POOL, allows_unauthenticated: false, ...pool },
      },
    );
  const { edges } = analyzeScene(scene, techniques);
  const found = stepsFrom(
    edges.filter(({ kind, technique }) => kind === "includes" || technique !== undefined),
    arn("user/caller"),
    ["escalates_to"],
  );
  return [`${arn("role/app")}/session/${COGNITO}`, arn("role/app")].map((one) => strength(found.get(one)));
}

it.each<[string, Spec, readonly [guest: string, signedIn: string]]>([
  ["guests come in", { pool: { allows_unauthenticated: true } }, ["met", "unknown"]],
  [
    "guests come in, whom the role does not trust",
    { pool: { allows_unauthenticated: true }, amr: "authenticated" },
    ["no", "unknown"],
  ],
  ["anyone signs up", { pool: { user_pools: [OPEN] } }, ["no", "met"]],
  [
    "anyone signs up, whom the role does not trust",
    { pool: { user_pools: [OPEN] }, amr: "unauthenticated" },
    ["no", "no"],
  ],
  ["nobody signs up", { pool: { user_pools: [{ ...OPEN, allows_sign_up: false }] } }, ["no", "unknown"]],
  ["whether guests come in was not read", { pool: { allows_unauthenticated: null } }, ["unknown", "unknown"]],
  ["the role trusts another pool", { pool: { allows_unauthenticated: true }, aud: "eu-west-1:0000-2" }, ["no", "no"]],
  ["the pool is not there", { pool: null }, ["no", "no"]],
  ["pools were not read", { pool: null, isRead: false }, ["unknown", "unknown"]],
  ["the caller may not pass the role", { pool: { allows_unauthenticated: true }, held: [SET] }, ["no", "no"]],
  ["the caller may not set roles", { pool: { allows_unauthenticated: true }, held: [PASS] }, ["no", "no"]],
  [
    // the action takes no resource: Service Authorization Reference, Amazon Cognito Identity
    "the caller may set those of a pool by its ARN",
    {
      pool: { allows_unauthenticated: true },
      held: [
        PASS,
        allow(
          "cognito-identity:SetIdentityPoolRoles",
          `arn:aws:cognito-identity:eu-west-1:${ACCOUNT}:identitypool/${POOL}`,
        ),
      ],
    },
    ["no", "no"],
  ],
])("where %s", (_, spec, expected) => {
  expect(ways(spec)).toEqual(expected);
});

it("has as a guest what the guests have whom a pool lets in anyway", () => {
  const { data } = techniques.find(({ id }) => id === "cognito-identity-003") ?? {};
  expect(data).toEqual(GUEST_RIGHTS);
});
