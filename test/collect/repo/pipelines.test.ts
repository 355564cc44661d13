// Pipelines of other CI services in a checkout: who asks for an id-token, who signs in with a static key, who does neither.
import { expect, test } from "vitest";
import { pipelinesPart } from "../../../src/collect/repo/pipelines.js";
import type { GraphNode } from "../../../src/model/batch.js";
import { CI_TABLES } from "../support.js";

const OWNER = { id: "repo:acme/app", name: "acme/app", dataSet: "repo/files:pipelines" };
const ROLE = "arn:aws:iam::111122223333:role/deploy";

async function read(files: { readonly [path: string]: string }) {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { nodes, gaps } = await pipelinesPart(OWNER, list, CI_TABLES);
  return { nodes, gaps };
}

const told = ({ type, properties }: GraphNode): unknown => [
  type,
  properties["job"],
  properties["id_token"],
  (properties["logins"] as { service: string; mode: string }[]).map(({ service, mode }) => `${service} ${mode}`),
];

test("CircleCI: jobs of workflows, with contexts; a token that is used, a static key, and neither", async () => {
  const { nodes, gaps } = await read({
    ".circleci/config.yml": `
version: 2.1
jobs:
  deploy:
    docker: [{ image: cimg/base:current }]
    steps:
      - checkout
      - run: aws sts assume-role-with-web-identity --role-arn ${ROLE} --web-identity-token "$CIRCLE_OIDC_TOKEN_V2"
  old:
    environment: { AWS_SECRET_ACCESS_KEY: $OLD_KEY }
    steps: [{ run: { command: 'aws s3 sync . s3://x && echo $DEPLOY_PASSWORD' } }]
  test: { steps: [{ run: npm test }] }
  never: { steps: [{ run: echo }] }
workflows:
  main:
    jobs:
      - test
      - deploy: { context: [prod, shared] }
      - old
      - hold: { type: approval }
      - slack/notify: { channel: x }
`,
  });
  expect(gaps).toEqual([]);
  const by = new Map(nodes.map((node) => [node.properties["job"], node]));
  expect([...by.keys()]).toEqual(["main/test", "main/deploy", "main/old", "main/slack/notify"]);
  expect(by.get("main/deploy")?.properties).toMatchObject({
    id_token: true,
    contexts: ["prod", "shared"],
    roles: [ROLE],
    file: ".circleci/config.yml",
    line: 4,
  });
  expect(by.get("main/old")?.properties).toMatchObject({
    id_token: false,
    secret_names: ["DEPLOY_PASSWORD", "OLD_KEY"],
    logins: [{ cloud: "aws", mode: "static", action: "AWS_SECRET_ACCESS_KEY" }],
  });
  expect(by.get("main/test")?.properties).toMatchObject({ id_token: false, logins: [], secret_names: [] });
  expect(by.get("main/slack/notify")?.properties["undecided"]).toEqual([
    "job slack/notify is of an orb, which was not read",
  ]);
});

test("Bitbucket: a step has a token only where it says so, in parallel steps and stages too", async () => {
  const { nodes } = await read({
    "bitbucket-pipelines.yml": `
pipelines:
  default:
    - step: { name: test, script: [npm test] }
  branches:
    main:
      - parallel:
          steps:
            - step: { name: deploy, oidc: true, deployment: production, script: [./deploy.sh] }
      - stage:
          steps:
            - step: { name: push, oidc: false, script: ['echo $REGISTRY_PASSWORD'] }
`,
  });
  expect(nodes.map(({ properties }) => [properties["job"], properties["id_token"], properties["environment"]])).toEqual(
    [
      ["default/test", false, undefined],
      ["branches/main/deploy", true, "production"],
      ["branches/main/push", false, undefined],
    ],
  );
  expect(nodes[2]?.properties["secret_names"]).toEqual(["REGISTRY_PASSWORD"]);
});

test("Buildkite: a step asks by command or plugin; waits and blocks are no steps", async () => {
  const { nodes } = await read({
    ".buildkite/pipeline.yml": `
steps:
  - label: build
    command: make
  - wait
  - group: deploy
    steps:
      - label: ask
        command: buildkite-agent oidc request-token --audience sts.amazonaws.com
      - label: assume
        commands: [make deploy]
        plugins: [{ 'aws-assume-role-with-web-identity#v1.0.0': { role-arn: '${ROLE}' } }]
  - block: ok?
`,
  });
  expect(nodes.map(({ properties }) => [properties["job"], properties["id_token"], properties["audiences"]])).toEqual([
    ["build", false, []],
    ["ask", true, ["sts.amazonaws.com"]],
    ["assume", true, []],
  ]);
  expect(nodes[2]?.properties["roles"]).toEqual([ROLE]);
});

