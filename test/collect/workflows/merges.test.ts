// Workflows that merge or approve what people outside propose, each beside one that looks at whose it is. Reasoned from GitHub's
// documentation of events and poutine's rule about confused deputies.
import { expect, test } from "vitest";
import { job, picked } from "./read.js";

const PR = "github.event.pull_request";
const RUN = 'run: gh pr merge --auto --squash "$PR_URL"';
const env = (token: string) => `\n    env: { GH_TOKEN: "\${{ ${token} }}" }`;
const BOT = "'dependabot[bot]'";

function merged(step: string, condition?: string, on = "pull_request_target", before = "") {
  const own = condition === undefined ? "" : `if: ${condition}\n`;
  const properties = job(on, `${own}runs-on: ubuntu-latest\nsteps:\n${before}  - ${step}`);
  const gates = properties["gate"] as readonly string[];
  return picked(properties["merges"], "does", "own_token").map((one) => [one, ...gates].join(" "));
}

const OWN = "merge true";

test.each<[string, [readonly unknown[], readonly unknown[]], [readonly unknown[], readonly unknown[]]]>([
  [
    "a bot by who acted last, and by who opened the pull request",
    [merged(RUN, `github.actor == ${BOT}`), merged(RUN, `${PR}.user.login == ${BOT}`)],
    [[OWN], ["merge true actor"]],
  ],
  [
    "with the rights of the repository, and of a fork",
    [merged(RUN, `github.actor == ${BOT}`), merged(RUN, `github.actor == ${BOT}`, "pull_request")],
    [[OWN], []],
  ],
  [
    "before the bot's pull request is verified, and after",
    [
      merged(
        RUN,
        `github.actor == ${BOT}`,
        undefined,
        "  - uses: dependabot/fetch-metadata@v2\n    with: { skip-verification: true }\n",
      ),
      merged(RUN, `github.actor == ${BOT}`, undefined, "  - uses: dependabot/fetch-metadata@v2\n"),
    ],
    [[OWN], []],
  ],
  [
    "with the token of the job, and with a secret",
    [merged(RUN + env("github.token")), merged(RUN + env("secrets.BOT_TOKEN"))],
    [[OWN], ["merge false"]],
  ],
  [
    "an action that merges whatever started it, and one that asks for a label by itself",
    [merged("uses: peter-evans/enable-pull-request-automerge@v3"), merged("uses: pascalgn/automerge-action@v0.16.4")],
    [[OWN], []],
  ],
  [
    "a review that approves, and one that comments",
    [merged('run: gh pr review --approve "$PR_URL"'), merged('run: gh pr review --comment -b hi "$PR_URL"')],
    [["approve true"], []],
  ],
  [
    "an action that approves, with a secret, and under a label",
    [
      merged('uses: hmarr/auto-approve-action@v4\n    with: { github-token: "${{ secrets.PAT }}" }'),
      merged("uses: hmarr/auto-approve-action@v4", `contains(${PR}.labels.*.name, 'ok')`),
    ],
    [["approve false"], ["approve true lasting_label"]],
  ],
  [
    "a script of the API that merges, and one that lists",
    [
      merged(
        'uses: actions/github-script@v7\n    with: { script: "await github.rest.pulls.merge({ pull_number: 1 })" }',
      ),
      merged('uses: actions/github-script@v7\n    with: { script: "await github.rest.pulls.list({})" }'),
    ],
    [[OWN], []],
  ],
  [
    "after a run of a pull request, and after a push",
    [
      merged(RUN, undefined, "{ workflow_run: { workflows: [CI] } }"),
      merged(RUN, "github.event.workflow_run.event == 'push'", "{ workflow_run: { workflows: [CI] } }"),
    ],
    [[OWN], []],
  ],
  [
    "by a comment, and by hand",
    [merged(RUN, undefined, "issue_comment"), merged(RUN, undefined, "workflow_dispatch")],
    [[OWN], []],
  ],
])("%s", (_, found, expected) => {
  expect(found).toEqual(expected);
});
