// Does a user look like a program rather than a person? A guess from path, name and tags; never from what it may do.
import { tagsOf } from "./values.js";

/** Words in a name or path that programs have. */
const SERVICE_WORDS = new Set([
  ...[
    "svc",
    "srv",
    "service",
    "services",
    "serviceaccount",
    "sa",
    "bot",
    "robot",
    "daemon",
    "agent",
    "worker",
    "runner",
  ],
  ...[
    "ci",
    "cd",
    "cicd",
    "build",
    "deploy",
    "deployer",
    "deployment",
    "pipeline",
    "release",
    "automation",
    "cron",
    "job",
  ],
  ...["jenkins", "gitlab", "github", "circleci", "buildkite", "travis", "teamcity", "bamboo", "argocd", "spinnaker"],
  ...["terraform", "ansible", "packer", "pulumi", "chef", "puppet", "vault", "serverless", "kops", "k8s", "kubernetes"],
  ...[
    "app",
    "api",
    "backend",
    "frontend",
    "server",
    "web",
    "lambda",
    "ses",
    "smtp",
    "s3",
    "sqs",
    "sns",
    "dynamodb",
    "cdn",
  ],
  ...[
    "backup",
    "sync",
    "import",
    "export",
    "exporter",
    "uploader",
    "downloader",
    "reader",
    "writer",
    "scanner",
    "crawler",
  ],
  ...[
    "datadog",
    "newrelic",
    "grafana",
    "prometheus",
    "splunk",
    "sumologic",
    "cloudwatch",
    "monitoring",
    "logging",
    "etl",
  ],
  ...["system", "machine", "program", "programmatic", "integration", "webhook", "external", "vendor", "test", "e2e"],
]);

/** Words that may stand in the name of a person's account as well: they only count in a path of their own. */
const WEAK_WORDS = new Set([
  "test",
  "external",
  "vendor",
  "web",
  "server",
  "app",
  "api",
  "build",
  "release",
  "job",
  "sa",
]);

const TAG_KEYS = /^(?:type|kind|user-?type|account-?type|identity-?type|usage|purpose|service-?account)$/i;
const SERVICE_VALUES =
  /\b(?:service|machine|robot|bot|system|workload|application|automation|ci|non-?human|program(?:matic)?|true)\b/i;
const PERSON_VALUES = /\b(?:person|human|people|employee|user|contractor|false)\b/i;

export interface Named {
  readonly name: string;
  readonly path: string;
  readonly tags: unknown;
}

/** A tag decides; then an e-mail address or `first.last` is a person; then words in path and name tell a program. */
export function isServiceLike({ name, path, tags }: Named): boolean {
  const tagged = byTag(tags);
  if (tagged !== undefined) return tagged;
  if (wordsOf(path).some((word) => SERVICE_WORDS.has(word))) return true;
  if (name.includes("@")) return false;
  const words = wordsOf(name);
  const telling = words.filter((word) => SERVICE_WORDS.has(word));
  return telling.some((word) => !WEAK_WORDS.has(word)) || telling.length > 1;
}

/** `first.last` or an e-mail address; what it is called says nothing of other names. */
export function looksLikePerson(name: string): boolean {
  return /^[a-z]{2,}[._][a-z]{2,}(?:[._-][a-z]{2,})?$/i.test(name) || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(name);
}

function byTag(tags: unknown): boolean | undefined {
  for (const [key, value] of Object.entries(tagsOf(tags))) {
    if (typeof value !== "string" || !TAG_KEYS.test(key)) continue;
    if (SERVICE_VALUES.test(value)) return true;
    if (PERSON_VALUES.test(value)) return false;
  }
  return undefined;
}

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
