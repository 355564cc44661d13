// Whom the conditions of jobs and steps stop: each condition that stops somebody outside beside one that only looks like it.
import { describe, expect, it } from "vitest";
import { job, jobIn, picked, read } from "./read.js";

const RUN = "runs-on: ubuntu-latest\nsteps:\n  - run: make";
const gateOn = (on: string, condition: string): unknown => job(on, `if: ${JSON.stringify(condition)}\n${RUN}`)["gate"];

const PR = "github.event.pull_request";
const RUN_BEFORE = "github.event.workflow_run";

describe("conditions about who or what it is", () => {
  it.each([
    [
      "a maintainer's comment",
      "issue_comment",
      "github.event.comment.author_association == 'MEMBER'",
      ["author_association"],
    ],
    [
      "whoever had a change merged, which somebody did",
      "issue_comment",
      "github.event.comment.author_association == 'CONTRIBUTOR'",
      ["author_association"],
    ],
    [
      "first-time contributors, who are outside",
      "pull_request_target",
      `${PR}.author_association == 'FIRST_TIME_CONTRIBUTOR'`,
      [],
    ],
    ["anybody but owners", "issue_comment", "github.event.comment.author_association != 'OWNER'", []],
    [
      "a list of associations",
      "issue_comment",
      `contains(fromJSON('["OWNER","MEMBER"]'), github.event.comment.author_association)`,
      ["author_association"],
    ],
    [
      "a list with NONE",
      "issue_comment",
      `contains(fromJSON('["OWNER","NONE"]'), github.event.comment.author_association)`,
      [],
    ],
    [
      "a text of associations",
      "issue_comment",
      "contains('OWNER,MEMBER', github.event.comment.author_association)",
      ["author_association"],
    ],
    ["one person", "issue_comment", "github.actor == 'dana'", ["actor"]],
    ["all but a bot", "pull_request_target", "github.actor != 'dependabot[bot]'", []],
    ["a bot", "pull_request_target", `${PR}.user.login == 'dependabot[bot]'`, ["actor"]],
    ["a list of people", "issue_comment", `contains(fromJSON('["dana","eve"]'), github.actor)`, ["actor"]],
    ["a list that a variable holds", "issue_comment", "contains(fromJSON(vars.PEOPLE), github.actor)", ["actor"]],
    ["a text with names, of which a shorter name is a part", "issue_comment", "contains('dana,eve', github.actor)", []],
    ["a name that begins so, as anybody's may", "issue_comment", "startsWith(github.actor, 'acme-')", []],
    ["a name with the end of bots", "issue_comment", "endsWith(github.actor, '[bot]')", ["actor"]],
    [
      "who wrote the issue also wrote the comment",
      "issue_comment",
      "github.event.comment.user.login == github.event.issue.user.login",
      [],
    ],
    [
      "a label, which later pushes find there",
      "pull_request_target",
      `contains(${PR}.labels.*.name, 'safe')`,
      ["lasting_label"],
    ],
    [
      "the label that is set",
      "{ pull_request_target: { types: [opened, labeled] } }",
      "github.event.label.name == 'safe'",
      ["label"],
    ],
    ["any label", "{ pull_request_target: { types: [labeled] } }", "true", ["label"]],
    [
      "any label, and the lack of another",
      "{ pull_request_target: { types: [labeled] } }",
      `!contains(${PR}.labels.*.name, 'skip')`,
      ["label"],
    ],
    [
      "a label at the time of a label",
      "{ pull_request_target: { types: [labeled] } }",
      `contains(${PR}.labels.*.name, 'safe')`,
      ["label"],
    ],
    ["somebody being assigned", "{ issues: { types: [assigned] } }", "true", ["member"]],
    ["a label beside what anybody does", "{ pull_request_target: { types: [labeled, synchronize] } }", "true", []],
    [
      "that it is a label, by the activity",
      "{ pull_request_target: { types: [opened, labeled] } }",
      "github.event.action == 'labeled'",
      ["label"],
    ],
    [
      "that it is no label, by the activity",
      "{ pull_request_target: { types: [opened, labeled] } }",
      "github.event.action != 'labeled'",
      [],
    ],
    [
      "that it was opened",
      "{ pull_request_target: { types: [opened, labeled] } }",
      "github.event.action == 'opened'",
      [],
    ],
    ["the lack of a label", "pull_request_target", `!contains(${PR}.labels.*.name, 'skip')`, []],
    ["not a fork", "pull_request_target", `${PR}.head.repo.full_name == github.repository`, ["same_repository"]],
    ["a fork", "pull_request_target", `${PR}.head.repo.full_name != github.repository`, []],
    ["a fork, by its flag", "pull_request_target", `${PR}.head.repo.fork`, []],
    ["no fork, by its flag", "pull_request_target", `!${PR}.head.repo.fork`, ["same_repository"]],
    ["no fork, compared", "pull_request_target", `${PR}.head.repo.fork == false`, ["same_repository"]],
    ["merged", "pull_request_target", `${PR}.merged == true`, ["merged"]],
    ["not merged", "pull_request_target", `${PR}.merged == false`, []],
    [
      "a label, or no label at all asked of an issue",
      "[pull_request_target, issues]",
      `github.event_name == 'issues' || contains(${PR}.labels.*.name, 'safe')`,
      [],
    ],
    [
      "a label of each of both",
      "[pull_request_target, issues]",
      `contains(github.event.issue.labels.*.name, 'ok') || contains(${PR}.labels.*.name, 'safe')`,
      ["lasting_label"],
    ],
  ])("%s", (_, on, condition, expected) => {
    expect(gateOn(on, condition)).toEqual(expected);
  });
});

