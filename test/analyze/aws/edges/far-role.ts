// An organisation with an account of which ann gets control, and a role of another account of it.

import { shippedTechniques } from "../../../shipped.js";
import { ORGANIZATION, organization } from "./center-account.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, OTHER, type Scene, service, trusts } from "./scene.js";

export const techniques = (await shippedTechniques()).filter(({ provider }) => provider === "aws");
export const MANAGING = "777788889999";
export const FAR = arn("role/far", OTHER);
export type Statements = Parameters<Scene["role"]>[1];
/** May give itself everything. */
const RAISING = [allow("iam:PutUserPolicy", arn("user/ann"))];

export interface Given {
  readonly trust: Statements;
  /** What ann of the trusted account holds. */
  readonly ann?: Statements;
  /** Statements that a control policy adds: of services on the trusted account, of resources on the other. */
  readonly control?: readonly [type: "aws.scp" | "aws.rcp", ...statements: Statements];
  /** Others of the trusted account. */
  readonly more?: (scene: Scene) => unknown;
}

/** Ann and a reader in an account, and a role of another. */
export function estate({ trust, ann = RAISING, control, more }: Given): Scene {
  const scene = organization([MANAGING, ACCOUNT, OTHER]);
  scene.user("ann", { inline: ann }).role("reader", [trusts(service("ec2"))], { inline: [allow("s3:*")] });
  scene.role("far", trust, { inline: [allow("s3:*")] }, OTHER);
  more?.(scene);
  if (control === undefined) return scene;
  const [type, ...statements] = control;
  const places = ["r-root", MANAGING, ACCOUNT, OTHER];
  const bound = type === "aws.scp" ? ACCOUNT : OTHER;
  const open = type === "aws.scp" ? EVERYTHING : { ...EVERYTHING, Principal: "*" };
  scene.node("scope", "aws.organization-root", "r-root", { account: ORGANIZATION });
  for (const place of places) {
    const id = `arn:aws:organizations::${MANAGING}:policy/${ORGANIZATION}/${type}/p-${place}`;
    const document = place === bound ? [open, ...statements] : [open];
    scene.node("grant", type, id, { document, account: ORGANIZATION });
    scene.edge("references", id, place === "r-root" ? place : `aws:${place}`);
    if (place !== "r-root") scene.edge("contains", "r-root", `aws:${place}`);
  }
  return scene;
}

/** States of the edges from the account itself to the role of the other. */
export const ways = (given: Given) =>
  analyzeScene(estate(given), techniques)
    .edges.filter(({ kind, from, to }) => kind === "can_assume" && from === `aws:${ACCOUNT}` && to === FAR)
    .map(({ state }) => state);
