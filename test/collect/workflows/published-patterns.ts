// Mistakes that others publish about workflows, each beside a form that is safe: zizmor's audits, poutine's rules, CodeQL's queries
// for Actions, the lists of GitHub's Security Lab and of StepSecurity. The answers were reasoned from what GitHub documents of
// events, conditions and actions; nothing here is a file of theirs.

/** One workflow: what starts it, and what follows `on`. `files` are further files of the repository. */
export interface Scene {
  readonly on: string;
  readonly steps: string;
  /** Keys of the job but its steps. */
  readonly job?: string;
  /** Keys of the workflow, and jobs before it. */
  readonly top?: string;
  readonly before?: string;
  readonly files?: { readonly [path: string]: string };
  /** `closed`, `open WAY`, or `GATES WAY` where somebody has to act first. */
  readonly is: string;
}

export interface Pair {
  /** Who tells of it. */
  readonly of: string;
  readonly name: string;
  readonly bad: Scene;
  readonly good: Scene;
}

const PR = "github.event.pull_request";
const RUN = "github.event.workflow_run";
const HEAD = `uses: actions/checkout@v3\n  with: { ref: "\${{ ${PR}.head.sha }}" }`;
const BOT = "'dependabot[bot]'";
const MAKE = "- run: make";
const TITLE = "${{ github.event.issue.title }}";
const AFTER = "{ workflow_run: { workflows: [CI], types: [completed] } }";
const FROM_RUN = `uses: actions/download-artifact@v4\n  with: { run-id: "\${{ ${RUN}.id }}", github-token: x }`;

/** A job that checks out the head of a pull request and runs it, under a condition. */
const under = (condition: string, on = "pull_request_target"): Omit<Scene, "is"> => ({
  on,
  job: `if: ${condition}`,
  steps: `- ${HEAD}\n${MAKE}`,
});
const run = (script: string, on = "issues"): Omit<Scene, "is"> => ({ on, steps: `- run: ${script}` });
/** CI of the same repository, which a run follows. */
const ci = (on: string) => ({
  "ci.yml": `name: CI\non: ${on}\njobs:\n  t: { runs-on: ubuntu-latest, steps: [{ run: make }] }\n`,
});
const OPEN = "open checkout";