describe("what members alone cause", () => {
  const LABELED = "{ pull_request_target: { types: [labeled] } }";
  const HEAD = `runs-on: x\nsteps:\n  - uses: actions/checkout@v3\n    with: { ref: "\${{ ${PR}.head.sha }}" }\n  - run: make`;

  it.each<[string, string, string, unknown[]]>([
    ["a label starts the code of a stranger", LABELED, HEAD, ["checkout", ["pull_request_target"], ["label"]]],
    ["a label starts nothing of theirs", LABELED, RUN, [undefined, [], ["label"]]],
    ["the same, of what anybody opens", "pull_request_target", RUN, [undefined, ["pull_request_target"], []]],
  ])("%s", (_, on, body, expected) => {
    const { way_in: way, outside_events: events, gate } = job(on, body);
    expect([way, events, gate]).toEqual(expected);
  });
});

describe("conditions on the run before", () => {
  it.each([
    ["a push, which takes write access", `${RUN_BEFORE}.event == 'push'`, []],
    ["a schedule", `${RUN_BEFORE}.event == 'schedule'`, []],
    ["a pull request", `${RUN_BEFORE}.event == 'pull_request'`, ["workflow_run"]],
    ["anything but a pull request, such as an issue", `${RUN_BEFORE}.event != 'pull_request'`, ["workflow_run"]],
    ["anything but a push", `${RUN_BEFORE}.event != 'push'`, ["workflow_run"]],
    ["a branch of a name that forks may have too", `${RUN_BEFORE}.head_branch == 'main'`, ["workflow_run"]],
    ["that it went well", `${RUN_BEFORE}.conclusion == 'success'`, ["workflow_run"]],
  ])("%s", (_, condition, expected) => {
    const facts = job("{ workflow_run: { workflows: [CI] } }", `if: ${condition}\n${RUN}`);
    expect(facts["outside_events"]).toEqual(expected);
  });
});

describe("conditions of steps", () => {
  const HEAD = `uses: actions/checkout@v3\n    with: { ref: "\${{ ${PR}.head.sha }}" }`;
  const withStep = (on: string, condition: string) =>
    job(on, `runs-on: ubuntu-latest\nsteps:\n  - if: ${JSON.stringify(condition)}\n    ${HEAD}\n  - run: make`);

  it("a checkout for pull requests without secrets alone is none", () => {
    const on = "[pull_request, pull_request_target]";
    expect(withStep(on, "github.event_name == 'pull_request'")["untrusted_checkout"]).toBeUndefined();
    expect(picked(withStep(on, "github.event_name == 'pull_request_target'")["untrusted_checkout"], "by")).toEqual([
      "anyone",
    ]);
  });

  it("what a step asks for, the job asks for where there is no other way in", () => {
    const labelled = withStep("pull_request_target", `contains(${PR}.labels.*.name, 'safe')`);
    expect([labelled["gate"], labelled["way_in"]]).toEqual([["lasting_label"], "checkout"]);
    const open = withStep("pull_request_target", `!contains(${PR}.labels.*.name, 'wip')`);
    expect(open["gate"]).toEqual([]);
    const second = `runs-on: ubuntu-latest\nsteps:\n  - if: contains(${PR}.labels.*.name, 'safe')\n    run: echo \${{ ${PR}.title }}\n  - run: echo \${{ ${PR}.body }}`;
    expect(job("pull_request_target", second)["gate"]).toEqual([]);
  });

  it("the condition of a step holds for the steps of the action that it uses", () => {
    const action =
      "runs:\n  using: composite\n  steps:\n    - run: echo ${{ github.event.issue.title }}\n      shell: bash";
    const of = (condition: string) =>
      jobIn(
        read({
          "w.yml": `on: [issues, push]\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - if: ${condition}\n        uses: ./.github/actions/say\n`,
          ".github/actions/say/action.yml": action,
        }),
        "acme/site/w.yml#it",
      );
    expect(of("github.event_name == 'push'")["injections"]).toEqual([]);
    expect(picked(of("github.event_name == 'issues'")["injections"], "by", "file")).toEqual([
      "anyone .github/actions/say/action.yml",
    ]);
  });
});

