// Whether workflows run in a repository: asked of each where its organisation selects those in which they do, of those with workflows
// where they may run in all.
import { expect, test } from "vitest";
import { FILES, organization } from "./organization.js";
import { crawlLive, serve } from "./support.js";

test.each([
  ["selected", true],
  ["all", true],
  ["none", false],
])("of an organisation that lets them run in: %s", async (enabled, isAsked) => {
  const answers = organization();
  answers["orgs/octo-org/actions/permissions"] = { enabled_repositories: enabled, allowed_actions: "all" };
  answers["repos/octo-org/api/actions/permissions"] = { enabled: false, allowed_actions: "local_only" };
  const server = await serve(answers, FILES);
  const graph = await crawlLive(server);
  const asked = server.asked.filter(({ url }) => /^\/repos\/[^/]+\/api\/actions\/permissions$/.test(url));
  expect(asked).toHaveLength(isAsked ? 1 : 0);
  const off = graph.supplements.filter(({ properties }) => properties["actions_enabled"] === false);
  expect(off).toHaveLength(isAsked ? 1 : 0);
  expect(off.some(({ properties }) => "allowed_actions" in properties)).toBe(false);
  const ofOwner = graph.supplements.filter(({ properties }) => properties["actions_enabled"] === enabled);
  expect(ofOwner).toHaveLength(1);
});

test("of an organisation that lets them run in all: not asked where there are none", async () => {
  const server = await serve(organization());
  await crawlLive(server);
  expect(server.asked.filter(({ url }) => /^\/repos\/[^/]+\/[^/]+\/actions\/permissions$/.test(url))).toEqual([]);
});