export const PAIRS: readonly Pair[] = [
  // conditions
  {
    of: "zizmor bot-conditions, poutine confused_deputy_auto_merge",
    name: "a bot by who acted last, and by who opened the pull request",
    bad: { ...under(`github.actor == ${BOT}`), is: OPEN },
    good: { ...under(`${PR}.user.login == ${BOT}`), is: "actor checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "a bot by who started the run again, and a person by it",
    bad: { ...under(`github.triggering_actor == ${BOT}`), is: OPEN },
    good: { ...under("github.triggering_actor == 'dana'"), is: "actor checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "a bot by its number, and a person by theirs",
    bad: { ...under("github.actor_id == '49699333'"), is: OPEN },
    good: { ...under("github.actor_id == '12345'"), is: "actor checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "a bot among several, and people alone",
    bad: { ...under(`contains(fromJSON('["dana","renovate[bot]"]'), github.actor)`), is: OPEN },
    good: { ...under(`contains(fromJSON('["dana","eve"]'), github.actor)`), is: "actor checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "any bot by the end of its name, and in a comment, which no bot of a fork writes",
    bad: { ...under("endsWith(github.actor, '[bot]')"), is: OPEN },
    good: { ...under("endsWith(github.actor, '[bot]')", "issue_comment"), is: "actor checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "a bot that the run before had, and one whose pull request it is as well",
    bad: {
      on: AFTER,
      job: `if: github.actor == ${BOT}`,
      steps: `- uses: actions/checkout@v3\n  with: { ref: "\${{ ${RUN}.head_sha }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: { ...under(`github.actor == ${BOT} && ${PR}.user.login == ${BOT}`), is: "actor checkout" },
  },
  {
    of: "Security Lab: bot conditions",
    name: "a bot as the actor of the run before, and a person as it",
    bad: {
      on: AFTER,
      job: `if: ${RUN}.actor.login == ${BOT}`,
      steps: `- uses: actions/checkout@v3\n  with: { ref: "\${{ ${RUN}.head_sha }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: AFTER,
      job: `if: ${RUN}.actor.login == 'dana'`,
      steps: `- uses: actions/checkout@v3\n  with: { ref: "\${{ ${RUN}.head_sha }}" }\n${MAKE}`,
      is: "actor checkout",
    },
  },
  {
    of: "poutine if_always_true, zizmor unsound-condition",
    name: "two expressions with text between them are a text, which is true, and one is not",
    bad: { ...under(`"\${{ ${PR}.merged }} && \${{ github.actor == 'dana' }}"`), is: OPEN },
    good: { ...under(`"\${{ ${PR}.merged && github.actor == 'dana' }}"`), is: "actor,merged checkout" },
  },
  {
    of: "zizmor unsound-condition",
    name: "an expression in braces with the end of its line, and one without braces",
    bad: { ...under("|\n  ${{ github.actor == 'dana' }}"), is: OPEN },
    good: { ...under("|\n  github.actor == 'dana'"), is: "actor checkout" },
  },
  {
    of: "zizmor unsound-contains",
    name: "a name in a text, and in a list",
    bad: { ...under("contains('dana eve', github.actor)"), is: OPEN },
    good: { ...under(`contains(fromJSON('["dana"]'), github.actor)`), is: "actor checkout" },
  },
  {
    of: "CodeQL untrusted-checkout (control checks)",
    name: "the repository that it runs in, and the one that the change is from",
    bad: { ...under("github.repository == 'acme/site'"), is: OPEN },
    good: { ...under(`${PR}.head.repo.full_name == 'acme/site'`), is: "same_repository checkout" },
  },
  {
    of: "CodeQL untrusted-checkout (control checks)",
    name: "a word in a comment, and who writes it",
    bad: { ...under("contains(github.event.comment.body, '/test')", "issue_comment"), is: OPEN },
    good: {
      ...under("github.event.comment.author_association == 'OWNER'", "issue_comment"),
      is: "author_association checkout",
    },
  },
  {
    of: "CodeQL untrusted-checkout (control checks)",
    name: "a label that some other job asks for, and one that the job itself waits for",
    bad: {
      ...under("always()"),
      job: "needs: gate\nif: always()",
      before: `  gate: { if: "contains(${PR}.labels.*.name, 'ok')", runs-on: x, steps: [{ run: make }] }\n`,
      is: OPEN,
    },
    good: {
      ...under("success()"),
      job: "needs: gate",
      before: `  gate: { if: "contains(${PR}.labels.*.name, 'ok')", runs-on: x, steps: [{ run: make }] }\n`,
      is: "lasting_label checkout",
    },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "any activity of a pull request, and setting a label, which takes a member",
    bad: { ...under("true", "{ pull_request_target: { types: [labeled, synchronize] } }"), is: OPEN },
    good: { ...under("true", "{ pull_request_target: { types: [labeled] } }"), is: "label checkout" },
  },
  // the run before
  {
    // a pull request brings its own CI, whatever that of the default branch starts on
    of: "zizmor dangerous-triggers, Security Lab: pwn requests",
    name: "a run that follows a workflow of pushes, and one that asks for a push",
    bad: { on: AFTER, steps: `- ${FROM_RUN}\n- run: sh run.sh`, files: ci("push"), is: "open artifact" },
    good: {
      on: AFTER,
      job: `if: ${RUN}.event == 'push'`,
      steps: `- ${FROM_RUN}\n- run: sh run.sh`,
      files: ci("push"),
      is: "closed",
    },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "a run on branches of a name that forks have too, and of its own repository",
    bad: {
      on: "{ workflow_run: { workflows: [CI], branches: [main] } }",
      steps: `- ${FROM_RUN}\n- run: sh run.sh`,
      files: ci("pull_request"),
      is: "open artifact",
    },
    good: {
      on: AFTER,
      job: `if: ${RUN}.head_repository.full_name == github.repository`,
      steps: `- ${FROM_RUN}\n- run: sh run.sh`,
      files: ci("[push, pull_request]"),
      is: "same_repository artifact",
    },
  },
  {
    of: "CodeQL artifact-poisoning",
    name: "an artifact that a script of the API downloads, unpacked and run, and only read",
    bad: {
      on: AFTER,
      steps: `- uses: actions/github-script@v7\n  with: { script: "await github.rest.actions.downloadArtifact({ run_id: context.payload.workflow_run.id })" }\n- run: unzip a.zip && node a.js`,
      is: "open artifact",
    },
    good: {
      on: AFTER,
      steps: `- uses: actions/github-script@v7\n  with: { script: "await github.rest.actions.downloadArtifact({ run_id: context.payload.workflow_run.id })" }\n- run: unzip a.zip && cat number`,
      is: "closed",
    },
  },
  {
    of: "CodeQL artifact-poisoning",
    name: "an artifact of a workflow, whoever ran it, and of a push alone",
    bad: {
      on: AFTER,
      steps: `- uses: dawidd6/action-download-artifact@v6\n  with: { workflow: ci.yml, run_id: "\${{ ${RUN}.id }}" }\n- run: npm test`,
      is: "open artifact",
    },
    good: {
      on: AFTER,
      steps: `- uses: dawidd6/action-download-artifact@v6\n  with: { workflow: ci.yml, branch: main, event: push }\n- run: npm test`,
      is: "closed",
    },
  },
  {
    of: "CodeQL envvar-injection",
    name: "an artifact in the file of variables, and in a file of its own",
    bad: { on: AFTER, steps: `- ${FROM_RUN}\n- run: cat pr.txt >> "$GITHUB_ENV"\n${MAKE}`, is: "open artifact" },
    good: { on: AFTER, steps: `- ${FROM_RUN}\n- run: cat pr.txt >> summary.txt`, is: "closed" },
  },
  {
    of: "CodeQL code-injection",
    name: "a number of an artifact put into a script, and given to it as a variable",
    bad: {
      on: AFTER,
      steps: `- ${FROM_RUN}\n- id: n\n  run: echo "n=$(cat n)" >> "$GITHUB_OUTPUT"\n- run: echo \${{ steps.n.outputs.n }}`,
      is: "open artifact",
    },
    good: {
      on: AFTER,
      steps: `- ${FROM_RUN}\n- id: n\n  run: echo "n=$(cat n)" >> "$GITHUB_OUTPUT"\n- run: echo "$N"\n  env: { N: "\${{ steps.n.outputs.n }}" }`,
      is: "closed",
    },
  },
  // checkouts
  {
    of: "poutine untrusted_checkout_exec",
    name: "the head is built, and the base",
    bad: { on: "pull_request_target", steps: `- ${HEAD}\n- run: npm install`, is: OPEN },
    good: { on: "pull_request_target", steps: "- uses: actions/checkout@v3\n- run: npm install", is: "closed" },
  },
  {
    of: "poutine untrusted_checkout_exec",
    name: "an action of the head, and of the base",
    bad: { on: "pull_request_target", steps: `- ${HEAD}\n- uses: ./.github/actions/x`, is: OPEN },
    good: {
      on: "pull_request_target",
      steps: "- uses: actions/checkout@v3\n- uses: ./.github/actions/x",
      is: "closed",
    },
  },
  {
    of: "poutine untrusted_checkout_exec",
    name: "an action that reads settings of the head, and one that only sends reports",
    bad: { on: "pull_request_target", steps: `- ${HEAD}\n- uses: pre-commit/action@v3.0.1`, is: OPEN },
    good: { on: "pull_request_target", steps: `- ${HEAD}\n- uses: github/codeql-action/upload-sarif@v3`, is: "closed" },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "a head that another action looks up, and the base that it looks up",
    bad: {
      on: "issue_comment",
      steps: `- uses: xt0rted/pull-request-comment-branch@v2\n  id: b\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.b.outputs.head_sha }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: "issue_comment",
      steps: `- uses: xt0rted/pull-request-comment-branch@v2\n  id: b\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.b.outputs.base_sha }}" }\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "a head that a script of JavaScript looks up, and the base",
    bad: {
      on: "issue_comment",
      steps: `- uses: actions/github-script@v7\n  id: s\n  with: { script: "const pr = await github.rest.pulls.get(a); core.setOutput('sha', pr.data.head.sha)" }\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.s.outputs.sha }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: "issue_comment",
      steps: `- uses: actions/github-script@v7\n  id: s\n  with: { script: "const pr = await github.rest.pulls.get(a); core.setOutput('sha', pr.data.base.sha)" }\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.s.outputs.sha }}" }\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "a head that gh looks up, and the base",
    bad: {
      on: "issue_comment",
      steps: `- id: s\n  run: echo "sha=$(gh pr view $N --json headRefOid --jq .headRefOid)" >> $GITHUB_OUTPUT\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.s.outputs.sha }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: "issue_comment",
      steps: `- id: s\n  run: echo "sha=$(gh pr view $N --json baseRefOid --jq .baseRefOid)" >> $GITHUB_OUTPUT\n- uses: actions/checkout@v3\n  with: { ref: "\${{ steps.s.outputs.sha }}" }\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "CodeQL untrusted-checkout",
    name: "one script checks out the pull request and builds it, and only compares it",
    bad: { on: "issue_comment", steps: "- run: gh pr checkout $N && make", is: "open script" },
    good: { on: "issue_comment", steps: "- run: gh pr checkout $N && git diff --stat", is: "closed" },
  },
  {
    of: "CodeQL untrusted-checkout-toctou",
    name: "a label, which somebody has to set, and a condition for pushes",
    bad: {
      ...under(`contains(${PR}.labels.*.name, 'safe')`, "{ pull_request_target: { types: [labeled, synchronize] } }"),
      is: "lasting_label checkout",
    },
    good: { ...under("github.event_name == 'push'", "[push, pull_request_target]"), is: "closed" },
  },
];

/** Texts of others in scripts. */
export const TEXTS: readonly Pair[] = [
  ...(
    [
      ["github.event.issue.title", "issues", "github.event.issue.number"],
      ["github.event.issue.body", "issue_comment", "github.event.issue.id"],
      ["github.event.comment.body", "issue_comment", "github.event.comment.id"],
      ["github.event.discussion.title", "discussion", "github.event.discussion.number"],
      ["github.event.discussion.body", "discussion_comment", "github.event.discussion.id"],
      [`${PR}.title`, "pull_request_target", `${PR}.number`],
      [`${PR}.body`, "pull_request_target", `${PR}.id`],
      [`${PR}.head.ref`, "pull_request_target", `${PR}.base.sha`],
      [`${PR}.head.label`, "pull_request_target", `${PR}.base.ref`],
      [`${PR}.head.repo.default_branch`, "pull_request_target", `${PR}.head.sha`],
      ["github.head_ref", "pull_request_target", "github.base_ref"],
      [`${RUN}.head_branch`, AFTER, `${RUN}.id`],
      [`${RUN}.display_title`, AFTER, `${RUN}.conclusion`],
      [`${RUN}.head_commit.message`, AFTER, `${RUN}.head_sha`],
      [`${RUN}.head_commit.author.name`, AFTER, `${RUN}.run_number`],
      [`${RUN}.pull_requests[0].head.ref`, AFTER, `${RUN}.pull_requests[0].number`],
      ["toJSON(github.event.issue)", "issues", "toJSON(github.event.issue.number)"],
      ["github.event.comment['body']", "issue_comment", "github.event.comment['id']"],
      ["format('{0}', github.event.comment.body)", "issue_comment", "contains(github.event.comment.body, 'x')"],
      ["join(github.event.issue.labels.*.name)  || github.event.issue.title", "issues", "hashFiles('a')"],
      ["fromJSON(toJSON(github.event)).issue.title", "issues", "github.event_name"],
    ] as const
  ).map(
    ([bad, on, good]): Pair => ({
      of: "Security Lab: untrusted input; zizmor template-injection; poutine injection",
      name: `${bad}, and ${good}`,
      bad: { ...run(`echo \${{ ${bad} }}`, on), is: "open injection" },
      good: { ...run(`echo \${{ ${good} }}`, on), is: "closed" },
    }),
  ),
  {
    of: "StepSecurity: script injection",
    name: "in the script of an action, and in its variable",
    bad: {
      on: "issues",
      steps: `- uses: actions/github-script@v7\n  with: { script: "console.log('${TITLE}')" }`,
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: `- uses: actions/github-script@v7\n  env: { T: "${TITLE}" }\n  with: { script: "console.log(process.env.T)" }`,
      is: "closed",
    },
  },
  {
    of: "CodeQL envvar-injection, zizmor github-env",
    name: "a comment in the file of variables, and in the summary",
    bad: {
      on: "issue_comment",
      steps: `- run: echo "B=$B" >> $GITHUB_ENV\n  env: { B: "\${{ github.event.comment.body }}" }\n${MAKE}`,
      is: "open injection",
    },
    good: {
      on: "issue_comment",
      steps: `- run: echo "B=$B" >> $GITHUB_STEP_SUMMARY\n  env: { B: "\${{ github.event.comment.body }}" }\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "zizmor insecure-commands",
    name: "a printed title where commands in what is printed are on, and where they are off",
    bad: {
      on: "issues",
      job: "env: { ACTIONS_ALLOW_UNSECURE_COMMANDS: true }",
      steps: `- run: echo "$T"\n  env: { T: "${TITLE}" }\n${MAKE}`,
      is: "open injection",
    },
    good: { on: "issues", steps: `- run: echo "$T"\n  env: { T: "${TITLE}" }\n${MAKE}`, is: "closed" },
  },
  {
    of: "CodeQL code-injection (models of actions)",
    name: "names of changed files in a script, and whether there are any",
    bad: {
      on: "pull_request_target",
      steps:
        "- uses: tj-actions/changed-files@v40\n  id: c\n- run: for f in ${{ steps.c.outputs.all_changed_files }}; do echo $f; done",
      is: "open injection",
    },
    good: {
      on: "pull_request_target",
      steps: "- uses: tj-actions/changed-files@v40\n  id: c\n- run: echo ${{ steps.c.outputs.any_changed }}",
      is: "closed",
    },
  },
  {
    of: "tj-actions/changed-files CVE-2023-51664",
    name: "names as they are by choice, and quoted, which the action does since version 41",
    bad: {
      on: "pull_request_target",
      steps:
        "- uses: tj-actions/changed-files@v45\n  id: c\n  with: { safe_output: false }\n- run: echo ${{ steps.c.outputs.all_changed_files }}",
      is: "open injection",
    },
    good: {
      on: "pull_request_target",
      steps: "- uses: tj-actions/changed-files@v45\n  id: c\n- run: echo ${{ steps.c.outputs.all_changed_files }}",
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (models of actions)",
    name: "names of files as a list of paths-filter, and quoted for the shell",
    bad: {
      on: "pull_request_target",
      steps:
        "- uses: dorny/paths-filter@v3\n  id: f\n  with: { list-files: csv, filters: 'a: [\"**\"]' }\n- run: echo ${{ steps.f.outputs.a_files }}",
      is: "open injection",
    },
    good: {
      on: "pull_request_target",
      steps:
        "- uses: dorny/paths-filter@v3\n  id: f\n  with: { list-files: shell, filters: 'a: [\"**\"]' }\n- run: echo ${{ steps.f.outputs.a_files }}",
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (models of actions)",
    name: "the body of a comment that an action hands on, in a script and in a variable",
    bad: {
      on: "issue_comment",
      steps: "- uses: khan/pull-request-comment-trigger@v1\n  id: k\n- run: echo ${{ steps.k.outputs.comment_body }}",
      is: "open injection",
    },
    good: {
      on: "issue_comment",
      steps:
        '- uses: khan/pull-request-comment-trigger@v1\n  id: k\n- run: echo "$B"\n  env: { B: "${{ steps.k.outputs.comment_body }}" }',
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (composite actions)",
    name: "an output of an action of the repository that is a title, and one that is a number",
    bad: {
      on: "issues",
      steps: "- uses: ./say\n  id: s\n- run: echo ${{ steps.s.outputs.t }}",
      files: {
        "say/action.yml":
          'name: n\ndescription: d\noutputs: { t: { description: d, value: "${{ steps.i.outputs.x }}" } }\nruns:\n  using: composite\n  steps:\n    - id: i\n      shell: bash\n      env: { T: "${{ github.event.issue.title }}" }\n      run: echo "x=$T" >> "$GITHUB_OUTPUT"\n',
      },
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: "- uses: ./say\n  id: s\n- run: echo ${{ steps.s.outputs.t }}",
      files: {
        "say/action.yml":
          'name: n\ndescription: d\noutputs: { t: { description: d, value: "${{ steps.i.outputs.x }}" } }\nruns:\n  using: composite\n  steps:\n    - id: i\n      shell: bash\n      env: { T: "${{ github.event.issue.number }}" }\n      run: echo "x=$T" >> "$GITHUB_OUTPUT"\n',
      },
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (composite actions)",
    name: "an input of an action of the repository that is put into its script, and into a variable of it",
    bad: {
      on: "issues",
      steps: `- uses: ./say\n  with: { text: "${TITLE}" }`,
      files: {
        "say/action.yml":
          'name: n\ndescription: d\ninputs: { text: { description: d, required: true } }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "${{ inputs.text }}"\n',
      },
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: `- uses: ./say\n  with: { text: "${TITLE}" }`,
      files: {
        "say/action.yml":
          'name: n\ndescription: d\ninputs: { text: { description: d, required: true } }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      env: { T: "${{ inputs.text }}" }\n      run: echo "$T"\n',
      },
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (composite actions)",
    name: "an output of a step that an action of the repository puts into its script, and a step of the action of that name",
    bad: {
      on: "issues",
      steps: `- id: i\n  run: echo "x=$T" >> $GITHUB_OUTPUT\n  env: { T: "${TITLE}" }\n- uses: ./say\n  with: { text: "\${{ steps.i.outputs.x }}" }`,
      files: {
        "say/action.yml":
          'name: n\ndescription: d\ninputs: { text: { description: d, required: true } }\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo "${{ inputs.text }}"\n',
      },
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: `- id: i\n  run: echo "x=$T" >> $GITHUB_OUTPUT\n  env: { T: "${TITLE}" }\n- uses: ./say`,
      files: {
        "say/action.yml":
          'name: n\ndescription: d\nruns:\n  using: composite\n  steps:\n    - { id: i, shell: bash, run: "echo x=1 >> $GITHUB_OUTPUT" }\n    - shell: bash\n      run: echo "${{ steps.i.outputs.x }}"\n',
      },
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection (reusable workflows)",
    name: "an output of a called workflow that is a branch of a fork, and one that is a hash",
    bad: {
      on: "pull_request_target",
      job: "needs: c",
      before: "  c: { uses: ./.github/workflows/called.yml }\n",
      steps: "- run: echo ${{ needs.c.outputs.b }}",
      files: {
        "called.yml":
          'on: { workflow_call: { outputs: { b: { value: "${{ jobs.j.outputs.b }}" } } } }\njobs:\n  j: { runs-on: x, outputs: { b: "${{ github.head_ref }}" }, steps: [{ run: make }] }\n',
      },
      is: "open injection",
    },
    good: {
      on: "pull_request_target",
      job: "needs: c",
      before: "  c: { uses: ./.github/workflows/called.yml }\n",
      steps: "- run: echo ${{ needs.c.outputs.b }}",
      files: {
        "called.yml":
          'on: { workflow_call: { outputs: { b: { value: "${{ jobs.j.outputs.b }}" } } } }\njobs:\n  j: { runs-on: x, outputs: { b: "${{ github.sha }}" }, steps: [{ run: make }] }\n',
      },
      is: "closed",
    },
  },
  {
    of: "CodeQL code-injection",
    name: "what a script of JavaScript puts out of a title, and of a number",
    bad: {
      on: "issues",
      steps:
        "- uses: actions/github-script@v7\n  id: s\n  with: { script: \"core.setOutput('t', context.payload.issue.title)\" }\n- run: echo ${{ steps.s.outputs.t }}",
      is: "open injection",
    },
    good: {
      on: "issues",
      steps:
        "- uses: actions/github-script@v7\n  id: s\n  with: { script: \"core.setOutput('t', context.payload.issue.number)\" }\n- run: echo ${{ steps.s.outputs.t }}",
      is: "closed",
    },
  },
  {
    of: "poutine llm_prompt_injection, zizmor agentic-actions",
    name: "an agent with a shell that anybody may start, and that writers alone may",
    bad: {
      on: "issues",
      steps: `- uses: anthropics/claude-code-action@v1\n  with: { prompt: "${TITLE}", claude_args: "--allowedTools Bash", allowed_non_write_users: "*" }`,
      is: "open prompt",
    },
    good: {
      on: "issues",
      steps: `- uses: anthropics/claude-code-action@v1\n  with: { prompt: "${TITLE}", claude_args: "--allowedTools Bash" }`,
      is: "closed",
    },
  },
];
