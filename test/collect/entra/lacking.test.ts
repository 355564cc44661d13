// Elements of a recorded answer that do not say what they are about: a gap that names the file.
import { expect, test } from "vitest";
import { folderOf } from "../support.js";
import { crawlBundle } from "./replay.js";
import { nodeId, TENANT, uuid } from "./tenant.js";

const GRANTS = "entra/graph:delegated-grants";
const OWNERS = "entra/graph:application-owners";
const grant = { id: "g1", clientId: uuid(1), resourceId: uuid(2), consentType: "AllPrincipals", scope: "User.Read" };
const owner = { "@odata.type": "#microsoft.graph.user", id: uuid(4) };

function crawl({ grants = [grant], owners = [owner] }: { grants?: readonly unknown[]; owners?: readonly unknown[] }) {
  const principal = (id: number) => ({
    id: uuid(id),
    appId: uuid(100 + id),
    displayName: `sp${id}`,
    accountEnabled: true,
  });
  const at = `entra/${TENANT}/v1.0`;
  return crawlBundle(
    folderOf({
      "bundle.json": { version: 1, recordedAt: "2026-06-01T00:00:00Z" },
      [`${at}/organization.json`]: { value: [{ id: TENANT, displayName: "Octo" }] },
      [`${at}/servicePrincipals.json`]: { value: [principal(1), principal(2)] },
      [`${at}/applications.json`]: { value: [{ id: uuid(3), appId: uuid(101), displayName: "app" }] },
      [`${at}/users.json`]: { value: [{ id: uuid(4), displayName: "Ada" }] },
      [`${at}/applications/${uuid(3)}/owners.json`]: { value: owners },
      [`${at}/oauth2PermissionGrants.json`]: { value: grants },
    }),
  );
}

test.each([
  ["without resourceId", { ...grant, id: "g2", resourceId: undefined }, "resourceId"],
  ["with a resourceId that is no text", { ...grant, id: "g2", resourceId: [uuid(2)] }, "resourceId"],
])("a grant %s is a gap, the others stay", async (_, wrong, named) => {
  const graph = await crawl({ grants: [grant, wrong] });
  const message = `1 of 2 elements without a usable ${named}, left out or read in part`;
  expect(graph.gaps.filter(({ dataSet }) => dataSet === GRANTS)).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(new RegExp(`oauth2PermissionGrants\\.json: ${message}$`)),
    }),
  ]);
  expect(graph.state(GRANTS)).toBe("partial");
  expect(graph.ofType("entra.delegated-grant").some(({ id }) => id.endsWith("g1"))).toBe(true);
});

test.each([
  ["without id", { "@odata.type": "#microsoft.graph.user" }],
  ["with an id that is no text", { ...owner, id: {} }],
])("an owner %s is a gap about what is owned, the others stay", async (_, wrong) => {
  const graph = await crawl({ owners: [owner, wrong] });
  expect(graph.gaps.filter(({ dataSet }) => dataSet === OWNERS)).toEqual([
    {
      dataSet: OWNERS,
      subject: nodeId(3),
      message: expect.stringMatching(/owners\.json: 1 of 2 elements without a usable id, left out or read in part$/),
    },
  ]);
  expect(graph.state(OWNERS)).toBe("partial");
  expect(graph.edges.some(({ kind, to }) => kind === "owned_by" && to === nodeId(4))).toBe(true);
});

test("a grant and an owner in lists of their own are a gap each, the others stay", async () => {
  const graph = await crawl({ grants: [grant, [grant]], owners: [owner, [owner]] });
  for (const [dataSet, file] of [
    [GRANTS, "oauth2PermissionGrants"],
    [OWNERS, "owners"],
  ]) {
    expect(graph.gaps.filter((gap) => gap.dataSet === dataSet).map(({ message }) => message)).toEqual([
      expect.stringMatching(
        new RegExp(`${file}\\.json: wrong shape \\(value\\[1\\] is no object\\); what is odd was left out$`),
      ),
    ]);
    expect(graph.state(String(dataSet))).toBe("partial");
  }
  expect(graph.ofType("entra.delegated-grant").some(({ id }) => id.endsWith("g1"))).toBe(true);
  expect(graph.edges.some(({ kind, to }) => kind === "owned_by" && to === nodeId(4))).toBe(true);
});

test("grants and owners that say what they are about are no gap", async () => {
  const graph = await crawl({});
  expect(graph.gaps.filter(({ dataSet }) => dataSet === GRANTS || dataSet === OWNERS)).toEqual([]);
  expect(graph.state(GRANTS)).toBe("complete");
  expect(graph.state(OWNERS)).toBe("complete");
});
