// gitlab/group:hooks, gitlab/project:hooks and gitlab/project:integrations: what is told to whom outside.
import { type Fields, fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { PartBuilder } from "../../part.js";
import type { Cleaner, SecretPath } from "../../secrets.js";
import { toIso } from "../../time.js";
import { listCall } from "../call.js";
import { eachGroup, eachProject } from "../reader.js";
import type { GitLabResource } from "../resource.js";

/** GitLab gives neither token nor headers back; a recording by another tool may hold them. */
const SECRETS: readonly SecretPath[] = [".*.token", ".*.url_variables.*.value", ".*.custom_headers.*.value"];

/** Addresses may hold a password or a token: scheme and host are kept of them. */
const cleanHooks: Cleaner = (page) => {
  const hooks = page[ROOT_LIST];
  if (!Array.isArray(hooks)) return page;
  const clean = (raw: unknown): unknown => {
    const hook = fieldsOf(raw);
    return typeof hook["url"] === "string" ? { ...hook, url: originOf(hook["url"]) } : raw;
  };
  return { ...page, [ROOT_LIST]: hooks.map(clean) };
};

function originOf(text: string): string {
  // The address may hold variables in braces, which are no part of a URL's host for URL itself.
  const [, scheme, host = ""] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text) ?? [];
  return scheme === undefined ? "" : `${scheme}://${host.slice(host.lastIndexOf("@") + 1)}`;
}

const LIST_OF_GROUP = listCall({
  route: "GET /groups/:id/hooks",
  dataSet: "gitlab/group:hooks",
  role: "Owner",
  count: "1 per group",
  edition: "GitLab Premium",
  absent: "unlicensed",
  secrets: SECRETS,
  clean: cleanHooks,
});
const LIST_OF_PROJECT = listCall({
  route: "GET /projects/:id/hooks",
  dataSet: "gitlab/project:hooks",
  role: "Maintainer",
  count: "1 per project",
  secrets: SECRETS,
  clean: cleanHooks,
});
const LIST_INTEGRATIONS = listCall({
  route: "GET /projects/:id/integrations",
  dataSet: "gitlab/project:integrations",
  role: "Maintainer",
  count: "1 per project",
});

export const groupHooks: GitLabResource = {
  dataSet: LIST_OF_GROUP.dataSet,
  calls: [LIST_OF_GROUP],
  collect: (crawl) =>
    eachGroup(crawl, { word: "webhooks", call: LIST_OF_GROUP }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_OF_GROUP, params, of.id)) ?? []) addHook(fieldsOf(raw), of, out);
    }),
};

export const projectHooks: GitLabResource = {
  dataSet: LIST_OF_PROJECT.dataSet,
  calls: [LIST_OF_PROJECT],
  collect: (crawl) =>
    eachProject(crawl, { word: "webhooks", call: LIST_OF_PROJECT }, async ({ reader, of, params, out }) => {
      for (const raw of (await reader.list(LIST_OF_PROJECT, params, of.id)) ?? []) addHook(fieldsOf(raw), of, out);
    }),
};

/** Names of the active ones; their settings, which hold passwords, are not asked for. */
export const integrations: GitLabResource = {
  dataSet: LIST_INTEGRATIONS.dataSet,
  calls: [LIST_INTEGRATIONS],
  collect: (crawl) =>
    eachProject(crawl, { word: "integrations", call: LIST_INTEGRATIONS }, async ({ reader, of, params, out }) => {
      const list = await reader.list(LIST_INTEGRATIONS, params, of.id);
      if (list === undefined) return;
      const active = list.map(fieldsOf).filter((one) => one["active"] === true);
      const names = active.flatMap((one) => textOf(one["slug"]) ?? []).sort();
      out.supplements.push({ node: of.id, properties: { integrations: names } });
    }),
};

function addHook(
  hook: Fields,
  { id: holder, path }: { readonly id: string; readonly path: string },
  out: PartBuilder,
): void {
  const number = integerOf(hook["id"]);
  if (number === undefined) return;
  const id = `${holder}/hook/${number}`;
  const [, scheme, host] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)/i.exec(textOf(hook["url"]) ?? "") ?? [];
  const verified = hook["enable_ssl_verification"];
  const events = Object.entries(hook).filter(([name, value]) => name.endsWith("_events") && value === true);
  out.nodes.push({
    id,
    kind: "resource",
    type: "gitlab.webhook",
    name: `${path} webhook to ${host ?? "unknown"}`,
    parent: holder,
    properties: properties({
      scheme: scheme?.toLowerCase(),
      host,
      // GitLab does not say whether a token is set.
      active: hook["disabled_until"] === null || hook["disabled_until"] === undefined,
      insecure_ssl: typeof verified === "boolean" ? !verified : undefined,
      events: events.map(([name]) => name.slice(0, -"_events".length)).sort(),
      created_at: toIso(hook["created_at"]),
    }),
  });
  if (host !== undefined) out.edge("sends_to", holder, id);
}
