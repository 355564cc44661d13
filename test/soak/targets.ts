// What reads text of others, each with real texts to begin with. A target takes any text: what it may not do is throw.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createPolicyCompiler } from "../../src/analyze/aws/policy/compile.js";
import { toGlobText } from "../../src/analyze/aws/policy/glob.js";
import { evaluateCondition as evaluateAzure } from "../../src/analyze/azure/condition.js";
import { evaluateCondition as evaluateGoogle } from "../../src/analyze/gcp/condition.js";
import { readCondition } from "../../src/analyze/trust/cel-condition.js";
import { matchSubject } from "../../src/analyze/trust/match-subject.js";
import { globsOfPattern } from "../../src/analyze/trust/plain-pattern.js";
import { parseTemplate } from "../../src/analyze/trust/template.js";
import { configSchema } from "../../src/app/config/schema.js";
import { readRule } from "../../src/catalog/load-rules.js";
import { schemaProblems } from "../../src/catalog/schema-problems.js";
import { toSourceFile } from "../../src/catalog/source-file.js";
import { readTemplate } from "../../src/collect/repo/infrastructure/template-file.js";
import { parsePipeline } from "../../src/collect/shared/gitlab-ci/parse.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { readConfigurations } from "../collect/agents/read.js";
import { read as readWorkflows } from "../collect/workflows/read.js";

export interface Target {
  readonly name: string;
  readonly texts: readonly string[];
  readonly take: (text: string) => unknown;
}

const MCP = JSON.stringify({
  mcpServers: {
    files: { command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "/"], env: { TOKEN: "EXAMPLE" } },
    remote: { type: "http", url: "https://mcp.example/x?key=EXAMPLE", headers: { Authorization: "Bearer EXAMPLE" } },
  },
  permissions: { allow: ["Bash(*)"], defaultMode: "bypassPermissions" },
});
const TOML =
  '[mcp_servers.a]\ncommand = "uvx"\nargs = ["x==1"]\n[mcp_servers.a.env]\nKEY = "EXAMPLE"\napproval_policy = "never"\n';
const YAML = "mcpServers:\n  - name: a # b\n    command: npx\n    args: [x]\n    env: { KEY: EXAMPLE }\n";
const TEMPLATE = "Resources:\n  A:\n    Type: AWS::IAM::Role\n    Properties: { RoleName: !Sub '${X}-a' }\n";
const PIPELINE = `include: [{ local: a.yml }, { project: x/y, ref: main, file: [b.yml] }]
stages: [build]
.base: &base { image: alpine, variables: { A: "$B" } }
build:
  <<: *base
  id_tokens: { AWS: { aud: https://x } }
  script: ["aws sts assume-role-with-web-identity --web-identity-token $AWS"]
  rules: [{ if: '$CI_COMMIT_BRANCH == "main"' }]
`;
const CONFIG = `sources: [aws, "github:acme"]
fail_on: high
environments: { production: ["aws:1111*"] }
waivers:
  - { fingerprint: 7f3a91c2, reason: r, owner: o, expires: 2027-01-01 }
params: { AWS-001: { max_age: 60d } }
people: {}
`;
const SUBJECTS = [
  "repo:acme/site:environment:production",
  "repo:acme/*:ref:refs/heads/*",
  "repo:octo@1/r@2:pull_request",
  "*",
];
const CONDITIONS = [
  "assertion.repository == 'acme/site' && assertion.ref == 'refs/heads/main'",
  "assertion.repository_owner_id in ['1', '2'] || attribute.x != \"y\"",
];

/** Texts of files below a folder whose name fits, at most so many. */
function filesIn(folder: string, fits: RegExp, most: number): string[] {
  const found: string[] = [];
  const walk = (at: string) => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (found.length >= most) return;
      if (statSync(path).isDirectory()) walk(path);
      else if (fits.test(path)) found.push(readFileSync(path, "utf8"));
    }
  };
  walk(folder);
  return found;
}

/** Policy documents as an account's export holds them. */
function policiesIn(text: string): string[] {
  const documents = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value) && "Statement" in value) documents.add(JSON.stringify(value));
    for (const inner of Object.values(value)) walk(inner);
  };
  walk(JSON.parse(text));
  return [...documents];
}

/** Every target; the texts come from the fixtures. */
export function targets(): readonly Target[] {
  const details = filesIn("fixtures/acme/aws", /get-account-authorization-details.*\.json$/, 10);
  let policies = createPolicyCompiler();
  let compiled = 0;
  const template = parseTemplate("repo:{owner}/{repo}:ref:refs/heads/{branch}", {
    owner: "name",
    repo: "name",
    branch: "rest",
  });
  return [
    {
      name: "policies",
      texts: details.flatMap(policiesIn),
      take: (text) => {
        // A compiler remembers what it has seen; a run of nhi sees no hundred thousand documents of nonsense.
        compiled += 1;
        if (compiled % 2000 === 0) policies = createPolicyCompiler();
        return policies.compile(`${compiled}`, text).statements;
      },
    },
    {
      name: "workflows",
      texts: filesIn("fixtures/acme/github", /\.github\/workflows\/[^/]+\.ya?ml$/, 200),
      take: (text) => readWorkflows({ "w.yml": text, "act/action.yml": text }),
    },
    {
      name: "pipelines",
      texts: [PIPELINE, ...filesIn("fixtures/acme/gitlab", /\.ya?ml$/, 50)],
      take: parsePipeline,
    },
    { name: "trust patterns", texts: SUBJECTS, take: (text) => matchSubject(toGlobText(text), template) },
    { name: "trust conditions", texts: CONDITIONS, take: readCondition },
    { name: "patterns of trust conditions", texts: ["^acme/(site|docs)$", ".*\\.git$"], take: globsOfPattern },
    {
      name: "conditions of Google Cloud",
      texts: ["resource.name.startsWith('projects/_/buckets/x') && request.time < timestamp('2027-01-01T00:00:00Z')"],
      take: (text) => evaluateGoogle(text, { name: "projects/_/buckets/x" }, new Date(0)),
    },
    {
      name: "conditions of Azure",
      texts: ["(!(ActionMatches{'Microsoft.Storage/*'})) OR (@Resource[a/b:c] StringEquals 'd')"],
      take: (text) => evaluateAzure(text, { operation: "Microsoft.Storage/x/read" }),
    },
    { name: "templates", texts: [TEMPLATE], take: (text) => readTemplate({ path: "t.yaml", text }) },
    {
      name: "agent configurations",
      texts: [MCP, TOML, YAML],
      take: (text) =>
        readConfigurations({
          ".mcp.json": text,
          ".codex/config.toml": text,
          ".claude/settings.json": text,
          ".continue/config.yaml": text,
          ".github/agents/review.md": `---\n${text}\n---\n`,
        }),
    },
    {
      name: "rules",
      texts: filesIn("rules", /\/(aws|github|agents|gcp)\/[^/]+\.yaml$/, 150),
      take: (text) => readRule(toSourceFile("rule.yaml", text), "user", checkExpressions),
    },
    {
      name: "nhi.yaml",
      texts: [CONFIG],
      take: (text) => {
        const source = toSourceFile("nhi.yaml", text);
        if (source.problems.length > 0) return source.problems;
        const parsed = configSchema.safeParse(source.value ?? {}, { reportInput: true });
        return parsed.success ? parsed.data : schemaProblems(source, configSchema, parsed.error.issues);
      },
    },
  ];
}
