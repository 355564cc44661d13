// What starts a job, what it may do, which secrets it reads, where it runs, and what calls it.
import { describe, expect, it } from "vitest";
import { job, jobIn, picked, read } from "./read.js";

const RUN = "runs-on: ubuntu-latest\nsteps: [{ run: make }]";

describe("triggers", () => {
  it.each([
    ["push", ["push"]],
    ["[push, pull_request]", ["push", "pull_request"]],
    ["{ push: { branches: [main] }, schedule: [{ cron: '0 0 * * *' }] }", ["push", "schedule"]],
  ])("%s", (on, expected) => {
    expect(job(on, RUN)["triggers"]).toEqual(expected);
  });

  it("filters of refs are kept as they stand", () => {
    const on =
      "{ push: { branches-ignore: [dev], tags: 'v*', tags-ignore: [] }, pull_request: { branches: [main] }, issues: {} }";
    expect(job(on, RUN)["trigger_facts"]).toMatchObject([
      { event: "push", branches_ignore: ["dev"], tags: ["v*"] },
      { event: "pull_request", branches: ["main"] },
      { event: "issues" },
    ]);
    expect(JSON.stringify(job(on, RUN)["trigger_facts"])).not.toContain("tags_ignore");
  });

  it.each([
    ["is never true for it", "if: github.event_name == 'push'", ["push"]],
    ["excludes it", "if: github.event_name != 'issues'", ["push"]],
    ["is a list", "if: contains(fromJSON('[\"push\"]'), github.event_name)", ["push"]],
    ["may be true for both", "if: github.event_name == 'push' || github.actor == 'x'", ["push", "issues"]],
    ["needs both", "if: github.event_name == 'push' && github.actor == 'x'", ["push"]],
    ["cannot be read", "if: github.event_name ==", ["push", "issues"]],
  ])("those that a condition lets through: %s", (_, condition, expected) => {
    expect(job("[push, issues]", `${condition}\n${RUN}`)["triggers"]).toEqual(expected);
  });

  it("a job that needs a skipped one is skipped, unless it always runs", () => {
    const text =
      "on: [push, issues]\njobs:\n  first: { if: github.event_name == 'push', runs-on: x, steps: [{ run: a }] }\n  then: { needs: first, runs-on: x, steps: [{ run: a }] }\n  last: { needs: [first], if: always(), runs-on: x, steps: [{ run: a }] }\n";
    const part = read({ "w.yml": text });
    expect(jobIn(part, "acme/site/w.yml#then")["triggers"]).toEqual(["push"]);
    expect(jobIn(part, "acme/site/w.yml#last")["triggers"]).toEqual(["push", "issues"]);
  });

  it("gates are named", () => {
    const gate = (condition: string) => job("issue_comment", `if: ${condition}\n${RUN}`)["gate"];
    expect(gate("github.event.comment.author_association == 'OWNER'")).toEqual(["author_association"]);
    expect(gate("github.actor == 'me' && contains(github.event.issue.labels.*.name, 'ok')")).toEqual([
      "actor",
      "lasting_label",
    ]);
    expect(gate("github.event.comment.body == '/go'")).toEqual([]);
  });
});

describe("permissions", () => {
  const contents = (top: string, own: string, known?: "read" | "write") => {
    const text = `on: push\n${top}jobs:\n  it:\n    runs-on: x\n${own}    steps: [{ run: a }]\n`;
    const facts = jobIn(
      read({ "w.yml": text }, known === undefined ? {} : { defaultPermissions: known }),
      "acme/site/w.yml#it",
    );
    return `${JSON.stringify(facts["permissions"])} ${JSON.stringify(facts["id_token"])}`;
  };

  it.each([
    ["not stated, default unknown", "", "", undefined, '{"*":"default"} false'],
    ["not stated, restricted default", "", "", "read" as const, '{"contents":"read","packages":"read"} false'],
    ["of the workflow", "permissions: { contents: read }\n", "", undefined, '{"contents":"read"} false'],
    [
      "of the job instead",
      "permissions: { contents: write }\n",
      "    permissions: { id-token: write }\n",
      undefined,
      '{"id-token":"write"} true',
    ],
    ["none at all", "permissions: {}\n", "", undefined, "{} false"],
  ])("%s", (_, top, own, known, expected) => {
    expect(contents(top, own, known)).toBe(expected);
  });

  it("write-all includes the id-token, read-all does not", () => {
    expect(contents("permissions: write-all\n", "")).toContain('"id-token":"write"');
    expect(contents("permissions: read-all\n", "")).not.toContain("id-token");
  });

  it("the token is a session of the job", () => {
    const part = read({
      "w.yml": "on: push\npermissions: { contents: write }\njobs:\n  it: { runs-on: x, steps: [{ run: a }] }\n",
    });
    const id = "github:repo/7/workflow/.github/workflows/w.yml#it";
    expect(part.edges).toEqual([
      { kind: "has_session", from: id, to: `${id}/token` },
      { kind: "permits", from: `${id}/token`, to: "github:repo/7", capability: "read" },
      { kind: "permits", from: `${id}/token`, to: "github:repo/7", capability: "write" },
    ]);
  });
});

