// Answers nhi's GraphQL query with the reference implementation over GitHub's own schema: a field that GitHub does not have,
// or an answer that breaks its type, is an error.
import { readFileSync } from "node:fs";
import { buildSchema, execute, type GraphQLSchema, parse, validate } from "graphql";
import type { Recorded } from "./answers.js";
import type { Json } from "./description.js";
import type { GraphQL } from "./front.js";

const FILE = new URL("../node_modules/@octokit/graphql-schema/schema.graphql", import.meta.url);

let published: GraphQLSchema | undefined;

/** GitHub's schema as it published it. */
export function publishedSchema(): GraphQLSchema {
  published ??= buildSchema(readFileSync(FILE, "utf8"), { assumeValid: true });
  return published;
}

/** What GitHub's schema has against a query, sorted out before anything is answered. */
export function faultsOf(query: string): string[] {
  return validate(publishedSchema(), parse(query)).map(({ message }) => message);
}

/** The enterprise above an owner: its name, and its owners, none of whom is in the organisation. */
export interface Above {
  readonly slug: string;
  readonly owners: readonly { readonly login: string; readonly databaseId: number }[];
}

/** Answers from the REST answers of one owner. */
export function graphqlOver(recorded: Recorded, owner: string, above?: Above): GraphQL {
  const at = (path: string, variant = ""): unknown =>
    recorded.answers.find((answer) => answer.path === path && answer.variant === variant)?.value;
  const repositories = (at(`orgs/${owner}/repos`) ?? []) as { id: number; node_id: string; name: string }[];
  const owners = above?.owners ?? [];
  const inside = { nodes: [{ login: owner }] };
  const rootValue = {
    organization: () => ({
      viewerIsAMember: true,
      enterpriseOwners: {
        totalCount: owners.length,
        edges: owners.map((node) => ({ node, organizationRole: "UNAFFILIATED" })),
      },
    }),
    viewer: { enterprises: { nodes: above === undefined ? [] : [{ slug: above.slug, organizations: inside }] } },
    nodes: ({ ids }: { ids: string[] }) =>
      ids.map((id) => {
        const found = repositories.find((one) => one.node_id === id);
        return found === undefined ? null : toNode(found, `repos/${owner}/${found.name}`);
      }),
  };

  function toNode({ id, name }: { id: number; name: string }, path: string): Json {
    const count = (answer: unknown): number => {
      const list = Array.isArray(answer) ? answer : Object.values((answer ?? {}) as Json).find(Array.isArray);
      return (list as unknown[] | undefined)?.length ?? 0;
    };
    const branches = (at(`${path}/branches`, "protected=true") ?? []) as { name: string }[];
    const people = (at(`${path}/collaborators`, "affiliation=direct") ?? []) as Person[];
    return {
      __typename: "Repository",
      databaseId: id,
      viewerCanAdminister: true,
      deployKeys: { totalCount: count(at(`${path}/keys`)) },
      environments: { totalCount: count(at(`${path}/environments`)) },
      rulesets: { totalCount: count(at(`${path}/rulesets`)) },
      branchProtectionRules: {
        totalCount: branches.length,
        nodes: branches.map((branch) => toRule(branch.name, at(`${path}/branches/${branch.name}/protection`) as Json)),
      },
      collaborators: {
        totalCount: people.length,
        edges: people.map((one) => ({
          permission: one.role_name.toUpperCase(),
          permissionSources: [{ roleName: one.role_name, source: { __typename: "Repository" } }],
          node: { login: one.login, databaseId: one.id },
        })),
      },
      object: ({ expression }: { expression: string }) =>
        toTree(recorded.files, `${name}/${expression.slice("HEAD:".length)}`),
    };
  }

  return async (body) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: { ids: string[] } };
    const violations = faultsOf(query);
    const { data, errors } = await execute({
      schema: publishedSchema(),
      document: parse(query),
      rootValue,
      variableValues: variables,
    });
    for (const error of errors ?? []) violations.push(`${error.path?.join(".")}: ${error.message}`);
    return { data, violations };
  };
}

interface Person {
  readonly login: string;
  readonly id: number;
  readonly role_name: string;
}

function toTree(files: ReadonlyMap<string, string>, path: string): Json | null {
  const text = files.get(path);
  if (text !== undefined) {
    return { __typename: "Blob", text, byteSize: text.length, isBinary: false, isTruncated: false };
  }
  const below = [...files.keys()].filter((file) => file.startsWith(`${path}/`));
  if (below.length === 0) return null;
  const names = [...new Set(below.map((file) => file.slice(path.length + 1).split("/")[0] ?? ""))];
  const entries = names.map((name) => {
    const object = toTree(files, `${path}/${name}`);
    return { name, type: object?.["__typename"] === "Tree" ? "tree" : "blob", object };
  });
  return { __typename: "Tree", entries };
}

/** A protection as the REST call tells it, in GraphQL's words. */
function toRule(pattern: string, protection: Json): Json {
  const on = (name: string): boolean => (protection[name] as { enabled?: boolean } | undefined)?.enabled === true;
  const reviews = protection["required_pull_request_reviews"] as Json | undefined;
  const actors = (raw: unknown): Json => {
    const { users = [], teams = [], apps = [] } = (raw ?? {}) as { [kind: string]: { id: number }[] };
    const of = (list: { id: number }[], __typename: string) =>
      list.map((one) => ({ actor: { ...one, __typename, databaseId: one.id } }));
    return { nodes: [...of(users, "User"), ...of(teams, "Team"), ...of(apps, "App")] };
  };
  return {
    pattern,
    isAdminEnforced: on("enforce_admins"),
    lockBranch: on("lock_branch"),
    blocksCreations: on("block_creations"),
    restrictsPushes: protection["restrictions"] !== undefined,
    requiresApprovingReviews: reviews !== undefined,
    requiredApprovingReviewCount: reviews?.["required_approving_review_count"] ?? null,
    requiresCodeOwnerReviews: reviews?.["require_code_owner_reviews"] === true,
    requireLastPushApproval: reviews?.["require_last_push_approval"] === true,
    dismissesStaleReviews: reviews?.["dismiss_stale_reviews"] === true,
    requiresStatusChecks: protection["required_status_checks"] !== undefined,
    allowsForcePushes: on("allow_force_pushes"),
    allowsDeletions: on("allow_deletions"),
    pushAllowances: actors(protection["restrictions"]),
    bypassPullRequestAllowances: actors(reviews?.["bypass_pull_request_allowances"]),
  };
}
