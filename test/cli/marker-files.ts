// Files that people write, with secrets in them: workflows, pipelines, configurations of agents, code, state.
import type { Place } from "./marker-places.js";
import { marker, namedSecrets, token } from "./markers.js";

const yaml = (name: string, indent: string): string =>
  namedSecrets(name)
    .map(([named, value]) => `${indent}${named}: "${value}"`)
    .join("\n");
const env = (name: string): string =>
  namedSecrets(name)
    .map(([named, value]) => `${named}=${value}`)
    .join("\n");

const workflow = (name: string): string => `on: push
env:
${yaml(name, "  ")}
jobs:
  marked:
    runs-on: ubuntu-latest
    env:
${yaml(name, "      ")}
    steps:
      - uses: actions/checkout@v4
        with:
          token: ${token()}
      - uses: docker/login-action@v3
        with:
          password: ${marker()}
      - run: |
          curl -H "Authorization: Bearer ${token()}" "https://bot:${marker()}@example.com/?token=${token()}"
`;

const pipeline = (name: string): string => `variables:
${yaml(name, "  ")}
marked:
  variables:
${yaml(name, "    ")}
  script:
    - deploy --password ${marker()} --token ${token()}
`;

/** A client that starts servers with secrets in every place that its format has. */
const agents = (name: string): string =>
  JSON.stringify({
    mcpServers: {
      marked: {
        command: "npx",
        args: [
          "-y",
          "site-mcp@1.0.0",
          "--api-key",
          marker(),
          `--token=${token()}`,
          `postgres://app:${marker()}@db/app`,
        ],
        env: Object.fromEntries(namedSecrets(name)),
      },
      far: {
        type: "http",
        url: `https://bot:${marker()}@mcp.example.com/mcp?api_key=${encodeURIComponent(marker())}&token=${token()}`,
        headers: {
          Authorization: `Bearer ${marker()}`,
          "X-API-Key": token(),
          ...Object.fromEntries(namedSecrets(name)),
        },
      },
    },
  });

/** A sub-agent with servers of its own, and secrets in what it is told. */
const subAgent = (name: string): string => `---
name: marked
mcpServers:
  - marked:
      command: npx
      args: [-y, site-mcp@1.0.0, --api-key, "${marker()}"]
      env:
${yaml(name, "        ")}
---
Use ${token()} and ${marker()}.
`;

/** A card of an agent with secrets in every place that its format has. */
const card = (name: string): string =>
  JSON.stringify({
    name: "marked",
    url: `https://bot:${marker()}@agents.example.com/a2a?api_key=${encodeURIComponent(marker())}&token=${token()}`,
    additionalInterfaces: [{ url: `http://agents.example.com/${token()}`, transport: "GRPC" }],
    authentication: { schemes: ["Bearer"], credentials: token() },
    capabilities: {
      extensions: [{ uri: "https://example.com/ext", params: { headers: Object.fromEntries(namedSecrets(name)) } }],
    },
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-API-Key", description: `Such as ${token()}` } },
    security: [{ key: [] }],
    skills: [{ id: "track", name: "Track", tags: [], examples: [`Track with ${token()}`, marker()] }],
    signatures: [{ protected: marker(), signature: marker() }],
  });

/** A remote agent with a key, and its card beside it. */
const remoteAgent = (name: string): string => `---
- kind: remote
  name: marked
  agent_card_url: https://bot:${marker()}@agents.example.com/card?token=${token()}
  auth:
    type: apiKey
    key: "${marker()}"
- kind: remote
  name: card
  agent_card_json: ${JSON.stringify(card(name))}
---
Use ${token()} and ${marker()}.
`;

const variable = (name: string): string =>
  namedSecrets(name)
    .map(([named, value]) => `variable "${named}" {\n  default = "${value}"\n}\n`)
    .join("");
const resources = (): string => `
resource "aws_db_instance" "db" {
  password = "${marker()}"
  tags = { Note = "${token()}" }
}
resource "aws_iam_role" "marked" {
  name = "MARKED_ROLE"
  description = "${token()}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "*" } }] })
}
resource "github_actions_secret" "marked" {
  repository      = "site"
  secret_name     = "MARKED_CI_SECRET"
  plaintext_value = "${marker()}"
}
`;
const template = (name: string): string => `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  DbPassword:
    Type: String
    Default: "${marker()}"
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
${yaml(name, "          ")}
`;
const state = (): string =>
  JSON.stringify({
    version: 4,
    resources: [
      {
        type: "aws_iam_access_key",
        instances: [{ attributes: { id: "AKIAEXAMPLEMARKED222", secret: marker(), ses_smtp_password_v4: marker() } }],
      },
    ],
    outputs: { token: { value: token(), type: "string" } },
  });

