// Accounts of Google's that do what somebody tells them to: with what they may do themselves, and only where somebody may tell them.
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import type { DerivedEdge, StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const PROJECT = "gcp:projects/shop";
const NUMBER = "510000000001";
const DANA = "user:dana@shop.example";
const RESOURCE = "//cloudresourcemanager.googleapis.com/projects/shop";
const BUILDER = `serviceAccount:${NUMBER}@cloudbuild.gserviceaccount.com`;
const AGENT = `serviceAccount:${NUMBER}@cloudservices.gserviceaccount.com`;
const IMPERSONATES = "iam.serviceAccounts.getAccessToken";

interface Scene {
  readonly dana: string;
  readonly deputy: string;
  /** What Google's account may do. */
  readonly may?: string;
  /** There is a deployment. */
  readonly hasDeployment?: boolean;
}

function edgesOf({ dana, deputy, may = IMPERSONATES, hasDeployment = false }: Scene): readonly DerivedEdge[] {
  const held = [
    [DANA, dana],
    [deputy, may],
  ] as const;
  const grants = held.flatMap(([member, permission], at): StoredNode[] => [
    {
      ...node(`gcp:role/${at}`, "gcp.role", { kind: "grant", scope: PROJECT, properties: { role: `roles/held${at}` } }),
      document: hashText(permission),
    },
    node(`gcp:binding/${at}`, "gcp.role-binding", {
      ...{ kind: "grant", scope: PROJECT },
      properties: { resource: RESOURCE, role: `roles/held${at}`, member },
    }),
  ]);
  const texts = new Map(held.map(([, permission]) => [hashText(permission), permission]));
  const deployment = node("gcp:deployment/web", "gcp.deployment", {
    ...{ kind: "workload", scope: PROJECT },
    properties: {
      full_name: "//deploymentmanager.googleapis.com/projects/shop/global/deployments/web",
      project: "shop",
    },
  });
  const input = {
    ...toInput({
      scopes: [
        {
          ...{ id: PROJECT, type: "gcp.project", name: "shop", parent: undefined, properties: {} },
          coverage: complete("gcp/iam:policies", "gcp/iam:deny-policies", "gcp/deploymentmanager:deployments"),
        },
      ],
      nodes: [
        node(PROJECT, "gcp.project", { kind: "scope", scope: PROJECT, properties: { number: NUMBER } }),
        node("gcp:service-account/1", "gcp.service-account", {
          ...{ kind: "principal", scope: PROJECT },
          properties: { email: "strong@shop.iam.gserviceaccount.com", project: "shop" },
        }),
        ...grants,
        ...(hasDeployment ? [deployment] : []),
      ],
      tables: { scopedTechniques },
    }),
    document: (hash: string) => texts.get(hash),
  };
  return analyzeGoogle(input, createPolicyCompiler()).edges ?? [];
}

/** Techniques on the way from Dana to Google's account, and from there on. */
function ways(scene: Scene): readonly string[] {
  const edges = edgesOf(scene);
  const isSet = (id: string): boolean => id.startsWith("set:");
  const members = (id: string): readonly string[] =>
    isSet(id) ? edges.flatMap(({ kind, from, to }) => (kind === "includes" && from === id ? [to] : [])) : [id];
  const deputy = `gcp:member/${scene.deputy}`;
  return edges.flatMap(({ from, to, technique, state }) => {
    if (technique === undefined) return [];
    if (from === `gcp:member/${DANA}` && members(to).includes(deputy)) return [`${technique} ${state}`];
    return from === deputy && members(to).includes("gcp:service-account/1") ? [`then ${technique} ${state}`] : [];
  });
}

test.each<[string, Scene, readonly string[]]>([
  [
    "who submits builds tells the legacy account of Cloud Build",
    { dana: "cloudbuild.builds.create", deputy: BUILDER },
    ["gcp-build-003 unknown", "then gcp-iam-006 none"],
  ],
  [
    "who only looks at builds does not, and nobody tells it anything",
    { dana: "cloudbuild.builds.list", deputy: BUILDER },
    [],
  ],
  [
    "where the account may do nothing the way ends there",
    { dana: "cloudbuild.builds.create", deputy: BUILDER, may: "logging.logEntries.create" },
    ["gcp-build-003 unknown"],
  ],
  [
    "an account of another project's builds is not this one's",
    { dana: "cloudbuild.builds.create", deputy: "serviceAccount:510000000009@cloudbuild.gserviceaccount.com" },
    [],
  ],
  [
    "who makes deployments tells Google's agent of the project",
    { dana: "deploymentmanager.deployments.create", deputy: AGENT },
    ["gcp-deployment-003 unknown", "then gcp-iam-006 none"],
  ],
  [
    "who changes deployments does where there is one",
    { dana: "deploymentmanager.deployments.update", deputy: AGENT },
    [],
  ],
  [
    "and there is",
    { dana: "deploymentmanager.deployments.update", deputy: AGENT, hasDeployment: true },
    ["gcp-deployment-004 unknown", "then gcp-iam-006 none"],
  ],
  ["builds are not made by that agent", { dana: "cloudbuild.builds.create", deputy: AGENT }, []],
])("%s", (_name, scene, expected) => {
  expect([...ways(scene)].sort()).toEqual(expected);
});