describe("jobs that need others", () => {
  const chain = (count: number, first: string): string =>
    Array.from({ length: count }, (_, at) =>
      [
        `  j${at}:`,
        ...(at === 0 ? [`    if: ${first}`] : [`    needs: [j${at - 1}]`]),
        "    runs-on: ubuntu-latest",
        "    steps: [{ run: make }]",
      ].join("\n"),
    )
      .reverse()
      .join("\n");

  it("a long chain has the condition of its first job, in whatever order it is written", () => {
    const text = `on: [pull_request_target, push]\njobs:\n${chain(600, `github.event_name == 'push' || ${PR}.head.repo.full_name == github.repository`)}\n`;
    const last = jobIn(read({ "w.yml": text }), "acme/site/w.yml#j599");
    expect([last["triggers"], last["gate"]]).toEqual([["pull_request_target", "push"], ["same_repository"]]);
  });

  it("a job that runs whatever became of those before has none of their conditions", () => {
    const text = `on: pull_request_target\njobs:\n${chain(2, `${PR}.merged`)}\n  last:\n    needs: [j1]\n    if: always()\n    ${RUN.replaceAll("\n", "\n    ")}\n`;
    const part = read({ "w.yml": text });
    expect(jobIn(part, "acme/site/w.yml#j1")["gate"]).toEqual(["merged"]);
    expect(jobIn(part, "acme/site/w.yml#last")["gate"]).toEqual([]);
  });

  it("a job that needs two has the conditions of both", () => {
    const text = `on: [issue_comment, issues]\njobs:\n  a: { if: "github.event_name == 'issues'", runs-on: ubuntu-latest, steps: [{ run: make }] }\n  b: { if: "github.actor == 'dana'", runs-on: ubuntu-latest, steps: [{ run: make }] }\n  c: { needs: [a, b], runs-on: ubuntu-latest, steps: [{ run: make }] }\n`;
    const both = jobIn(read({ "w.yml": text }), "acme/site/w.yml#c");
    expect([both["triggers"], both["gate"]]).toEqual([["issues"], ["actor"]]);
  });

  it("calls with and without a condition: the one without lets everybody by", () => {
    const called = "on: workflow_call\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n";
    const caller = (more: string) =>
      `on: issue_comment\njobs:\n  call:\n    uses: ./.github/workflows/w.yml\n    if: github.actor == 'dana'\n${more}`;
    const gate = (more: string) =>
      jobIn(read({ "w.yml": called, "a.yml": caller(more) }), "acme/site/w.yml#it")["gate"];
    expect(gate("")).toEqual(["actor"]);
    expect(gate("  other: { uses: ./.github/workflows/w.yml }\n")).toEqual([]);
  });
});

describe("environments that a run of somebody outside passes", () => {
  const OTHERS = `${PR}.head.repo.full_name != github.repository && 'external' || 'internal'`;
  const passed = (environment: string, on = "pull_request_target", more = "needs: ok") =>
    jobIn(
      read({
        "w.yml": `on: ${on}\njobs:\n  ok:\n    environment: ${environment}\n    runs-on: ubuntu-latest\n    steps: [{ run: "true" }]\n  it:\n    ${more}\n    ${RUN.replaceAll("\n", "\n    ")}\n`,
      }),
      "acme/site/w.yml#it",
    )["outside_environments"];

  it.each<[string, string, unknown]>([
    ["one of a job before it", "external", ["external"]],
    ["what a condition comes to for a fork", `\${{ ${OTHERS} }}`, ["external"]],
    [
      "the same the other way round",
      `\${{ ${PR}.head.repo.full_name == github.repository && 'internal' || 'external' }}`,
      ["external"],
    ],
    ["none for a fork", `\${{ ${PR}.head.repo.full_name == github.repository && 'internal' || '' }}`, undefined],
    ["one that only a run knows", `\${{ vars.WHERE }}`, undefined],
    ["one of two that only a run decides", `\${{ vars.A == 'b' && 'external' || 'internal' }}`, undefined],
  ])("%s", (_name, environment, expected) => {
    expect(passed(`"${environment}"`)).toEqual(expected);
  });

  it("none where it runs whatever became of the one before it", () => {
    expect(passed("external", "pull_request_target", "needs: ok\n    if: always()")).toBeUndefined();
  });

  it("the one of each event that somebody outside causes, where it is the same", () => {
    const choice = (event: string) => `"\${{ github.event_name == '${event}' && 'one' || 'other' }}"`;
    expect(passed(choice("issues"), "[pull_request_target, issue_comment]")).toEqual(["other"]);
    expect(passed(choice("issue_comment"), "[pull_request_target, issue_comment]")).toBeUndefined();
  });

  it("that of the job which calls is one of what it calls", () => {
    const called = "on: workflow_call\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n";
    const caller =
      "on: issue_comment\njobs:\n  ok: { environment: external, runs-on: ubuntu-latest, steps: [{ run: make }] }\n  call: { needs: ok, uses: ./.github/workflows/w.yml }\n";
    const facts = jobIn(read({ "w.yml": called, "a.yml": caller }), "acme/site/w.yml#it");
    expect(facts["outside_environments"]).toEqual(["external"]);
  });

  it("its own is said by itself", () => {
    const facts = job("issue_comment", `environment: external\n${RUN}`);
    expect([facts["environment"], facts["outside_environments"]]).toEqual(["external", undefined]);
  });
});
