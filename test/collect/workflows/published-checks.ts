// What jobs ask of the one who acts before they take a change, as CodeQL's queries for Actions, GitHub's Security Lab and the
// actions themselves describe it, each beside a form of it that stops nobody.
import type { Pair, Scene } from "./published-patterns.js";

const PR = "github.event.pull_request";
const HEAD = `uses: actions/checkout@v3\n  with: { ref: "\${{ ${PR}.head.sha }}" }`;
const MERGE = 'uses: actions/checkout@v3\n  with: { ref: "refs/pull/${{ github.event.issue.number }}/merge" }';
const MAKE = "- run: make";
const OPEN = "open checkout";
const MEMBER = "member checkout";
const CODEQL = "CodeQL ControlChecks";

const after = (check: string): Omit<Scene, "is"> => ({
  on: "pull_request_target",
  steps: `- ${check}\n- ${HEAD}\n${MAKE}`,
});
const commented = (steps: string): Omit<Scene, "is"> => ({ on: "issue_comment", steps });
const under = (condition: string): Omit<Scene, "is"> => ({
  on: "pull_request_target",
  job: `if: ${condition}`,
  steps: `- ${HEAD}\n${MAKE}`,
});
const SUSHI = (level: string, more = "") =>
  `uses: sushichop/action-repository-permission@v2\n  with: { required-permission: ${level}${more} }`;
const COOL = "uses: actions-cool/check-user-permission@v2\n  id: c\n  with: { require: write }";
const ASK =
  "const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...context.repo, username: context.actor });";
const script = (rest: string): string =>
  `uses: actions/github-script@v7\n  id: s\n  with:\n    script: |\n      ${ASK}\n      ${rest}`;
const API = "gh api repos/acme/site/collaborators/$WHO/permission --jq .permission";

/** A job before it that asks, with its steps indented by eight. */
const before = (steps: string, more = ""): string => `  ok:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps}\n`;

