// Who writes into the container that a function app loads its code from runs code as the identity of the app: each case beside the one with
// the single thing changed that decides. https://learn.microsoft.com/en-us/azure/azure-functions/flex-consumption-how-to
import { expect, test } from "vitest";
import { createDrawing } from "../../../src/analyze/aws/edges/builder/edge-builder.js";
import { drawCodePackages } from "../../../src/analyze/azure/code-packages.js";
import { bestBetween, inTenant } from "../../truth/azure/in-tenant.js";
import { node, toInput } from "../estate.js";

interface Scene {
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly at?: "the account" | "the container" | "another container" | "another account";
  /** Where the app says that its code lies. */
  readonly value?: string;
}

const WRITE = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write";
const KEYS = "Microsoft.Storage/storageAccounts/listKeys/action";

async function reached({ actions = [], dataActions = [], at = "the account", value }: Scene): Promise<string> {
  return inTenant(
    918,
    (tenant, subscription) => {
      const dana = tenant.user("dana");
      const account = (name: string) =>
        subscription.resource("storage", name, { properties: { allowSharedKeyAccess: true } });
      const container = (of: string, name: string) => {
        const path = `${of}/blobServices/default/containers`;
        subscription.add(path, { id: `${path}/${name}`, name });
        return `${path}/${name}`;
      };
      const [packages, others] = [account("octopackages"), account("octoothers")];
      const ids = {
        "the account": packages,
        "the container": container(packages, "app-package"),
        "another container": container(packages, "logs"),
        "another account": others,
      };
      const storage = {
        type: "blobContainer",
        value: value ?? "https://octopackages.blob.core.windows.net/app-package",
      };
      const { principal } = subscription.withIdentity("site", "shop", {
        kind: "functionapp,linux",
        properties: { functionAppConfig: { deployment: { storage } } },
      });
      subscription.assign(dana, subscription.role("own", { actions, dataActions }), ids[at], { type: "User" });
      return [tenant.address(dana), tenant.address(principal)] as const;
    },
    (store, [from, to]) => bestBetween(store, from, to)?.state ?? "-",
  );
}

test.each<[string, Scene, string]>([
  ["writes blobs of the account", { dataActions: [WRITE] }, "none"],
  ["writes blobs of the container", { dataActions: [WRITE], at: "the container" }, "none"],
  ["writes blobs of another container", { dataActions: [WRITE], at: "another container" }, "-"],
  ["writes blobs of another account", { dataActions: [WRITE], at: "another account" }, "-"],
  ["only reads them", { dataActions: [WRITE.replace("write", "read")] }, "-"],
  ["lists keys of the account", { actions: [KEYS] }, "none"],
  ["lists keys of another account", { actions: [KEYS], at: "another account" }, "-"],
  ["an app that says nothing of its code", { dataActions: [WRITE], value: "" }, "-"],
])("%s", async (_what, scene, expected) => {
  expect(await reached(scene)).toBe(expected);
});

test("an account that was not read is a gap; the account stands for containers that were not", () => {
  const app = node("azure:app", "azure.function-app", {
    kind: "workload",
    supplements: { "azure/web:sites": { package_container: "octopackages/app-package" } },
  });
  const account = node("azure:account", "azure.storage-account", { kind: "resource", name: "octopackages" });
  const asked = (...nodes: (typeof app)[]) => {
    const drawing = createDrawing();
    const gaps = drawCodePackages(toInput({ nodes: [app, ...nodes] }), drawing);
    return [gaps.length, drawing.edges().map(({ from }) => from)];
  };
  expect(asked()).toEqual([1, []]);
  expect(asked(account)).toEqual([0, ["azure:account"]]);
});
