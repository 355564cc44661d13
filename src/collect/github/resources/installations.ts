// github/org:installations: GitHub Apps that are installed, what they may do and whose they are.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { allRepositoriesId, installationId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { addGrant, toPermissions, writesOf } from "../permission-grants.js";
import { Reader } from "../reader.js";
import type { GitHubResource } from "../resource.js";

const DATA_SET = "github/org:installations";

const LIST_INSTALLATIONS: GitHubCall = {
  route: "GET /orgs/{org}/installations",
  dataSet: DATA_SET,
  access: { permission: "organization_administration:read", scope: "admin:org" },
  count: "1 per 100 installations",
  list: "installations",
};
const GET_APP: GitHubCall = {
  route: "GET /apps/{app_slug}",
  dataSet: DATA_SET,
  count: "1 per App",
  // The page of a private App is hidden from others.
  absent: "answer",
};

export const installations: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_INSTALLATIONS, GET_APP],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(LIST_INSTALLATIONS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST_INSTALLATIONS, answer);
      return;
    }
    const reader = new Reader(crawl, DATA_SET);
    reader.isPart = true;
    const apps = new Map<string, Promise<Fields | undefined>>();
    const list = elementsOf(LIST_INSTALLATIONS, answer).map(fieldsOf);
    const of = { things: list, word: "installations", call: LIST_INSTALLATIONS, params };
    yield* reader.batches(of, async (installation, part) => {
      const slug = textOf(installation["app_slug"]);
      const id = integerOf(installation["id"]);
      if (id === undefined) return;
      const about = installationId(id);
      const ask = async (): Promise<Fields | undefined> => {
        const page = slug === undefined ? "absent" : await reader.detail(GET_APP, { app_slug: slug }, about);
        return typeof page === "string" ? undefined : page;
      };
      const known = apps.get(slug ?? "") ?? ask();
      apps.set(slug ?? "", known);
      addInstallation(installation, { id: about, app: await known, crawl }, part);
    });
  },
};

interface Surroundings {
  readonly id: string;
  /** What GitHub says of the App; undefined when its page is private. */
  readonly app: Fields | undefined;
  readonly crawl: OwnerCrawl;
}

function addInstallation(installation: Fields, { id, app, crawl }: Surroundings, out: PartBuilder): void {
  const slug = textOf(installation["app_slug"]);
  const permissions = toPermissions(installation["permissions"]);
  const suspendedAt = toIso(installation["suspended_at"]);
  const selection = textOf(installation["repository_selection"]);
  const appOwner = textOf(fieldsOf(app?.["owner"])["login"]) ?? textOf(fieldsOf(app?.["owner"])["slug"]);
  const name = textOf(app?.["name"]) ?? slug ?? `installation ${id}`;
  out.nodes.push({
    id,
    kind: "principal",
    type: "github.app-installation",
    name,
    aliases: slug === undefined ? [] : [`github:${crawl.owner}/app/${slug}`],
    properties: properties({
      settings_page: pageOf(installation["html_url"]),
      app_id: integerOf(installation["app_id"]),
      app_slug: slug,
      client_id: textOf(installation["client_id"]),
      app_owner: appOwner,
      description: proseOf(app?.["description"]),
      is_third_party: appOwner === undefined ? undefined : appOwner.toLowerCase() !== crawl.owner.toLowerCase(),
      permissions,
      writes: writesOf(permissions),
      repository_selection: selection,
      events: listOf(installation["events"]).filter((event) => typeof event === "string"),
      suspended_at: suspendedAt,
      suspended_by: textOf(fieldsOf(installation["suspended_by"])["login"]),
      created_at: toIso(installation["created_at"]),
      updated_at: toIso(installation["updated_at"]),
      // Which repositories were selected only the App itself can see.
      repositories_unread: selection === "selected" ? true : undefined,
    }),
  });
  addGrant(
    {
      holder: id,
      name,
      type: "github.app-permissions",
      permissions,
      // Any of them may be among those that were selected.
      repositories: [allRepositoriesId(crawl.owner)],
      owner: crawl.id,
      isBlocked: suspendedAt !== undefined,
      ...(selection !== "all" && {
        repositoryDoubt: "the repository is among those selected, which only the App can see",
      }),
    },
    out,
  );
}

/** Address for people, when it is one that a browser may be sent to. */
function pageOf(raw: unknown): string | undefined {
  const text = textOf(raw);
  return text !== undefined && /^https:\/\/[^\s'"<>]+$/.test(text) ? text : undefined;
}
