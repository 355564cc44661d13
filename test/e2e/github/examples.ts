// Answers of GitHub's own documentation, from its description: those that break its own schema mended, and some told so that
// more calls follow from them.
import type { Recorded } from "./answers.js";
import { type Answer, type Json, published, textIn } from "./description.js";

/** The first answer that GitHub's documentation gives to a call. */
export function exampleOf(route: string): unknown {
  const [method = "", path = ""] = route.split(" ");
  const { paths, components } = published();
  const response = paths[path]?.[method.toLowerCase()]?.responses["200"];
  const json = (response?.["content"] as { [type: string]: Json } | undefined)?.["application/json"];
  const [example] = Object.values((json?.["examples"] ?? {}) as { [name: string]: Json });
  const name = textIn(example, "$ref").split("/").at(-1) ?? "";
  const found = example?.["$ref"] === undefined ? example : (components["examples"]?.[name] as Json | undefined);
  if (found?.["value"] === undefined) throw new Error(`${route}: GitHub's description has no example`);
  return structuredClone(found["value"]);
}

/** The account of GitHub's example, under another name. */
export function accountOf(login: string, type: "Organization" | "User"): Answer {
  const example = exampleOf("GET /users/{username}") as Json;
  return { path: `users/${login}`, variant: "", value: { ...example, login, type } };
}

/** What a client of agents reads. */
const AGENTS = ".mcp.json";

const WORKFLOW = `on: push
permissions: { contents: read }
jobs:
  build:
    runs-on: ubuntu-latest
    steps: [{ run: make }]
`;

/** An organisation made of GitHub's examples, whose repositories are octocat's. */
export function octoOrg(): Recorded {
  const each = (route: string, more: Json): unknown => (exampleOf(route) as Json[]).map((one) => ({ ...one, ...more }));
  // GitHub's examples of teams lack a field that its schema demands.
  const teams = each("GET /orgs/{org}/teams", { type: "organization", organization_id: 1 });
  const variables = (route: string): unknown => {
    const list = exampleOf(route) as { variables: { value: unknown }[] };
    return { ...list, variables: list.variables.map((one) => ({ ...one, value: String(one.value) })) };
  };
  const codespaces = exampleOf("GET /orgs/{org}/codespaces/secrets") as { secrets: Json[] };
  const [branch] = exampleOf("GET /repos/{owner}/{repo}/branches") as Json[];
  const protection = branch?.["protection"] as Json;
  const checks = { ...(protection["required_status_checks"] as Json), checks: [] };
  const rule = exampleOf("GET /repos/{owner}/{repo}/branches/{branch}/protection") as { [name: string]: Json };
  const {
    dismissal_restrictions: _,
    bypass_pull_request_allowances: __,
    ...reviews
  } = rule["required_pull_request_reviews"] ?? {};
  const file = exampleOf("GET /repos/{owner}/{repo}/contents/{path}") as Json;
  const workflow = ".github/workflows/ci.yml";
  const tree = exampleOf("GET /repos/{owner}/{repo}/git/trees/{tree_sha}") as Json & { readonly tree: Json[] };
  const given: { readonly [name: string]: unknown } = {
    // a private one of the organisation, beside the public one of its user: each is asked for another setting of forks
    "orgs/octo-org/repos": each("GET /orgs/{org}/repos", { private: true, visibility: "private" }),
    "orgs/octo-org/actions/permissions/fork-pr-workflows-private-repos": {
      ...(exampleOf("GET /orgs/{org}/actions/permissions/fork-pr-workflows-private-repos") as Json),
      run_workflows_from_fork_pull_requests: true,
    },
    "orgs/octo-org/teams": teams,
    "orgs/octo-org/organization-roles/8030/teams": teams,
    "orgs/octo-org/organization-roles/8031/teams": teams,
    "orgs/octo-org/actions/variables": variables("GET /orgs/{org}/actions/variables"),
    "orgs/octo-org/agents/variables": variables("GET /orgs/{org}/agents/variables"),
    "orgs/octo-org/codespaces/secrets": {
      ...codespaces,
      secrets: codespaces.secrets.map((one) => ({ ...one, visibility: "selected" })),
    },
    "orgs/octo-org/personal-access-tokens": each("GET /orgs/{org}/personal-access-tokens", {
      repository_selection: "subset",
    }),
    "orgs/octo-org/personal-access-token-requests": each("GET /orgs/{org}/personal-access-token-requests", {
      repository_selection: "subset",
    }),
    "repos/octocat/Hello-World/branches": [
      { ...branch, protection: { ...protection, required_status_checks: checks } },
    ],
    "repos/octocat/Hello-World/branches/master/protection": {
      ...rule,
      required_status_checks: { ...rule["required_status_checks"], checks: [] },
      required_pull_request_reviews: reviews,
      restrictions: { ...rule["restrictions"], teams },
    },
    "repos/octocat/Hello-World/contents/.github/workflows": [{ ...file, type: "file", name: "ci.yml", path: workflow }],
    "repos/octocat/Hello-World/git/trees/HEAD": {
      ...tree,
      tree: [...tree.tree, { ...tree.tree[0], path: AGENTS, type: "blob", mode: "100644" }],
    },
  };
  const answers = Object.entries(given).map(([path, value]) => ({ path, variant: "", value }));
  return {
    answers: [...answers, accountOf("octo-org", "Organization")],
    files: new Map([
      [`Hello-World/${workflow}`, WORKFLOW],
      [`Hello-World/${AGENTS}`, '{ "mcpServers": { "issues": { "command": "npx", "args": ["issues-mcp"] } } }'],
    ]),
  };
}
