// What replaces tokens and keys of GitHub and GitLab, of package registries, and other secrets that CI keeps.
import { change, jobOf } from "./aws-ci.js";
import { inWords, type PlanFile, type Replacement, type StaticSecret, type Use } from "./replacement.js";
import { textOf, yamlString } from "./text.js";

/** Personal tokens: a GitHub App with the permissions of the token and no more. */
export function planGithubToken(secret: StaticSecret): Replacement[] {
  const permissions = permissionsOf(secret);
  return [
    {
      kind: "app",
      title: "a GitHub App of the organisation: tokens of one hour, of nobody in person",
      steps: [
        `register an App with ${permissions.map(([name, level]) => `${name}: ${level}`).join(", ") || "the permissions that are needed"} and install it on the repositories that are needed`,
        "inside Actions of one repository GITHUB_TOKEN with a permissions block does without any of it",
        "keep the App's private key in a vault or KMS that signs, not beside the code",
        `revoke ${secret.name}`,
      ],
      files: [appToken(permissions)],
    },
  ];
}

/** What scopes of classic tokens are as permissions of an App; what a fine-grained one has as it is. */
function permissionsOf({ properties }: StaticSecret): [string, string][] {
  const { permissions } = properties;
  if (typeof permissions === "object" && permissions !== null && !Array.isArray(permissions)) {
    const flat = Object.entries(permissions).flatMap(([name, level]): [string, string][] => {
      if (typeof level === "string") return [[name, level]];
      if (typeof level !== "object" || level === null || Array.isArray(level)) return [];
      return Object.entries(level).flatMap(([one, at]): [string, string][] =>
        typeof at === "string" ? [[one, at]] : [],
      );
    });
    return flat.sort(([a], [b]) => (a < b ? -1 : 1));
  }
  const { scopes } = properties;
  const granted = Array.isArray(scopes) ? scopes.map(String) : [];
  return granted.flatMap((scope) => SCOPES[scope] ?? []);
}

const SCOPES: { readonly [scope: string]: [string, string][] } = {
  repo: [
    ["contents", "write"],
    ["pull_requests", "write"],
    ["issues", "write"],
  ],
  public_repo: [["contents", "write"]],
  workflow: [["workflows", "write"]],
  "read:org": [["members", "read"]],
  "admin:org": [["members", "write"]],
  "read:packages": [["packages", "read"]],
  "write:packages": [["packages", "write"]],
  "admin:repo_hook": [["repository_hooks", "write"]],
  gist: [],
};

function appToken(permissions: readonly [string, string][]): PlanFile {
  const wanted = permissions.map(([name, level]) => `    permission-${safeInput(name)}: ${yamlString(level)}`);
  return {
    name: "app-token.yml",
    text: `${[
      "- uses: actions/create-github-app-token # pin it to a commit",
      "  id: app",
      "  with:",
      "    app-id: ${{ vars.APP_ID }}",
      "    private-key: ${{ secrets.APP_PRIVATE_KEY }}",
      ...wanted.map((line) => line.replace(/^ {4}/, "    ")),
      "- run: gh api /rate_limit",
      "  env:",
      "    GH_TOKEN: ${{ steps.app.outputs.token }}",
    ].join("\n")}\n`,
  };
}

function safeInput(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase();
}

/** Deploy keys: an App that has contents of the one repository. */
export function planDeployKey(secret: StaticSecret): Replacement[] {
  const level = secret.properties["read_only"] === true ? "read" : "write";
  return [
    {
      kind: "app",
      title: `a GitHub App with contents: ${level} on that repository`,
      steps: [
        "install it on the one repository; its tokens live an hour",
        "jobs of the repository itself: GITHUB_TOKEN is enough",
        ...(level === "write" ? ["what only pulls gets contents: read"] : []),
        `delete the deploy key ${secret.name}`,
      ],
      files: [appToken([["contents", level]])],
    },
  ];
}