test("GitLab: what is included from the checkout is followed, what is elsewhere is a gap", async () => {
  const { nodes, gaps } = await read({
    ".gitlab-ci.yml":
      "include:\n  - local: /ci/a.yml\n  - project: acme/ci\n    file: b.yml\ntest:\n  script: npm test\n",
    "ci/a.yml": "deploy:\n  id_tokens: { T: { aud: x } }\n  script: ./deploy.sh\n",
  });
  expect(nodes.map(told)).toEqual([
    ["gitlab.job", "deploy", true, []],
    ["gitlab.job", "test", false, []],
  ]);
  expect(gaps.map(({ message }) => message)).toEqual([
    "acme/app: .gitlab-ci.yml includes acme/ci/b.yml: files of other projects are not in the checkout",
  ]);
});

test("a file that does not parse is a gap with its place; files of the same name elsewhere are no pipelines", async () => {
  const { nodes, gaps } = await read({
    ".circleci/config.yml": "workflows: [",
    "docs/bitbucket-pipelines.yml": "pipelines: { default: [{ step: { script: [x] } }] }",
  });
  expect(nodes).toEqual([]);
  expect(gaps[0]?.message).toMatch(/^\.circleci\/config\.yml:\d+:\d+: /);
});

test("static keys of clouds by the names that a job reads, and none where it signs in with its id-token", async () => {
  const { nodes } = await read({
    "bitbucket-pipelines.yml": `
pipelines:
  default:
    - step: { name: key, script: ['aws configure set aws_secret_access_key $AWS_SECRET_ACCESS_KEY'] }
    - step: { name: token, oidc: true, script: ['aws sts assume-role-with-web-identity --role-arn ${ROLE}'] }
`,
  });
  expect(nodes.map(({ properties }) => [properties["static_keys"], properties["static_clouds"]])).toEqual([
    [["AWS_SECRET_ACCESS_KEY"], ["aws"]],
    [undefined, undefined],
  ]);
});

test("GitLab: patterns of included files stand for those of the checkout, templates and components are gaps by name", async () => {
  const job = (name: string): string => `${name}: { script: [x] }\n`;
  const { nodes, gaps } = await read({
    ".gitlab-ci.yml":
      "include:\n  - local: '/ci/*.yml'\n  - local: 'more/**/*.yml'\n  - template: Jobs/Build.gitlab-ci.yml\n  - component: gitlab.com/a/b@1\n",
    "ci/a.yml": job("a"),
    "ci/b.yaml": job("not-yml"),
    "ci/deep/c.yml": job("too-deep"),
    "more/d.yml": job("in-no-folder-below"),
    "more/deep/er/e.yml": job("e"),
    "ci-x/f.yml": job("elsewhere"),
  });
  expect(nodes.map(({ properties }) => properties["job"])).toEqual(["a", "e"]);
  expect(gaps.map(({ message }) => message)).toEqual([
    "acme/app: .gitlab-ci.yml includes template Jobs/Build.gitlab-ci.yml: templates of GitLab are not read",
    "acme/app: .gitlab-ci.yml includes component gitlab.com/a/b@1: components are not read",
  ]);
});

test("a step has its own place, in a list, in parallel and in a group", async () => {
  const { nodes } = await read({
    "bitbucket-pipelines.yml":
      "pipelines:\n  branches:\n    main:\n      - parallel:\n          steps:\n            - step: { script: [a] }\n            - step:\n                script: [b]\n",
    ".buildkite/pipeline.yml": "steps:\n  - wait\n  - group: x\n    steps:\n      - command: c\n",
  });
  expect(nodes.map(({ properties: { line, column } }) => [line, column])).toEqual([
    [6, 15],
    [7, 15],
    [5, 9],
  ]);
});

test("Jenkins: ids of credentials that a pipeline binds, not those in comments; what it works out is undecided", async () => {
  const { nodes } = await read({
    Jenkinsfile: `// withCredentials([string(credentialsId: 'old', variable: 'T')])
pipeline {
  environment { KEY = credentials('aws-deploy') }
  stages { stage('x') { steps {
    /* sshagent(['gone']) */
    git url: 'https://example.com/a.git', credentialsId: "git-reader"
    withCredentials([usernamePassword(credentialsId: 'registry', usernameVariable: 'U', passwordVariable: 'P')]) { sh 'x' }
    sshagent(credentials: ['host-a', 'host-b']) { sh 'y' }
    withAWS(region: 'eu', credentials: 'aws-admin') { sh 'z' }
    script { docker.withRegistry('https://registry.example.com', 'push') { } }
  } } }
}
`,
    "ci/deploy.jenkinsfile": "node { withCredentials([string(credentialsId: params.ID, variable: 'T')]) { sh 'x' } }\n",
    "docs/Jenkinsfile.md.txt": "none here\n",
    "src/main.groovy": "credentials('no-pipeline')\n",
  });
  const found = nodes
    .filter(({ type }) => type === "jenkins.pipeline")
    .map(({ properties: { file, line, credential_ids: ids, undecided } }) => [file, line, ids, undecided]);
  expect(found).toEqual([
    ["Jenkinsfile", 9, ["aws-admin", "aws-deploy", "git-reader", "host-a", "host-b", "push", "registry"], undefined],
    ["ci/deploy.jenkinsfile", 1, [], ["a credential whose id only a run knows"]],
  ]);
});
