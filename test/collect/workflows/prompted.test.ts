// Agents in jobs: what they are told by someone outside, each beside the form that is safe.
import { describe, expect, it } from "vitest";
import { job, picked } from "./read.js";

const TITLE = "${{ github.event.issue.title }}";

/** What an agent of one step is told: `expression by`. */
function told(on: string, uses: string, inputs: readonly string[], env = ""): readonly unknown[] {
  const given = inputs.map((input) => `\n      ${input}`).join("");
  const step = `- uses: ${uses}${env === "" ? "" : `\n    env: { ${env} }`}\n    with:${given}`;
  return picked(job(on, `runs-on: ubuntu-latest\nsteps:\n  ${step}`)["prompts"], "expression", "by");
}

const claude = (...inputs: readonly string[]) => ["anthropics/claude-code-action@v1", inputs] as const;
const codex = (...inputs: readonly string[]) => ["openai/codex-action@v1", inputs] as const;
const gemini = (...inputs: readonly string[]) => ["google-github-actions/run-gemini-cli@v0", inputs] as const;
const BASH = 'claude_args: --allowedTools "Bash,Read"';
const ANYBODY = 'allowed_non_write_users: "*"';

describe("an agent that is told a text from outside", () => {
  it.each<[string, string, readonly [string, readonly string[]], string[]]>([
    ["in its prompt", "issues", claude(`prompt: "Sort ${TITLE}"`, BASH, ANYBODY), ["github.event.issue.title anyone"]],
    ["as what started it", "issues", claude('prompt: "Sort it"', BASH, ANYBODY), ["github.event anyone"]],
    [
      "from those alone who may write",
      "issues",
      claude(`prompt: "Sort ${TITLE}"`, BASH),
      ["github.event.issue.title writer"],
    ],
    [
      "with an empty list of others",
      "issues",
      claude('prompt: "a"', BASH, 'allowed_non_write_users: ""'),
      ["github.event writer"],
    ],
    [
      "without commands",
      "issues",
      claude(`prompt: "Sort ${TITLE}"`, 'claude_args: --allowedTools "Read"', ANYBODY),
      [],
    ],
    ["on a push", "push", claude('prompt: "Sort it"', BASH, ANYBODY), []],
    [
      "on a label that a member sets",
      "{ pull_request_target: { types: [labeled] } }",
      claude(`prompt: "a"`, BASH, ANYBODY),
      ["github.event anyone"],
    ],
    [
      "on a label that a member sets, who is let in where strangers are not",
      "{ issues: { types: [labeled] } }",
      claude(`prompt: "Sort ${TITLE}"`, BASH),
      ["github.event.issue.title anyone"],
    ],
    [
      "of a sandbox that is off",
      "issues",
      codex(`prompt: "Sort ${TITLE}"`, "sandbox: danger-full-access", 'allow-users: "*"'),
      ["github.event.issue.title anyone"],
    ],
    ["of a sandbox that is on", "issues", codex(`prompt: "Sort ${TITLE}"`, 'allow-users: "*"'), []],
    [
      "that reads nothing by itself",
      "issues",
      codex('prompt: "Say hello"', "safety-strategy: unsafe", 'allow-users: "*"'),
      [],
    ],
    ["that asks nobody", "issues", gemini(`prompt: "Sort ${TITLE}"`), ["github.event.issue.title anyone"]],
    [
      "with a shell among its tools",
      "issues",
      gemini(`prompt: "Sort ${TITLE}"`, `settings: '{"tools":{"core":["run_shell_command(gh issue edit)"]}}'`),
      ["github.event.issue.title anyone"],
    ],
    [
      "with other tools",
      "issues",
      gemini(`prompt: "Sort ${TITLE}"`, `settings: '{"tools":{"core":["read_file"]}}'`),
      [],
    ],
    ["that is no text", "issues", gemini('prompt: "Sort ${{ github.event.issue.number }}"'), []],
  ])("%s", (_, on, [uses, inputs], expected) => {
    expect(told(on, uses, inputs)).toEqual(expected);
  });

  it("in a variable that its prompt names, and not in one that it does not", () => {
    const [uses] = gemini();
    const env = `ISSUE_TITLE: "${TITLE}"`;
    expect(told("issues", uses, ['prompt: "The title is $ISSUE_TITLE"'], env)).toEqual([
      "github.event.issue.title anyone",
    ]);
    expect(told("issues", uses, ['prompt: "The title is ${ISSUE_TITLE}"'], env)).toEqual([
      "github.event.issue.title anyone",
    ]);
    expect(told("issues", uses, ['prompt: "Say hello"'], env)).toEqual([]);
  });
});

describe("an agent that a script starts without questions", () => {
  const run = (on: string, script: string) =>
    picked(
      job(on, `runs-on: ubuntu-latest\nsteps:\n  - env: { TITLE: "${TITLE}" }\n    run: |\n      ${script}`)["prompts"],
      "expression",
      "by",
    );

  it.each([
    'claude -p "Sort $TITLE" --dangerously-skip-permissions',
    'gemini --yolo --prompt "Sort ${TITLE}"',
    'codex exec --sandbox danger-full-access "Sort $TITLE"',
    'copilot -p "Sort $TITLE" --allow-all-tools',
    'q chat --no-interactive --trust-all-tools "Sort $TITLE"',
    'claude -p "Sort $TITLE" \\\n        --dangerously-skip-permissions',
  ])("%s", (script) => {
    expect(run("issues", script)).toEqual(["github.event.issue.title anyone"]);
  });

  it.each([
    ["that asks", "issues", 'claude -p "Sort $TITLE" --allowedTools Read'],
    ["that is told something else", "issues", 'claude -p "Say hello" --dangerously-skip-permissions'],
    [
      "beside which the option stands for another command",
      "issues",
      'claude -p "Sort $TITLE"\n      other --dangerously-skip-permissions',
    ],
    [
      "of a pull request of a fork, which has no secrets",
      "pull_request",
      'claude -p "Sort $TITLE" --dangerously-skip-permissions',
    ],
  ])("not one %s", (_, on, script) => {
    expect(run(on, script)).toEqual([]);
  });
});
