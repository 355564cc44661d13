// github/org:personal-access-tokens and …-requests: fine-grained tokens that reach the organisation. GitHub shows them to
// Apps only.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, properties, proseOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { allRepositoriesId, repositoryId, userId } from "../ids.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { addGrant, type PermissionMap, toPermissions, writesOf } from "../permission-grants.js";
import { Reader } from "../reader.js";
import type { GitHubResource } from "../resource.js";

interface TokenKind {
  readonly word: string;
  readonly type: "github.fine-grained-token" | "github.token-request";
  readonly list: GitHubCall;
  readonly repositories: GitHubCall;
  /** Name of the path parameter. */
  readonly parameter: string;
}

function toKind(name: string, word: string, type: TokenKind["type"], parameter: string): TokenKind {
  const dataSet = `github/org:${name}`;
  const access = { permission: `organization_${name.replaceAll("-", "_")}:read`, isAppOnly: true };
  const shared = { dataSet, access };
  return {
    word,
    type,
    parameter,
    list: { ...shared, route: `GET /orgs/{org}/${name}`, count: "1 per 100 tokens", list: ROOT_LIST },
    repositories: {
      ...shared,
      route: `GET /orgs/{org}/${name}/{${parameter}}/repositories`,
      count: "1 per token for selected repositories",
      list: ROOT_LIST,
    },
  };
}

const KINDS: readonly TokenKind[] = [
  toKind("personal-access-tokens", "tokens", "github.fine-grained-token", "pat_id"),
  toKind("personal-access-token-requests", "token requests", "github.token-request", "pat_request_id"),
];

export const tokens: readonly GitHubResource[] = KINDS.map((kind) => ({
  dataSet: kind.list.dataSet,
  calls: [kind.list, kind.repositories],
  extents: OF_ORGANIZATION,
  collect: (crawl) => collect(crawl, kind),
}));

async function* collect(crawl: OwnerCrawl, kind: TokenKind): AsyncGenerator<GraphBatch> {
  const { list: call } = kind;
  const params = { org: crawl.owner };
  const answer = await crawl.one(call, params);
  if (answer instanceof AnswerFault) {
    yield crawl.closeAfter(call.dataSet, call, answer);
    return;
  }
  const reader = new Reader(crawl, call.dataSet);
  reader.isPart = true;
  const of = { things: elementsOf(call, answer).map(fieldsOf), word: kind.word, call, params };
  yield* reader.batches(of, async (raw, part) => {
    const id = integerOf(raw["id"]);
    if (id === undefined) return;
    const isSubset = raw["repository_selection"] === "subset";
    const chosen = isSubset
      ? await reader.list(kind.repositories, { ...params, [kind.parameter]: String(id) }, String(id))
      : undefined;
    const repositories = chosen?.flatMap((one) => integerOf(fieldsOf(one)["id"]) ?? []).map(repositoryId);
    addToken(raw, { kind, crawl, repositories }, part);
  });
}

interface Surroundings {
  readonly kind: TokenKind;
  readonly crawl: OwnerCrawl;
  /** The selected ones, as far as they were read. */
  readonly repositories: readonly string[] | undefined;
}

function addToken(raw: Fields, { kind, crawl, repositories }: Surroundings, out: PartBuilder): void {
  const isRequest = kind.type === "github.token-request";
  const number = integerOf(raw[isRequest ? "id" : "token_id"]) ?? integerOf(raw["id"]);
  const ownerNumber = integerOf(fieldsOf(raw["owner"])["id"]);
  const selection = textOf(raw["repository_selection"]);
  const permissions = permissionsOf(raw["permissions"]);
  const id = `github:${isRequest ? "token-request" : "token"}/${number}`;
  const name = proseOf(raw["token_name"]) ?? `token ${number}`;
  out.nodes.push({
    id,
    kind: "credential",
    type: kind.type,
    name,
    ...(ownerNumber === undefined ? {} : { parent: userId(ownerNumber) }),
    properties: properties({
      ...toDates(raw),
      organization: crawl.owner,
      status: isRequest ? "requested" : raw["token_expired"] === true ? "inactive" : "active",
      static: true,
      token_id: integerOf(raw["token_id"]),
      owner_login: textOf(fieldsOf(raw["owner"])["login"]),
      owner_id: ownerNumber,
      reason: proseOf(raw["reason"]),
      repository_selection: selection,
      repositories,
      permissions,
      writes: writesOf(permissions),
    }),
  });
  if (isRequest) return;
  const isUnread = selection === "subset" && repositories === undefined;
  addGrant(
    {
      holder: id,
      name,
      type: "github.token-permissions",
      permissions,
      // Of those that were selected and not read each may be one.
      repositories: selection === "all" || isUnread ? [allRepositoriesId(crawl.owner)] : (repositories ?? []),
      owner: crawl.id,
      isBlocked: raw["token_expired"] === true,
      doubt: "the owner of the token has as much, which it never exceeds",
      ...(isUnread && { repositoryDoubt: "the repository is among those selected, which were not read" }),
    },
    out,
  );
}

/** Of repositories and of the organisation, in one map: their names do not meet. */
function permissionsOf(raw: unknown): PermissionMap {
  const { repository, organization } = fieldsOf(raw);
  return { ...toPermissions(repository), ...toPermissions(organization) };
}

function toDates(raw: Fields): JsonRecord {
  return properties({
    granted_at: toIso(raw["access_granted_at"]),
    // GitHub says when access was given, not when the token was made: it is at least as old.
    created_at: toIso(raw["access_granted_at"] ?? raw["created_at"]),
    expires_at: toIso(raw["token_expires_at"]),
    last_used_at: toIso(raw["token_last_used_at"]),
    last_used_known: raw["token_last_used_at"] === undefined ? undefined : true,
  });
}
