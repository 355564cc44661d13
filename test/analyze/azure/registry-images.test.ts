// Who pushes to a registry decides what runs by a tag, with the identity of what runs it: each case beside the one with the single thing
// changed that decides.
// https://learn.microsoft.com/en-us/azure/container-registry/container-registry-rbac-built-in-roles-overview
import { expect, test } from "vitest";
import { createDrawing } from "../../../src/analyze/aws/edges/builder/edge-builder.js";
import { drawRegistryImages } from "../../../src/analyze/azure/registry-images.js";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";
import { node, toInput } from "../estate.js";

interface Scene {
  /** Dana's operation, and where she holds it. */
  readonly action?: string;
  readonly isOfData?: boolean;
  readonly at?: "the registry" | "another registry" | "the group";
  /** What runs, of which kind, and what the registry says of itself. */
  readonly image?: string;
  readonly runs?: "containerApp" | "site";
  readonly registry?: object;
}

const PUSH = "Microsoft.ContainerRegistry/registries/push/write";
const CONTENT = "Microsoft.ContainerRegistry/registries/repositories/content/write";
const KEYS = "Microsoft.ContainerRegistry/registries/listCredentials/action";
const DIGEST = `sha256:${"0a".repeat(32)}`;
const ABAC = { roleAssignmentMode: "AbacRepositoryPermissions" };

async function reached(scene: Scene): Promise<string> {
  const { action = PUSH, isOfData = false, at = "the registry", runs = "containerApp" } = scene;
  const { image = "octo.azurecr.io/shop:latest", registry = {} } = scene;
  return inTenant(
    917,
    (tenant, subscription) => {
      const dana = tenant.user("dana");
      const ids = {
        "the registry": subscription.resource("registry", "octo", {
          properties: { loginServer: "octo.azurecr.io", adminUserEnabled: false, ...registry },
        }),
        "another registry": subscription.resource("registry", "other", {
          properties: { loginServer: "other.azurecr.io" },
        }),
        "the group": subscription.group("main"),
      };
      const properties =
        runs === "site"
          ? { siteConfig: { linuxFxVersion: `DOCKER|${image}` } }
          : { images: { containers0: image, containers1: null } };
      const { principal } = subscription.withIdentity(runs, "shop", { properties });
      const role = subscription.role("own", isOfData ? { dataActions: [action] } : { actions: [action] });
      subscription.assign(dana, role, ids[at], { type: "User" });
      return [tenant.address(dana), tenant.address(principal)] as const;
    },
    (store, [from, to]) => bestBetween(store, from, to)?.state ?? "-",
  );
}

test.each<[string, Scene, string]>([
  ["pushes to the registry", {}, "unknown"],
  ["pushes to all of the group", { at: "the group" }, "unknown"],
  ["pushes to another registry", { at: "another registry" }, "-"],
  ["only pulls", { action: PUSH.replace("push/write", "pull/read") }, "-"],
  ["pushes, and the app names its image by digest", { image: `octo.azurecr.io/shop@${DIGEST}` }, "-"],
  ["pushes, and the app names a tag and the digest", { image: `octo.azurecr.io/shop:1@${DIGEST}` }, "-"],
  ["pushes, and the image is of somewhere else", { image: "docker.io/library/nginx:latest" }, "-"],
  ["pushes, and a web app runs the tag", { runs: "site" }, "unknown"],
  ["a web app runs the digest", { runs: "site", image: `octo.azurecr.io/shop@${DIGEST}` }, "-"],
  ["pushes by a role on the registry, which goes by repositories", { registry: ABAC }, "-"],
  ["writes repositories there", { registry: ABAC, action: CONTENT, isOfData: true }, "unknown"],
  ["writes repositories where the registry does not go by them", { action: CONTENT, isOfData: true }, "-"],
  ["takes the administrator's password", { registry: { adminUserEnabled: true }, action: KEYS }, "unknown"],
  ["would take it where there is none", { action: KEYS }, "-"],
])("%s", async (_name, scene, expected) => {
  expect(await reached(scene)).toBe(expected);
});

/** Who gets code from the registry octo of the first subscription. */
function supplied(type: string, images: readonly string[] | undefined, scope = "kubernetes:prod"): readonly string[] {
  const drawing = createDrawing();
  const registry = node("azure:octo", "azure.container-registry", {
    ...{ kind: "resource", name: "octo", scope: "azure:1" },
    properties: { login_server: "octo.azurecr.io" },
  });
  const properties = images === undefined ? {} : { images: [...images] };
  const runs = node("runs", type, { kind: "workload", scope, properties });
  drawRegistryImages(toInput({ nodes: [registry, runs] }), drawing);
  return drawing.edges().map(({ kind, from, to, state }) => `${from} ${kind} ${to} ${state}`);
}

const SUPPLIED = ["azure:octo supplies_code_to runs unknown"];

test.each<[string, readonly string[] | undefined, readonly string[]]>([
  ["by a tag", ["octo.azurecr.io/shop:1"], SUPPLIED],
  ["by no tag, which is latest", ["octo.azurecr.io/shop"], SUPPLIED],
  ["beside one of somewhere else", ["docker.io/library/nginx:1", "octo.azurecr.io/team/shop:1"], SUPPLIED],
  ["by digest", [`octo.azurecr.io/shop@${DIGEST}`], []],
  ["of a registry whose name begins alike", ["octo.azurecr.io.example.com/shop:1", "octo2.azurecr.io/shop:1"], []],
  ["that nobody read", undefined, []],
])("pods name their image %s", (_name, images, expected) => {
  expect(supplied("kubernetes.pod", images)).toEqual(expected);
  expect(supplied("kubernetes.cronjob", images)).toEqual(expected);
});

test("what runs an image is of another subscription than the registry", () => {
  const tag = ["octo.azurecr.io/shop:1"];
  expect(supplied("azure.container-app", tag, "azure:2")).toEqual(SUPPLIED);
  expect(supplied("azure.container-app", [`octo.azurecr.io/shop:1@${DIGEST}`], "azure:2")).toEqual([]);
});

test.each<[string, string, readonly string[]]>([
  ["by a tag from a registry that was not read", "octo2.azurecr.io/shop:1", ["octo2.azurecr.io"]],
  ["by a digest from there", `octo2.azurecr.io/shop@${DIGEST}`, []],
  ["from one that was read", "octo.azurecr.io/shop:1", []],
  ["from one of somebody else", "docker.io/library/shop:1", []],
])("an image is pulled %s: it is said of whom it is not known who pushes there", (_name, image, expected) => {
  const drawing = createDrawing();
  const registry = node("azure:octo", "azure.container-registry", {
    ...{ kind: "resource", name: "octo", properties: { login_server: "octo.azurecr.io" } },
  });
  const pods = ["a", "b"].map((name) =>
    node(name, "kubernetes.pod", { kind: "workload", properties: { images: [image] } }),
  );
  const gaps = drawRegistryImages(toInput({ nodes: [registry, ...pods] }), drawing);
  expect(gaps.map(({ message }) => /from (\S+) by a tag/.exec(message)?.[1])).toEqual(expected);
});
