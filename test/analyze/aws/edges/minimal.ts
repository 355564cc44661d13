// For a set of actions, an account in which a principal holds just these, and everything they could work on is there and
// worth taking: whether it gets to admin shows what the actions are worth.
import { oncePer } from "../../../../src/model/once.js";
import type { Technique } from "../../../../src/model/technique.js";
import type { JsonRecord } from "../../../../src/model/words.js";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, heldDenial, root, Scene, service, trusts } from "./scene.js";

export interface Surrounding {
  readonly caller: "user" | "role";
  /** Access keys of the users to take over. */
  readonly keys: number;
  readonly hasPassword: boolean;
  /** Types of workloads and other nodes that are there. */
  readonly types: readonly string[];
  /** Those of `types` that run as a role which is worth nothing. */
  readonly poor?: readonly string[];
  /** Types of workloads that run as the caller, a role. */
  readonly runs?: readonly string[];
  /** What holds the caller, or whom it could take over, back from what it is allowed: a boundary, or the version in force. */
  readonly heldBack?: {
    readonly who: "caller" | "target";
    readonly by: "boundary" | "version" | "boundary-version" | "denial";
    /** The action by which a Deny goes. */
    readonly gone?: string;
  };
}

export const CALLER = { user: arn("user/caller"), role: arn("role/caller") } as const;

/** State of the caller's reach: reaches, unknown or no. */
export function reachOf(
  actions: readonly string[],
  surrounding: Surrounding,
  techniques: readonly Technique[],
): string {
  const { services, facts } = wantedBy(techniques);
  const scene = toScene(actions, surrounding, services, facts);
  const admin = analyzeScene(scene, techniques).facts.find(({ node }) => node === CALLER[surrounding.caller])?.columns[
    "admin"
  ];
  return typeof admin === "string" ? admin : "undefined";
}

/** Services that some technique passes a role to, and what some technique asks of a workload. */
const wantedBy = oncePer((techniques: readonly Technique[]): { services: readonly string[]; facts: JsonRecord } => {
  const passed = techniques.flatMap((one) => [
    ...(one.requires?.trusts ?? []),
    ...one.actions.flatMap((action) => action.passed_to ?? []),
  ]);
  const wanted = techniques.flatMap((one) => one.actions.flatMap(({ is = {} }) => Object.entries(is)));
  const shapes = techniques.flatMap(({ requires }) => [
    ...Object.entries(requires?.is ?? {}),
    ...Object.entries(requires?.same_region?.is ?? {}),
  ]);
  const all = [...shapes, ...wanted].filter(([property]) => !LATER.has(property));
  return {
    services: [...new Set(passed)],
    facts: Object.fromEntries(all.map(([property, [value = ""]]) => [property, value])),
  };
});

/** What makes a published way with an action less one of a later technique (ec2-010). */
const LATER: ReadonlySet<string> = new Set(["starts_latest"]);

/** By which whoever holds it and is not denied it has everything. */
const RAISING = ["iam:AttachUserPolicy", "iam:AttachRolePolicy"];

/** What jobs of EMR on EKS run as takes the word of a cluster. */
const PODS = {
  ...trusts({ Federated: arn("oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0A1B") }),
  Action: "sts:AssumeRoleWithWebIdentity",
};

function toScene(
  actions: readonly string[],
  { caller, keys, hasPassword, types, poor = [], runs = [], heldBack }: Surrounding,
  services: readonly string[],
  facts: JsonRecord,
): Scene {
  const scene = new Scene().managed("held", [allow(actions)]).managed("plain", [allow("s3:ListAllMyBuckets")]);
  const isDenied = heldBack?.by === "denial";
  const isBounded = heldBack !== undefined && heldBack.by !== "version" && !isDenied;
  const others = heldBack?.who === "target" ? heldBack : undefined;
  if (heldBack !== undefined && heldBack.by !== "boundary" && !isDenied)
    scene.version("held", [EVERYTHING]).version("plain", [EVERYTHING]);
  const denial = isDenied ? heldDenial(heldBack.gone ?? "", [deny(RAISING)]) : undefined;
  const plain = [allow("s3:ListAllMyBuckets")];
  if (isDenied)
    scene
      .managed("denial", [deny(RAISING)])
      .version("denial", plain)
      .managed("raising", [allow(RAISING)]);
  const free = denial
    ? { ...denial.own, managed: ["held", "raising", ...(denial.own.managed ?? [])] }
    : { managed: ["held"] };
  const own = heldBack?.who === "caller" && isBounded ? { inline: [EVERYTHING], boundary: "held" } : free;
  const worth =
    others === undefined
      ? { inline: [EVERYTHING] }
      : isBounded
        ? { inline: [EVERYTHING], boundary: "plain" }
        : { managed: ["plain"] };
  // the caller's own way in says nothing about what it may do
  if (caller === "user") scene.user("caller", { ...own, groups: ["own"] });
  else scene.role("caller", [trusts(service("opsworks"))], own);
  scene
    .group("own", denial?.group)
    .group("admins", { inline: [EVERYTHING] })
    .role("plain", [trusts(root())], { managed: [others === undefined ? "plain" : "none"] })
    .role("admin", [trusts({ Service: services }), trusts(root()), PODS], worth)
    .instanceProfile("admin");
  if (others !== undefined) scene.managed("none", [allow("s3:ListAllMyBuckets")]);
  for (const name of ["admin-user", "plain-user"]) {
    scene.user(name, name === "admin-user" ? worth : {});
    for (let key = 0; key < keys; key++) {
      scene.node("credential", "aws.access-key", `AKIA${name}${key}`, { parent: arn(`user/${name}`) });
    }
  }
  for (const node of scene.nodes.filter(({ type }) => type === "aws.iam-user")) {
    Object.assign(node.supplements, {
      "aws/iam:credential-report": { password_enabled: hasPassword, mfa_active: false },
    });
  }
  for (const type of runs) scene.workload(type, `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/own`, "caller");
  for (const type of types) {
    const name = type.slice(type.indexOf(".") + 1);
    scene.workload(
      type,
      `arn:aws:${name.split("-")[0]}:eu-west-1:${ACCOUNT}:${name}/one`,
      poor.includes(type) ? "plain" : "admin",
      {
        ...facts,
        cluster: "one",
      },
    );
  }
  return scene;
}