/** Places that are files of people, by provider. */
export const FILE_PLACES: { readonly [provider: string]: readonly Place[] } = {
  github: [
    {
      what: "workflow",
      file: "acme/raw/infra/.github/workflows/plan.yml",
      plant: (_, name) => workflow(name),
      told: "acme/infra/plan.yml#marked",
    },
    {
      what: "agents of a repository",
      file: "acme/raw/api/.cursor/mcp.json",
      plant: (_, name) => agents(name),
    },
  ],
  gitlab: [
    {
      what: "pipeline of gitlab",
      file: "gitlab.com/api/v4/projects/58010002/repository/files/.gitlab-ci.yml/raw",
      plant: (_, name) => pipeline(name),
      told: "58010002/pipeline#marked",
    },
  ],
  agents: [
    {
      what: "agents of a machine",
      file: "desk/home/ben/.kiro/settings/mcp.json",
      plant: (_, name) => agents(name),
      told: "AGENTS_OF_A_MACHINE_PLAIN_PASSWORD",
    },
    {
      what: "sub agents of a person",
      file: "desk/home/ben/.claude/agents/marked.md",
      plant: (_, name) => subAgent(name),
      told: "SUB_AGENTS_OF_A_PERSON_PLAIN_PASSWORD",
    },
    {
      what: "agent card of a project",
      file: "desk/home/ben/work/.well-known/agent-card.json",
      plant: (_, name) => card(name),
      told: "AGENT_CARD_OF_A_PROJECT_PLAIN_PASSWORD",
    },
    {
      what: "remote agents of a person",
      file: "desk/home/ben/.gemini/agents/marked.md",
      plant: (_, name) => remoteAgent(name),
      told: "a2a.remote-agent",
    },
    {
      what: "tokens of a person",
      file: "desk/home/uma/.claude/.credentials.json",
      plant: (text) => text.replaceAll(/EXAMPLE-[a-z-]+/g, marker),
      told: "agent.stored-token",
    },
    {
      what: "tokens of servers",
      file: "desk/home/vic/.mcp-auth/mcp-remote-0.1.37/4f1c_tokens.json",
      plant: (text) => text.replaceAll(/EXAMPLE-[a-z-]+/g, marker),
      told: "agent.stored-token",
    },
  ],
  repo: [
    { what: "dotenv", file: ".env", plant: (_, name) => env(name), told: "DOTENV_PLAIN_PASSWORD" },
    { what: "workflow of a checkout", file: ".github/workflows/marked.yml", plant: (_, name) => workflow(name) },
    { what: "pipeline of a checkout", file: ".gitlab-ci.yml", plant: (_, name) => pipeline(name) },
    { what: "agents of a checkout", file: ".mcp.json", plant: (_, name) => agents(name) },
    { what: "sub agents of a checkout", file: ".claude/agents/marked.md", plant: (_, name) => subAgent(name) },
    { what: "agent card of a checkout", file: ".well-known/agent-card.json", plant: (_, name) => card(name) },
    { what: "remote agents of a checkout", file: ".gemini/agents/marked.md", plant: (_, name) => remoteAgent(name) },
    { what: "terraform", file: "main.tf", plant: (_, name) => variable(name) + resources(), told: "MARKED_ROLE" },
    { what: "terraform variables", file: "prod.tfvars", plant: (_, name) => env(name).replaceAll(/=(.*)/g, ' = "$1"') },
    { what: "terraform state", file: "terraform.tfstate", plant: state },
    { what: "cloudformation", file: "template.yml", plant: (_, name) => template(name) },
    {
      what: "code",
      file: "app.py",
      plant: () => `key = "${token()}"\nurl = "postgres://app:${marker()}@db.example.com/app"\n`,
      told: "app.py",
    },
    {
      what: "manifest",
      file: "k8s/secret.yaml",
      plant: (_, name) =>
        `apiVersion: v1\nkind: Secret\nmetadata: { name: marked }\nstringData:\n${yaml(name, "  ")}\n`,
    },
  ],
};