describe("secrets", () => {
  const used = (body: string, top = "") => picked(job("push", body, top)["secrets"], "name", "sink", "line");

  it("by where they go", () => {
    const body = `if: secrets.A\nruns-on: x\nenv: { X: "\${{ secrets.b }}" }\nsteps:\n  - run: echo \${{ secrets['C'] }}\n  - uses: o/a@v1\n    with: { t: "\${{ secrets.D }}" }`;
    expect(used(body)).toEqual(["A if 4", "B env 6", "C run 8", "D with 10"]);
  });

  it("all of them, or one whose name is worked out", () => {
    expect(used("runs-on: x\nsteps:\n  - run: echo '${{ toJSON(secrets) }}'")).toEqual(["* all 6"]);
    expect(used("runs-on: x\nsteps:\n  - run: echo ${{ secrets[format('{0}', env.X)] }}")).toEqual(["* all 6"]);
  });

  it.each<[index: string, matrix: string, names: string[]]>([
    ["format('{0}_KEY', matrix.e)", "{ e: [dev, prod] }", ["DEV_KEY run", "PROD_KEY run"]],
    ["format('{0}_{1}_{{{0}}}', matrix.e, 'K')", "{ e: [a] }", ["A_K_{A} run"]],
    ["matrix.e", "{ e: [DEV] }", ["DEV run"]],
    ["(format('X_{0}', 'Y'))", "{ e: [a] }", ["X_Y run"]],
    ["format('GITHUB_{0}', matrix.e)", "{ e: [token] }", []],
    // what a run works out may be any
    ["format('{0}_KEY', matrix.f)", "{ e: [dev] }", ["* all"]],
    ["format('{0}_KEY', matrix.e)", '{ e: ["${{ github.ref_name }}"] }', ["* all"]],
    ["format('{0}_{1}', matrix.e, github.ref_name)", "{ e: [dev] }", ["* all"]],
    ["format(matrix.e, 'x')", "{ e: [dev] }", ["* all"]],
  ])("a name that is worked out: secrets[%s] with %s", (index, matrix, names) => {
    const found = used(`strategy: { matrix: ${matrix} }\nruns-on: x\nsteps:\n  - run: echo \${{ secrets[${index}] }}`);
    expect(found.map((one) => String(one).replace(/ \d+$/, ""))).toEqual(names);
  });

  it("the job's own token is none", () => {
    const facts = job("push", "runs-on: x\nsteps:\n  - run: echo ${{ secrets.GITHUB_TOKEN }}");
    expect([facts["secrets"], facts["reads_own_token"]]).toEqual([[], true]);
  });

  it("of a container and of the whole workflow", () => {
    const body =
      'runs-on: x\ncontainer: { image: i, credentials: { username: u, password: "${{ secrets.P }}" } }\nsteps: [{ run: a }]';
    expect(used(body, 'env: { W: "${{ secrets.W }}" }\n')).toEqual(["W env 2", "P with 6"]);
  });
});

