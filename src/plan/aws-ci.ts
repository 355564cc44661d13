// Keys of AWS that CI uses: a role that its own tokens may assume, one file for each service of CI.
import { addTo } from "../model/group-by.js";
import { iamArn, type OidcIssuer, oidcTrust, roleName, roleTerraform } from "./aws-role.js";
import type { PlanFile, Replacement, StaticSecret, Use } from "./replacement.js";
import { githubSubjects, gitlabSubjects } from "./subjects.js";
import { comment, listOf, safeWord, textOf, yamlString } from "./text.js";

interface Platform {
  readonly title: string;
  readonly issuer: (use: Use) => OidcIssuer;
  readonly subjects: (use: Use) => { readonly subjects: readonly string[]; readonly notes: readonly string[] };
  readonly change: (use: Use, role: string) => PlanFile;
}

/** Federation of the jobs that use the key, one role for each repository; none for uses that are no jobs of CI. */
export function ciFederations(secret: StaticSecret): Replacement[] {
  const groups = new Map<string, Use[]>();
  for (const use of secret.uses) {
    if (PLATFORMS[use.type] === undefined) continue;
    const group = `${use.type} ${repositoryName(use)}`;
    addTo(groups, group, use);
  }
  return [...groups.values()].flatMap((uses) => {
    const [first] = uses;
    const platform = PLATFORMS[first?.type ?? ""];
    return first === undefined || platform === undefined ? [] : [federation(secret, uses, first, platform)];
  });
}

function repositoryName({ repository, properties, name }: Use): string {
  return repository?.name ?? textOf(properties["repository"]) ?? name;
}

function federation(secret: StaticSecret, uses: readonly Use[], first: Use, platform: Platform): Replacement {
  const issuer = platform.issuer(first);
  const said = uses.map(platform.subjects);
  const subjects = [...new Set(said.flatMap((one) => one.subjects))].sort();
  const name = roleName(secret.owner, repositoryName(first));
  const role = iamArn(secret, `role/${name}`);
  const trust = oidcTrust(secret, issuer, subjects);
  return {
    kind: "federation",
    title: `${platform.title} → role ${name}`,
    use: first.id,
    steps: [
      `make the role: it accepts ${subjects.join(" or ")} of ${issuer.url}`,
      ...new Set(said.flatMap(({ notes }) => notes)),
      `change ${uses.map((use) => use.name).join(", ")} as shown and run each once`,
      `deactivate ${secret.name}; when nothing failed for a week, delete it and the secrets that hold it`,
    ],
    files: [
      { name: `${name}.trust.json`, text: `${JSON.stringify(trust, null, 2)}\n` },
      roleTerraform(secret, name, trust, issuer),
      ...uses.map((use) => platform.change(use, role)),
    ],
  };
}

const AWS_AUDIENCE = "sts.amazonaws.com";

const PLATFORMS: { readonly [type: string]: Platform } = {
  "github.job": {
    title: "GitHub Actions signs in by OIDC",
    issuer: () => ({ url: "token.actions.githubusercontent.com", audience: AWS_AUDIENCE }),
    subjects: githubSubjects,
    change: githubChange,
  },
  "gitlab.job": {
    title: "GitLab CI signs in by id token",
    issuer: ({ repository }) => ({ url: repository?.host ?? "gitlab.com", audience: AWS_AUDIENCE }),
    subjects: gitlabSubjects,
    change: gitlabChange,
  },
  "circleci.job": {
    title: "CircleCI signs in by OIDC",
    issuer: () => ({ url: "oidc.circleci.com/org/ORGANIZATION-ID", audience: "ORGANIZATION-ID" }),
    subjects: () => ({
      subjects: ["org/ORGANIZATION-ID/project/PROJECT-ID/user/*"],
      notes: ["put the ids of the organisation and the project in place: a checkout does not say them"],
    }),
    change: (use, role) =>
      change(use, [
        " jobs:",
        `   ${yamlString(jobOf(use))}:`,
        "     steps:",
        "+      - aws-cli/setup:",
        `+          role_arn: ${yamlString(role)}`,
        ...keysOf(use).map((key) => `-      # ${key} is no longer in a context or in the settings of the project`),
      ]),
  },
  "bitbucket.step": {
    title: "Bitbucket Pipelines signs in by OIDC",
    issuer: () => ({
      url: "api.bitbucket.org/2.0/workspaces/WORKSPACE/pipelines-config/identity/oidc",
      audience: "ari:cloud:bitbucket::workspace/WORKSPACE-UUID",
    }),
    subjects: ({ properties }) => ({
      subjects: [
        textOf(properties["environment"]) === undefined
          ? "{REPOSITORY-UUID}:*"
          : "{REPOSITORY-UUID}:{ENVIRONMENT-UUID}:*",
      ],
      notes: ["put workspace and UUIDs in place (repository settings, OpenID Connect): a checkout does not say them"],
    }),
    change: (use, role) =>
      change(use, [
        " - step:",
        `     name: ${yamlString(jobOf(use))}`,
        "+    oidc: true",
        "     script:",
        `+      - export AWS_ROLE_ARN=${role} AWS_WEB_IDENTITY_TOKEN_FILE=$(pwd)/web-identity-token`,
        '+      - printf %s "$BITBUCKET_STEP_OIDC_TOKEN" > web-identity-token',
        ...keysOf(use).map((key) => `-      # repository variable ${key}`),
      ]),
  },
  "buildkite.step": {
    title: "Buildkite signs in by OIDC",
    issuer: () => ({ url: "agent.buildkite.com", audience: AWS_AUDIENCE }),
    subjects: () => ({
      subjects: ["organization:ORGANIZATION:pipeline:PIPELINE:ref:refs/heads/main:commit:*:step:*"],
      notes: ["put organisation and pipeline in place: a checkout does not say them"],
    }),
    change: (use, role) =>
      change(use, [
        " steps:",
        `   - label: ${yamlString(jobOf(use))}`,
        "+    plugins:",
        "+      - aws-assume-role-with-web-identity:",
        `+          role-arn: ${yamlString(role)}`,
        ...keysOf(use).map((key) => `-    # environment variable ${key}`),
      ]),
  },
};