/** Tokens and keys of GitLab. */
export function planGitlab(secret: StaticSecret): Replacement[] {
  if (secret.type === "gitlab.deploy-key" || secret.type === "gitlab.deploy-token") {
    return [
      inWords("bound-token", "CI_JOB_TOKEN of the jobs that pull", [
        "add the pulling project to the job token allowlist of this one",
        "hosts outside of CI: a project access token with read_repository that ends within weeks",
        `delete ${secret.name}`,
      ]),
    ];
  }
  if (secret.type === "gitlab.pipeline-trigger") {
    return [
      inWords("bound-token", "CI_JOB_TOKEN starts pipelines of other projects", [
        "use trigger: or the job token",
        `delete ${secret.name}`,
      ]),
    ];
  }
  return [
    inWords("bound-token", "CI_JOB_TOKEN inside pipelines; GitLab has no federation for callers outside", [
      "inside GitLab: job token with an allowlist and fine-grained permissions",
      "outside: a service account's token with the least role, that ends within weeks and is rotated by its API",
      `revoke ${secret.name} when nothing uses it`,
    ]),
  ];
}

/** Registries that take tokens of CI. */
const PUBLISHERS: {
  readonly [cloud: string]: { readonly what: string; readonly minus: string; readonly plus: readonly string[] };
} = {
  npm: {
    what: "npm trusted publishing",
    minus: "NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}",
    plus: [
      "permissions:",
      "  id-token: write",
      "# npm 11.5 or later; the package names the repository and workflow file as trusted publisher",
    ],
  },
  pypi: {
    what: "PyPI trusted publishing",
    minus: "password: ${{ secrets.PYPI_API_TOKEN }}",
    plus: [
      "permissions:",
      "  id-token: write",
      "# the project names repository, workflow and environment as trusted publisher",
    ],
  },
  rubygems: {
    what: "RubyGems trusted publishing",
    minus: "RUBYGEMS_API_KEY",
    plus: ["permissions:", "  id-token: write", "# rubygems/release-gem"],
  },
  crates: {
    what: "crates.io trusted publishing",
    minus: "CARGO_REGISTRY_TOKEN",
    plus: ["permissions:", "  id-token: write", "# rust-lang/crates-io-auth-action"],
  },
};

/** Secrets of CI that open no cloud that was read. */
export function planCiSecret(secret: StaticSecret): Replacement[] {
  const cloud = textOf(secret.properties["cloud"]) ?? "";
  const publisher = PUBLISHERS[cloud];
  if (publisher === undefined) return [withoutFederation(secret, cloud)];
  const uses = secret.uses.filter(({ type }) => type.endsWith(".job"));
  return (uses.length > 0 ? uses : [undefined]).map((use) => ({
    kind: "federation",
    title: `${publisher.what}: the job's own token instead of ${secret.name}`,
    ...(use && { use: use.id }),
    steps: [
      "name the repository, its workflow file and an environment as trusted publisher",
      "change the job and publish once",
      `revoke the token, delete ${secret.name}`,
    ],
    files: use === undefined ? [] : [publisherChange(use, publisher)],
  }));
}

function publisherChange(use: Use, { minus, plus }: (typeof PUBLISHERS)[string]): PlanFile {
  return change(use, [`   ${yamlString(jobOf(use))}:`, ...plus.map((line) => `+    ${line}`), `-          ${minus}`]);
}

function withoutFederation({ name, properties }: StaticSecret, cloud: string): Replacement {
  const vendor =
    cloud === "" || cloud === "any"
      ? "who issued it is not known from its name"
      : `${cloud} is not known to take tokens of CI`;
  const level = textOf(properties["level"]) ?? "";
  return inWords("none", `${vendor}: no federation replaces it`, [
    ...(level === "organization" || level === "group"
      ? ["keep it where only the jobs that need it are: at the environment, with reviewers"]
      : []),
    `or keep ${name} in a vault that takes the job's token (Secrets Manager, Key Vault, Secret Manager, HashiCorp Vault), so that it is read and not stored`,
    "narrow it to what the job does, give it an end, rotate it",
  ]);
}