describe("runners and environments", () => {
  it.each([
    ["ubuntu-24.04", false],
    ["ubuntu-latest-16-cores", false],
    ["[self-hosted, linux]", true],
    ["big-machine", undefined],
    ["{ group: g }", undefined],
    ["${{ inputs.runner }}", undefined],
  ])("%s is self-hosted: %s", (label, expected) => {
    expect(job("push", `runs-on: ${label}\nsteps: [{ run: a }]`)["is_self_hosted"]).toBe(expected);
  });

  it("a matrix is written out", () => {
    const facts = job(
      "push",
      "strategy: { matrix: { os: [ubuntu-latest], include: [{ os: self-hosted }] } }\nruns-on: ${{ matrix.os }}\nsteps: [{ run: a }]",
    );
    expect([facts["runs_on"], facts["is_self_hosted"]]).toEqual([["ubuntu-latest", "self-hosted"], true]);
  });

  it.each([
    ["environment: prod", "prod", false],
    ["environment: { name: prod, url: x }", "prod", false],
    ['environment: "${{ github.ref_name }}"', undefined, true],
    ["env: { E: prod }\nenvironment: ${{ env.E }}", "prod", false],
  ])("%s", (line, name, isDynamic) => {
    const facts = job("push", `${line}\n${RUN}`);
    expect([facts["environment"], facts["environment_dynamic"]]).toEqual([name, isDynamic]);
  });

  const MAIN = "github.ref == 'refs/heads/main'";
  it.each<[string, string, string[], boolean]>([
    ["either of two", `\${{ ${MAIN} && 'prod' || 'dev' }}`, ["dev", "prod"], false],
    [
      "one of three",
      `\${{ ${MAIN} && 'prod' || (github.ref_type == 'tag' && 'stage' || 'dev') }}`,
      ["dev", "prod", "stage"],
      false,
    ],
    ["one or none", `\${{ ${MAIN} && 'prod' || '' }}`, ["prod"], false],
    ["an input, or one", "${{ inputs.e || 'dev' }}", ["dev"], true],
    ["a function", `\${{ ${MAIN} && format('{0}', github.ref) || 'dev' }}`, [], true],
    ["part of a name", `x-\${{ ${MAIN} && 'prod' || 'dev' }}`, [], true],
  ])("%s", (_what, name, names, isDynamic) => {
    const facts = job("push", `environment: "${name}"\n${RUN}`);
    expect([facts["environments"], facts["environment_dynamic"]]).toEqual([names, isDynamic]);
  });

  it("a matrix without what it leaves out; more than its name may be left in", () => {
    const names = (exclude: string) =>
      job(
        "push",
        `strategy: { matrix: { e: [dev, prod], os: [a, b], exclude: [${exclude}] } }\nenvironment: \${{ matrix.e }}\n${RUN}`,
      )["environments"];
    expect(names("{ e: prod }")).toEqual(["dev"]);
    expect(names("{ e: prod, os: a }")).toEqual(["dev", "prod"]);
    expect(names("{ os: a }")).toEqual(["dev", "prod"]);
  });

  it.each<[what: string, matrix: string, names: string[] | undefined]>([
    ["a list that is read", `{ e: "\${{ fromJSON('[\\"dev\\", \\"prod\\"]') }}" }`, ["dev", "prod"]],
    [
      "a whole matrix that is read",
      `"\${{ fromJSON('{\\"e\\":[\\"dev\\"],\\"include\\":[{\\"e\\":\\"prod\\"}]}') }}"`,
      ["dev", "prod"],
    ],
    ["combinations that are read", `{ include: "\${{ fromJSON('[{\\"E\\":\\"prod\\"}]') }}" }`, ["prod"]],
    ["one that is left out", `{ e: [dev, prod], exclude: "\${{ fromJSON('[{\\"e\\":\\"dev\\"}]') }}" }`, ["prod"]],
    // what a run works out may be any
    ["an output", '{ e: "${{ fromJSON(needs.a.outputs.list) }}" }', undefined],
    ["an output among combinations", '{ e: [dev], include: "${{ fromJSON(needs.a.outputs.list) }}" }', undefined],
    ["what is no JSON", `{ e: "\${{ fromJSON('[dev') }}" }`, undefined],
    ["another key", `{ f: "\${{ fromJSON('[\\"dev\\"]') }}" }`, undefined],
  ])("a matrix by fromJSON: %s", (_, matrix, names) => {
    const facts = job("push", `strategy: { matrix: ${matrix} }\nenvironment: \${{ matrix.e }}\n${RUN}`);
    expect([facts["environments"], facts["environment_dynamic"]]).toEqual([names ?? [], names === undefined]);
  });

  it("labels by fromJSON", () => {
    const facts = (list: string) => job("push", `runs-on: "\${{ fromJSON('${list}') }}"\nsteps: [{ run: a }]`);
    const own = facts('[\\"self-hosted\\", \\"big\\"]');
    expect([own["runs_on"], own["is_self_hosted"]]).toEqual([["self-hosted", "big"], true]);
    expect(facts('[\\"ubuntu-latest\\"]')["is_self_hosted"]).toBe(false);
    expect(facts("[big")["is_self_hosted"]).toBeUndefined();
  });

  it("choices of a form are the environments that it may have", () => {
    const on = "{ workflow_dispatch: { inputs: { e: { type: choice, options: [dev, prod] } } } }";
    const facts = job(on, `environment: \${{ inputs.e }}\n${RUN}`);
    expect([facts["environments"], facts["environment"], facts["environment_dynamic"]]).toEqual([
      ["dev", "prod"],
      undefined,
      false,
    ]);
  });
});

