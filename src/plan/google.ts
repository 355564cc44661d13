// What replaces keys of Google: workload identity federation, an attached service account, impersonation.
import { change, jobOf } from "./aws-ci.js";
import { inWords, type PlanFile, type Replacement, type StaticSecret, type Use } from "./replacement.js";
import { githubSubjects, gitlabSubjects } from "./subjects.js";
import { comment, hclLabel, hclString, textOf, yamlString } from "./text.js";

/** What replaces a key of a service account: one way for each place where it is used. */
export function planGoogleKey(secret: StaticSecret): Replacement[] {
  const found = secret.uses.flatMap((use) => atUse(secret, use));
  if (found.length > 0) return found;
  return [
    {
      kind: "federation",
      title:
        "where it is used was not read: attached account on Google, federation elsewhere, impersonation for people",
      steps: [
        "find who calls: Cloud Audit Logs, authenticationInfo.serviceAccountKeyName",
        "on Google Cloud: attach the account to the workload, no key needed",
        "in CI or another cloud: the file here, with issuer and subject of the caller",
        "people: gcloud config set auth/impersonate_service_account, with Service Account Token Creator on that account alone",
        `disable ${secret.name}, watch for a week, delete it; then set iam.managed.disableServiceAccountKeyCreation`,
      ],
      files: [federation(secret, { pool: "workloads", issuer: "https://ISSUER", subjects: ["SUBJECT"] })],
    },
  ];
}

function atUse(secret: StaticSecret, use: Use): Replacement[] {
  if (use.type === "github.job") return [fromGithub(secret, use)];
  if (use.type === "gitlab.job") return [fromGitlab(secret, use)];
  const email = emailOf(secret);
  if (use.type.startsWith("gcp.")) {
    const steps = ["attach the account to it", last(secret)];
    return [inWords("workload-identity", `${use.name} runs as ${email} without a key`, steps, use)];
  }
  if (!use.type.startsWith("mcp.") && !use.type.startsWith("agent.")) return [];
  const steps = ["gcloud auth application-default login --impersonate-service-account", last(secret)];
  return [inWords("single-sign-on", `${use.name} impersonates ${email} with the person's own sign-in`, steps, use)];
}

function fromGithub(secret: StaticSecret, use: Use): Replacement {
  const { subjects, notes } = githubSubjects(use);
  return {
    kind: "federation",
    title: "GitHub Actions signs in by workload identity federation",
    use: use.id,
    steps: [`make pool and binding: they accept ${subjects.join(" or ")}`, ...notes, last(secret)],
    files: [
      federation(secret, { pool: "github", issuer: "https://token.actions.githubusercontent.com", subjects }),
      change(use, [
        `   ${yamlString(jobOf(use))}:`,
        "+    permissions:",
        "+      id-token: write",
        "     steps:",
        "       - uses: google-github-actions/auth",
        "         with:",
        `-          credentials_json: \${{ secrets.${comment(use.variable ?? "GCP_KEY").slice(2)} }}`,
        "+          workload_identity_provider: projects/NUMBER/locations/global/workloadIdentityPools/github/providers/ci",
        `+          service_account: ${yamlString(emailOf(secret))}`,
      ]),
    ],
  };
}

function fromGitlab(secret: StaticSecret, use: Use): Replacement {
  const { subjects, notes } = gitlabSubjects(use);
  const issuer = `https://${use.repository?.host ?? "gitlab.com"}`;
  return {
    kind: "federation",
    title: "GitLab CI signs in by workload identity federation",
    use: use.id,
    steps: [`make pool and binding: they accept ${subjects.join(" or ")}`, ...notes, last(secret)],
    files: [federation(secret, { pool: "gitlab", issuer, subjects })],
  };
}

function last(secret: StaticSecret): string {
  return `disable ${secret.name}, watch for a week, delete it`;
}

function emailOf({ owner }: StaticSecret): string {
  return textOf(owner?.properties["email"]) ?? owner?.name ?? "ACCOUNT@PROJECT.iam.gserviceaccount.com";
}

interface Pool {
  readonly pool: string;
  readonly issuer: string;
  readonly subjects: readonly string[];
}

function federation(secret: StaticSecret, { pool, issuer, subjects }: Pool): PlanFile {
  const label = hclLabel(pool);
  const email = emailOf(secret);
  const project = /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ?? "PROJECT";
  const condition = subjects.map((subject) => `assertion.sub == ${celString(subject)}`).join(" || ");
  const bindings = subjects.map(
    (subject, at) => `
resource "google_service_account_iam_member" "${label}_${at + 1}" {
  service_account_id = ${hclString(`projects/${project}/serviceAccounts/${email}`)}
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/\${google_iam_workload_identity_pool.${label}.name}/subject/${hclString(subject).slice(1, -1)}"
}
`,
  );
  return {
    name: `${label}-${hclLabel(email.split("@")[0] ?? "account")}.tf`,
    text: `${comment(`Takes the place of ${secret.name}. Review, then apply it yourself.`)}
resource "google_iam_workload_identity_pool" "${label}" {
  project                   = ${hclString(project)}
  workload_identity_pool_id = ${hclString(pool)}
}

resource "google_iam_workload_identity_pool_provider" "${label}" {
  project                            = ${hclString(project)}
  workload_identity_pool_id          = google_iam_workload_identity_pool.${label}.workload_identity_pool_id
  workload_identity_pool_provider_id = "ci"
  attribute_condition                = ${hclString(condition)}
  attribute_mapping                  = { "google.subject" = "assertion.sub" }
  oidc {
    issuer_uri = ${hclString(issuer)}
  }
}
${bindings.join("")}`,
  };
}

function celString(text: string): string {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}

/** API keys: an identity where the API takes one, else limits. */
export function planApiKey(secret: StaticSecret): Replacement[] {
  const targets = secret.properties["api_targets"];
  const named = Array.isArray(targets) ? targets.map(String) : [];
  const isMap = named.some((target) => /maps|places|geocod|directions|static-map|street/i.test(target));
  if (secret.properties["client_restricted"] === true || isMap) {
    return [
      inWords("none", "a key in a page or an app is seen by all: it names a project and proves nobody", [
        "keep it limited to the sites or apps and the APIs that need it, with a quota",
      ]),
    ];
  }
  return [
    inWords("workload-identity", "the caller signs in with its service account", [
      "call the API with application default credentials of an attached or federated account",
      "where the API only takes a key: limit it to that API and to the addresses of the caller",
      `delete ${secret.name}`,
    ]),
  ];
}