export const CHECKS: readonly Pair[] = [
  {
    of: CODEQL,
    name: "an action that fails for who may not write, and for who may not read",
    bad: { ...after(SUSHI("read")), is: OPEN },
    good: { ...after(SUSHI("write")), is: MEMBER },
  },
  {
    of: CODEQL,
    name: "one that goes on all the same by its own input, and one that does not",
    bad: { ...after(SUSHI("write", ", relax: true")), is: OPEN },
    good: { ...after(SUSHI("admin")), is: MEMBER },
  },
  {
    of: CODEQL,
    name: "one whose failure is passed over, and one whose is not",
    bad: { ...after(`continue-on-error: true\n  ${SUSHI("write")}`), is: OPEN },
    good: { ...after(`continue-on-error: false\n  ${SUSHI("write")}`), is: MEMBER },
  },
  {
    of: CODEQL,
    name: "one that comes too late, and one before a step that runs whatever happened",
    bad: { on: "pull_request_target", steps: `- ${HEAD}\n${MAKE}\n- ${SUSHI("write")}`, is: OPEN },
    good: {
      on: "pull_request_target",
      steps: `- ${SUSHI("write")}\n- ${HEAD}\n- if: always()\n  run: make`,
      is: MEMBER,
    },
  },
  {
    of: CODEQL,
    name: "a checkout whatever the check said",
    bad: {
      on: "pull_request_target",
      steps: `- ${SUSHI("write")}\n- if: always()\n  ${HEAD}\n- if: always()\n  run: make`,
      is: OPEN,
    },
    good: { on: "pull_request_target", steps: `- ${SUSHI("write")}\n- if: success()\n  ${HEAD}\n${MAKE}`, is: MEMBER },
  },
  {
    of: CODEQL,
    name: "a check under a condition that does not hold for the event, and under one that does",
    bad: { ...after(`if: github.event_name == 'issue_comment'\n  ${SUSHI("write")}`), is: OPEN },
    good: { ...after(`if: github.event_name == 'pull_request_target'\n  ${SUSHI("write")}`), is: MEMBER },
  },
  {
    of: "actions-cool/check-user-permission",
    name: "what an action found, asked for by nobody, and by the step that checks out",
    bad: { on: "pull_request_target", steps: `- ${COOL}\n- ${HEAD}\n${MAKE}`, is: OPEN },
    good: {
      on: "pull_request_target",
      steps: `- ${COOL}\n- if: steps.c.outputs.require-result == 'true'\n  ${HEAD}\n${MAKE}`,
      is: MEMBER,
    },
  },
  {
    of: "actions-cool/check-user-permission",
    name: "the text false, which is true, and the right by its name",
    bad: {
      on: "pull_request_target",
      steps: `- ${COOL}\n- if: steps.c.outputs.require-result\n  ${HEAD}\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: "pull_request_target",
      steps: `- ${COOL}\n- if: contains('admin write', steps.c.outputs.user-permission)\n  ${HEAD}\n${MAKE}`,
      is: MEMBER,
    },
  },
  {
    of: "actions-cool/check-user-permission",
    name: "who may not, and who may, as a job before it found",
    bad: {
      ...commented(`- ${MERGE}\n${MAKE}`),
      before: before(
        `      - ${COOL.replaceAll("\n", "\n      ")}`,
        "    outputs: { yes: '${{ steps.c.outputs.require-result }}' }\n",
      ),
      job: "needs: ok\nif: needs.ok.outputs.yes == 'false'",
      is: OPEN,
    },
    good: {
      ...commented(`- ${MERGE}\n${MAKE}`),
      before: before(
        `      - ${COOL.replaceAll("\n", "\n      ")}`,
        "    outputs: { yes: '${{ steps.c.outputs.require-result }}' }\n",
      ),
      job: "needs: ok\nif: needs.ok.outputs.yes == 'true'",
      is: MEMBER,
    },
  },
  {
    of: CODEQL,
    name: "a job that runs although the one that asks failed, and one that waits for it",
    bad: {
      on: "pull_request_target",
      steps: `- ${HEAD}\n${MAKE}`,
      before: before(`      - ${SUSHI("write").replaceAll("\n", "\n      ")}`),
      job: "needs: ok\nif: always()",
      is: OPEN,
    },
    good: {
      on: "pull_request_target",
      steps: `- ${HEAD}\n${MAKE}`,
      before: before(`      - ${SUSHI("write").replaceAll("\n", "\n      ")}`),
      job: "needs: ok",
      is: MEMBER,
    },
  },
  {
    of: CODEQL,
    name: "a job that may fail without harm, and one that may not",
    bad: {
      on: "pull_request_target",
      steps: `- ${HEAD}\n${MAKE}`,
      before: before(`      - ${SUSHI("write").replaceAll("\n", "\n      ")}`, "    continue-on-error: true\n"),
      job: "needs: ok",
      is: OPEN,
    },
    good: {
      on: "pull_request_target",
      steps: `- ${HEAD}\n${MAKE}`,
      before: before(`      - ${SUSHI("write").replaceAll("\n", "\n      ")}`, "    continue-on-error: false\n"),
      job: "needs: ok",
      is: MEMBER,
    },
  },
  {
    of: "GitHub: who assigns, sets milestones and merges",
    name: "a reviewer whom the file of code owners asks, and somebody whom a member assigned",
    bad: { ...under(`contains(${PR}.requested_reviewers.*.login, 'dana')`), is: OPEN },
    good: { ...under(`${PR}.assignee.login == 'dana'`), is: MEMBER },
  },
  {
    of: "GitHub: who assigns, sets milestones and merges",
    name: "no milestone, and one",
    bad: { ...under(`${PR}.milestone == null`), is: OPEN },
    good: { ...under(`${PR}.milestone != null`), is: MEMBER },
  },
  {
    of: "GitHub: who assigns, sets milestones and merges",
    name: "what is not merged by itself, and what is",
    bad: { ...under(`"!${PR}.auto_merge"`), is: OPEN },
    good: { ...under(`${PR}.auto_merge`), is: MEMBER },
  },
  {
    of: CODEQL,
    name: "a script of the API that only tells the right, and one that fails without it",
    bad: { ...after(script("core.info(data.permission);")), is: OPEN },
    good: { ...after(script("if (data.permission !== 'write') core.setFailed('no');")), is: MEMBER },
  },
  {
    of: CODEQL,
    name: "a script of the shell that only prints the right, and one that ends without it",
    bad: { ...after(`run: ${API}`), is: OPEN },
    good: { ...after(`run: ${API} | grep -qE 'admin|write' || exit 1`), is: MEMBER },
  },
  {
    of: "xt0rted/slash-command-action",
    name: "a command for whoever reads, and one that takes who writes by itself",
    bad: {
      ...commented(
        `- uses: xt0rted/slash-command-action@v2\n  with: { command: test, permission-level: read }\n- ${MERGE}\n${MAKE}`,
      ),
      is: OPEN,
    },
    good: {
      ...commented(`- uses: xt0rted/slash-command-action@v2\n  with: { command: test }\n- ${MERGE}\n${MAKE}`),
      is: MEMBER,
    },
  },
  {
    of: "TheModdingInquisition/actions-team-membership",
    name: "a team that is only looked up, and one whose members go on",
    bad: {
      ...after("uses: TheModdingInquisition/actions-team-membership@v1\n  with: { team: core, exit: false }"),
      is: OPEN,
    },
    good: { ...after("uses: TheModdingInquisition/actions-team-membership@v1\n  with: { team: core }"), is: MEMBER },
  },
  // whose change it is
  {
    of: "CodeQL RepositoryCheck",
    name: "a branch of any name, and one behind the name of the owner",
    bad: { ...under(`${PR}.head.ref == 'release'`), is: OPEN },
    good: { ...under(`${PR}.head.label == 'acme:release'`), is: "same_repository checkout" },
  },
  {
    of: "CodeQL RepositoryCheck",
    name: "the name that a fork keeps, and the address that it has of its own",
    bad: { ...under(`${PR}.head.repo.name == 'site'`), is: OPEN },
    good: { ...under(`${PR}.head.repo.clone_url == ${PR}.base.repo.clone_url`), is: "same_repository checkout" },
  },
  {
    of: "CodeQL RepositoryCheck",
    name: "the owner of the base, and the owner of the head",
    bad: { ...under(`${PR}.base.user.login == github.repository_owner`), is: OPEN },
    good: { ...under(`${PR}.head.user.login == github.repository_owner`), is: "same_repository checkout" },
  },
  {
    of: "zizmor bot-conditions",
    name: "a bot that acted last, and one that opened the pull request",
    bad: { ...under("github.event.sender.type == 'Bot'"), is: OPEN },
    good: { ...under(`${PR}.user.type == 'Bot'`), is: "actor checkout" },
  },
  // checkouts and texts
  {
    of: "GitHub: names that begin with refs/ are blocked",
    name: "the branch of the fork, and a branch of that name in the repository itself",
    bad: {
      on: "pull_request_target",
      steps: `- uses: actions/checkout@v3\n  with: { repository: "\${{ ${PR}.head.repo.full_name }}", ref: "\${{ github.head_ref }}" }\n${MAKE}`,
      is: OPEN,
    },
    good: {
      on: "pull_request_target",
      steps: `- uses: actions/checkout@v3\n  with: { ref: "\${{ github.head_ref }}" }\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "GitHub Security Lab: preventing pwn requests",
    name: "an archive of the head that is unpacked and built, and a status that is set on it",
    bad: {
      on: "pull_request_target",
      steps: `- run: curl -sL https://codeload.github.com/\${{ ${PR}.head.repo.full_name }}/tar.gz/\${{ ${PR}.head.sha }} | tar xz && make -C site`,
      is: "open script",
    },
    good: {
      on: "pull_request_target",
      steps: `- run: curl -X POST https://api.github.com/repos/acme/site/statuses/\${{ ${PR}.head.sha }} && make`,
      is: "closed",
    },
  },
  {
    of: "CodeQL command-injection",
    name: "a title that eval runs, and one that echo prints",
    bad: {
      on: "issues",
      steps: '- env: { T: "${{ github.event.issue.title }}" }\n  run: eval "echo $T"',
      is: "open injection",
    },
    good: { on: "issues", steps: '- env: { T: "${{ github.event.issue.title }}" }\n  run: echo "$T"', is: "closed" },
  },
  {
    of: "CodeQL command-injection",
    name: "a variable of the job in the script of another shell, and one that the inner shell reads by its name",
    bad: {
      on: "issues",
      job: 'env: { T: "${{ github.event.issue.title }}" }',
      steps: '- run: bash -ec "echo $T"',
      is: "open injection",
    },
    good: {
      on: "issues",
      job: 'env: { T: "${{ github.event.issue.title }}" }',
      steps: "- run: bash -ec 'echo \"$T\"'",
      is: "closed",
    },
  },
  {
    of: "CodeQL command-injection",
    name: "a comment piped into a shell, and into a search",
    bad: {
      on: "issue_comment",
      steps: '- env: { B: "${{ github.event.comment.body }}" }\n  run: echo "$B" | bash',
      is: "open injection",
    },
    good: {
      on: "issue_comment",
      steps: '- env: { B: "${{ github.event.comment.body }}" }\n  run: echo "$B" | grep bash',
      is: "closed",
    },
  },
  {
    of: "zizmor github-env",
    name: "a comment in a variable of the job, written to the file of variables, and its number",
    bad: {
      on: "issue_comment",
      job: 'env: { B: "${{ github.event.comment.body }}" }',
      steps: `- run: echo "B=$B" >> "$GITHUB_ENV"\n${MAKE}`,
      is: "open injection",
    },
    good: {
      on: "issue_comment",
      job: 'env: { B: "${{ github.event.comment.id }}" }',
      steps: `- run: echo "B=$B" >> "$GITHUB_ENV"\n${MAKE}`,
      is: "closed",
    },
  },
  {
    of: "CodeQL command-injection",
    name: "a title in single quotes within double ones, and in a command after eval",
    bad: {
      on: "issues",
      steps: `- env: { T: "\${{ github.event.issue.title }}" }\n  run: python3 -c "print('$T')"`,
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: `- env: { T: "\${{ github.event.issue.title }}" }\n  run: eval 'make all'; echo $T`,
      is: "closed",
    },
  },
  {
    of: "CodeQL command-injection",
    name: "a title that PowerShell runs, and one that it prints",
    bad: {
      on: "issues",
      steps: '- shell: pwsh\n  env: { T: "${{ github.event.issue.title }}" }\n  run: Invoke-Expression $env:T',
      is: "open injection",
    },
    good: {
      on: "issues",
      steps: '- shell: pwsh\n  env: { T: "${{ github.event.issue.title }}" }\n  run: Write-Output $env:T',
      is: "closed",
    },
  },
  {
    of: "GitHub Security Lab: preventing pwn requests",
    name: "a package that is installed from the head, and from the base",
    bad: {
      on: "pull_request_target",
      steps: `- run: pip install git+https://github.com/\${{ ${PR}.head.repo.full_name }}@\${{ ${PR}.head.sha }}`,
      is: "open script",
    },
    good: {
      on: "pull_request_target",
      steps: `- run: pip install git+https://github.com/\${{ github.repository }}@\${{ ${PR}.base.sha }}`,
      is: "closed",
    },
  },
  {
    of: "zizmor unsound-contains",
    name: "a name in a text that is a variable, and in a list",
    bad: { ...under("contains(vars.ADMINS, github.actor)"), is: OPEN },
    good: { ...under("contains(fromJSON(vars.ADMINS), github.actor)"), is: "actor checkout" },
  },
];