describe("calls", () => {
  const CALLED =
    'on: { workflow_call: { inputs: { e: { type: string } } } }\njobs:\n  do:\n    runs-on: x\n    permissions: { id-token: write, contents: write }\n    environment: ${{ inputs.e }}\n    steps: [{ run: "echo ${{ inputs.e }}" }]\n';

  it("give triggers, inputs and no more permissions than the caller has", () => {
    const caller =
      "on: issues\npermissions: { id-token: write, contents: read }\njobs:\n  call: { uses: ./.github/workflows/b.yml, secrets: inherit, with: { e: prod } }\n";
    const part = read({ "a.yml": caller, "b.yml": CALLED });
    const called = jobIn(part, "acme/site/b.yml#do");
    expect(called).toMatchObject({
      triggers: ["issues"],
      environment: "prod",
      id_token: true,
      permissions: { "id-token": "write", contents: "read" },
    });
    expect(called["called_by"]).toEqual(["github:repo/7/workflow/.github/workflows/a.yml#call"]);
    expect(jobIn(part, "acme/site/a.yml#call")).toMatchObject({
      inherits_secrets: true,
      uses_workflow: "./.github/workflows/b.yml",
    });
  });

  it("text of others that a caller passes on is still theirs", () => {
    const caller =
      'on: issues\njobs:\n  call: { uses: ./.github/workflows/b.yml, with: { e: "${{ github.event.issue.title }}" } }\n';
    expect(
      picked(jobIn(read({ "a.yml": caller, "b.yml": CALLED }), "acme/site/b.yml#do")["injections"], "expression", "by"),
    ).toEqual(["github.event.issue.title anyone"]);
  });

  it("nobody's call is a caller's", () => {
    expect(picked(jobIn(read({ "b.yml": CALLED }), "acme/site/b.yml#do")["trigger_facts"], "event", "by")).toEqual([
      "workflow_call caller",
    ]);
  });

  it("into another repository are said, and unpinned", () => {
    const facts = job("push", "uses: other/tools/.github/workflows/x.yml@main\nsecrets: inherit");
    expect(facts["undecided"]).toEqual([
      "other/tools/.github/workflows/x.yml@main is in another repository and was not followed",
    ]);
    expect(picked(facts["unpinned_actions"], "action", "ref")).toEqual(["other/tools/.github/workflows/x.yml main"]);
  });

  it("in a circle end", () => {
    const text = (to: string) => `on: workflow_call\njobs:\n  j: { uses: ./.github/workflows/${to} }\n`;
    const part = read({ "a.yml": text("b.yml"), "b.yml": text("a.yml") });
    expect(part.nodes?.filter((node) => node.type === "github.job").length).toBe(2);
  });

  it("of actions of the repository are written out", () => {
    const action =
      "name: n\ndescription: d\ninputs: { role: { required: true } }\nruns:\n  using: composite\n  steps:\n    - uses: aws-actions/configure-aws-credentials@v4\n      with: { role-to-assume: '${{ inputs.role }}' }\n";
    const text =
      "on: push\npermissions: { id-token: write }\njobs:\n  it:\n    runs-on: x\n    steps: [{ uses: ./ops/login, with: { role: arn:x } }, { uses: ./gone }]\n";
    const facts = jobIn(read({ "w.yml": text, "ops/login/action.yml": action }), "acme/site/w.yml#it");
    expect(picked(facts["logins"], "mode", "file", "line")).toEqual(["oidc ops/login/action.yml 7"]);
    expect(facts["undecided"]).toEqual(["action ./gone was not read"]);
  });

  it("pinned, own and GitHub's actions are not unpinned ones of others", () => {
    const facts = job(
      "push",
      `runs-on: x\nsteps:\n  - uses: a/b@${"0".repeat(40)}\n  - uses: actions/cache@v4\n  - uses: acme/x@main\n  - uses: a/b@v1\n  - uses: docker://alpine:3\n  - uses: docker://a@sha256:${"0".repeat(64)}`,
    );
    expect(picked(facts["unpinned_actions"], "action", "ref")).toEqual(["a/b v1", "docker://alpine:3 3"]);
  });
});
