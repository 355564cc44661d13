// One GraphQL query about many repositories at a time, in place of several calls about each. What it tells is given on in the
// shape of the REST calls it stands for, so that live and recorded answers are read by the same code.
import { mapInOrder } from "../concurrency.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, integerOf, isFields, listOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { Page } from "../page.js";
import type { GitHubCall } from "./call.js";
import type { KnownFile, KnownRepository, RepositoryDetails } from "./facts.js";
import type { OwnerCrawl } from "./owner-crawl.js";
import { toCollaborators, toProtections } from "./rest-shapes.js";

const AT_A_TIME = 40;
const QUERIES_AT_A_TIME = 2;

const ACTOR =
  "actor { __typename ... on User { login databaseId } ... on Team { slug databaseId } ... on App { slug databaseId } }";
const BLOB = "... on Blob { text byteSize isBinary isTruncated }";

/** Deploy keys and others are counted only, so that those who have none need no call. */
export const REPOSITORIES_QUERY = `query NhiRepositories($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      databaseId
      viewerCanAdminister
      deployKeys { totalCount }
      environments { totalCount }
      rulesets(includeParents: false) { totalCount }
      branchProtectionRules(first: 50) {
        totalCount
        nodes {
          pattern isAdminEnforced lockBranch blocksCreations restrictsPushes requiresApprovingReviews
          requiredApprovingReviewCount requiresCodeOwnerReviews requireLastPushApproval dismissesStaleReviews
          requiresStatusChecks allowsForcePushes allowsDeletions
          pushAllowances(first: 50) { nodes { ${ACTOR} } }
          bypassPullRequestAllowances(first: 50) { nodes { ${ACTOR} } }
        }
      }
      collaborators(first: 100, affiliation: DIRECT) {
        totalCount
        edges { permission permissionSources { roleName source { __typename } } node { login databaseId } }
      }
      workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name type object { ${BLOB} } } } }
      actions: object(expression: "HEAD:.github/actions") {
        ... on Tree { entries { name type object { ... on Tree { entries { name type object { ${BLOB} } } } } } }
      }
      actionYml: object(expression: "HEAD:action.yml") { ${BLOB} }
      actionYaml: object(expression: "HEAD:action.yaml") { ${BLOB} }
      ownersInGithub: object(expression: "HEAD:.github/CODEOWNERS") { ${BLOB} }
      ownersAtRoot: object(expression: "HEAD:CODEOWNERS") { ${BLOB} }
      ownersInDocs: object(expression: "HEAD:docs/CODEOWNERS") { ${BLOB} }
    }
  }
}`;

export const GRAPHQL: GitHubCall = {
  route: "POST /graphql",
  dataSet: "github/repo:files",
  access: { permission: "metadata:read, contents:read, administration:read", scope: "repo" },
  count: `1 per ${AT_A_TIME} repositories`,
};

/** An empty list, in place of a call whose answer is known to be one. */
export function emptyList(call: GitHubCall): Page {
  return call.list === ROOT_LIST || call.list === undefined ? { [ROOT_LIST]: [] } : { total_count: 0, [call.list]: [] };
}

/** Details of the repositories by number, asked for once; none on a bundle, and where GraphQL is refused. */
export function detailsOf(
  crawl: OwnerCrawl,
  repositories: readonly KnownRepository[],
): Promise<ReadonlyMap<number, RepositoryDetails>> {
  crawl.facts.details ??= askDetails(crawl, repositories);
  return crawl.facts.details;
}

async function askDetails(
  crawl: OwnerCrawl,
  repositories: readonly KnownRepository[],
): Promise<ReadonlyMap<number, RepositoryDetails>> {
  const details = new Map<number, RepositoryDetails>();
  const ids = repositories.flatMap(({ nodeId }) => nodeId ?? []);
  if (crawl.client === undefined || ids.length === 0) return details;
  const batches = Array.from({ length: Math.ceil(ids.length / AT_A_TIME) }, (_, at) =>
    ids.slice(at * AT_A_TIME, (at + 1) * AT_A_TIME),
  );
  try {
    for await (const nodes of mapInOrder(batches, QUERIES_AT_A_TIME, (batch) => askBatch(crawl, batch))) {
      for (const [number, found] of nodes) details.set(number, found);
      crawl.count("repositories looked into", nodes.length);
    }
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    // Everything it tells can be had by other calls too, one repository at a time.
    crawl.context.log("debug", `${fault.message}; asking for each repository instead`);
  }
  return details;
}