function githubChange(use: Use, role: string): PlanFile {
  const login = loginOf(use);
  const secret = use.variable ?? "AWS_SECRET_ACCESS_KEY";
  const given = textOf(factsOf(login)["access_key_id"]) ?? "${{ secrets.AWS_ACCESS_KEY_ID }}";
  const region = textOf(factsOf(login)["region"]) ?? "REGION";
  return change(use, [
    `   ${yamlString(jobOf(use))}:`,
    ...(use.properties["id_token"] === true
      ? []
      : ["+    permissions:", "+      id-token: write", ...permissionLines(use)]),
    "     steps:",
    "       - uses: aws-actions/configure-aws-credentials",
    "         with:",
    `-          aws-access-key-id: ${oneLine(given)}`,
    `-          aws-secret-access-key: \${{ secrets.${oneLine(secret)} }}`,
    `+          role-to-assume: ${yamlString(role)}`,
    `           aws-region: ${oneLine(region)}`,
  ]);
}

/** Naming one permission takes the others away: those of the job are named again. */
function permissionLines(use: Use): string[] {
  const { permissions } = use.properties;
  if (typeof permissions !== "object" || permissions === null || Array.isArray(permissions)) return [];
  const named = Object.entries(permissions).filter(([name]) => name !== "*" && name !== "id-token");
  const known = named.map(([name, level]): [string, string] => [name, textOf(level) ?? "read"]);
  return (known.length > 0 ? known : [["contents", "read"] as const]).map(
    ([name, level]) => `+      ${yamlKey(name)}: ${yamlKey(level)}`,
  );
}

function gitlabChange(use: Use, role: string): PlanFile {
  return change(use, [
    ` ${yamlString(jobOf(use))}:`,
    "+  id_tokens:",
    "+    AWS_ID_TOKEN:",
    "+      aud: sts.amazonaws.com",
    "+  variables:",
    `+    AWS_ROLE_ARN: ${yamlString(role)}`,
    "+    AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/web-identity-token",
    "+  before_script:",
    '+    - printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"',
    `-  # CI/CD variable ${oneLine(use.variable ?? "AWS_SECRET_ACCESS_KEY")}: delete it`,
  ]);
}

/** The lines that change in the file of a job. */
export function change(use: Use, lines: readonly string[]): PlanFile {
  const file = textOf(use.properties["file"]) ?? "pipeline";
  const where = `${use.repository?.name ?? textOf(use.properties["repository"]) ?? ""} ${file}`.trim();
  const line = use.properties["line"];
  const head = comment(`${where}${typeof line === "number" ? `, line ${line}` : ""}`);
  return { name: `${safeWord(where, 80)}.diff`, text: `${[head, ...lines].join("\n")}\n` };
}

/** Name of the job in its file; the name of what uses the secret where none is known. */
export function jobOf({ properties, name }: Use): string {
  return textOf(properties["job"]) ?? name;
}

function keysOf(use: Use): string[] {
  const keys = listOf(use.properties["static_keys"]);
  return (keys.length > 0 ? keys : [use.variable ?? "the key"]).map(oneLine);
}

function loginOf({ properties }: Use): unknown {
  const { logins } = properties;
  return Array.isArray(logins) ? logins.find((one) => isRecord(one) && one["cloud"] === "aws") : undefined;
}

function factsOf(login: unknown): { readonly [key: string]: unknown } {
  const facts = isRecord(login) ? login["facts"] : undefined;
  return isRecord(facts) ? facts : {};
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

/** Text of a file from outside on a line of a snippet. */
function oneLine(text: string): string {
  return comment(text).slice(2);
}

function yamlKey(text: string): string {
  return /^[a-z-]+$/.test(text) ? text : yamlString(text);
}