async function askBatch(
  crawl: OwnerCrawl,
  ids: readonly string[],
): Promise<readonly (readonly [number, RepositoryDetails])[]> {
  crawl.context.signal.throwIfAborted();
  if (crawl.client === undefined) return [];
  const hasCustomRoles = crawl.extent !== "user";
  const { data, errors } = await crawl.client.query(GRAPHQL, REPOSITORIES_QUERY, { ids });
  const refused = new Set(errors.map((error) => listOf(error["path"]).slice(0, 3).join("/")));
  return listOf(data["nodes"]).flatMap((node, at) => {
    const fields = fieldsOf(node);
    const number = integerOf(fields["databaseId"]);
    return number === undefined
      ? []
      : [[number, toDetails(fields, (name) => refused.has(`nodes/${at}/${name}`), hasCustomRoles)] as const];
  });
}

/** Pure. `isRefused`: GitHub said that it would not tell this field. `hasCustomRoles`: the owner may have made roles. */
function toDetails(node: Fields, isRefused: (field: string) => boolean, hasCustomRoles: boolean): RepositoryDetails {
  const isAdmin = node["viewerCanAdminister"] === true;
  const known = (name: string): Fields | undefined => {
    const value = node[name];
    return isRefused(name) || !isFields(value) ? undefined : value;
  };
  // What only administrators see looks empty to others: nothing is believed only when it comes from one.
  const hasSome = (name: string, seenByAll: boolean): boolean | undefined => {
    const count = integerOf(known(name)?.["totalCount"]);
    return count === undefined || (count === 0 && !seenByAll && !isAdmin) ? undefined : count > 0;
  };
  const rules = known("branchProtectionRules");
  return {
    files: toFiles(node),
    hasKeys: hasSome("deployKeys", false),
    hasEnvironments: hasSome("environments", true),
    hasRulesets: hasSome("rulesets", true),
    collaborators: toCollaborators(known("collaborators"), hasCustomRoles),
    protections:
      rules !== undefined && hasSome("branchProtectionRules", false) !== undefined ? toProtections(rules) : undefined,
  };
}

function toFiles(node: Fields): readonly KnownFile[] {
  const single = (field: string, path: string): KnownFile[] => {
    const blob = node[field];
    return isFields(blob) && blob["byteSize"] !== undefined ? [toFile(path, blob)] : [];
  };
  return [
    ...blobsIn(node["workflows"], ".github/workflows").filter(({ path }) => /\.ya?ml$/i.test(path)),
    ...treesIn(node["actions"], ".github/actions").filter(({ path }) => /\/action\.ya?ml$/i.test(path)),
    ...single("actionYml", "action.yml"),
    ...single("actionYaml", "action.yaml"),
    ...single("ownersInGithub", ".github/CODEOWNERS"),
    ...single("ownersAtRoot", "CODEOWNERS"),
    ...single("ownersInDocs", "docs/CODEOWNERS"),
  ];
}

function blobsIn(tree: unknown, folder: string): KnownFile[] {
  return listOf(fieldsOf(tree)["entries"]).flatMap((raw) => {
    const { name, type, object } = fieldsOf(raw);
    const path = textOf(name);
    return path === undefined || type !== "blob" ? [] : [toFile(`${folder}/${path}`, fieldsOf(object))];
  });
}

function treesIn(tree: unknown, folder: string): KnownFile[] {
  return listOf(fieldsOf(tree)["entries"]).flatMap((raw) => {
    const { name, object } = fieldsOf(raw);
    const path = textOf(name);
    return path === undefined ? [] : blobsIn(object, `${folder}/${path}`);
  });
}

function toFile(path: string, blob: Fields): KnownFile {
  const isWhole = blob["isTruncated"] === false && blob["isBinary"] !== true;
  return { path, text: isWhole && typeof blob["text"] === "string" ? blob["text"] : undefined };
}
