// Text of a pull request inside scripts of Jenkinsfiles, and what looks like it.
import { expect, it } from "vitest";
import { injectedInto } from "../../../src/collect/shared/other-ci/groovy-scripts.js";

it.each<[what: string, groovy: string, expected: string[]]>([
  ["in braces", 'sh "echo ${env.CHANGE_TITLE}"', ["CHANGE_TITLE"]],
  ["without env", 'sh "git checkout ${CHANGE_BRANCH}"', ["CHANGE_BRANCH"]],
  ["without braces", 'sh "echo $CHANGE_TITLE"', ["CHANGE_TITLE"]],
  ["without braces, by env", 'bat "echo $env.CHANGE_TITLE"', ["CHANGE_TITLE"]],
  ["over lines", 'sh """\n  set -e\n  echo "${env.CHANGE_TITLE}"\n"""', ["CHANGE_TITLE"]],
  [
    "as script",
    'def out = sh(script: "log ${CHANGE_AUTHOR_DISPLAY_NAME}", returnStdout: true)',
    ["CHANGE_AUTHOR_DISPLAY_NAME"],
  ],
  ["after a label", 'sh label: "x", script: "log ${CHANGE_TITLE}"', ["CHANGE_TITLE"]],
  ["joined to a text", "sh('echo ' + env.CHANGE_TITLE)", ["CHANGE_TITLE"]],
  ["kept in a variable first", 'def title = env.CHANGE_TITLE ?: ""\nsh "echo ${title}"', ["CHANGE_TITLE"]],
  [
    "kept in the environment",
    'environment {\n  TITLE = "PR ${env.CHANGE_TITLE}"\n}\nsteps { sh "echo ${env.TITLE}" }',
    ["CHANGE_TITLE"],
  ],
  ["a script that is made before", 'def cmd = "echo ${CHANGE_TITLE}"\nsh cmd', ["CHANGE_TITLE"]],
  ["a script that is made before, as script", 'def cmd = "echo ${CHANGE_TITLE}"\nsh(script: cmd)', ["CHANGE_TITLE"]],
  [
    "of another plugin",
    'pwsh "log ${ghprbPullTitle}"\nsh "log ${env.gitlabMergeRequestTitle}"',
    ["ghprbPullTitle", "gitlabMergeRequestTitle"],
  ],
  ["in single quotes the shell reads it", "sh 'echo \"$CHANGE_TITLE\"'\nsh '''echo \"${CHANGE_TITLE}\"'''", []],
  ["a dollar that stays one", 'sh "echo \\"\\$CHANGE_TITLE\\""\nsh "echo \\${CHANGE_TITLE}"', []],
  ["the name that Jenkins gives a pull request", 'sh "docker tag x:${env.BRANCH_NAME}-${CHANGE_ID}"', []],
  ["a branch that somebody may push to, and a login", 'sh "diff ${CHANGE_TARGET} ${CHANGE_AUTHOR}"', []],
  ["no script", 'echo "${env.CHANGE_TITLE}"\nslackSend message: "${env.CHANGE_TITLE}"', []],
  ["characters taken out", 'def tag = env.CHANGE_BRANCH.replaceAll("[^a-z0-9]", "-")\nsh "docker tag x:${tag}"', []],
  ["taken out where it is written", "sh \"docker tag x:${env.CHANGE_BRANCH.replaceAll('[^a-z0-9]', '-')}\"", []],
  ["only asked about", 'def isFix = env.CHANGE_TITLE.startsWith("fix")\nsh "make FIX=${isFix}"', []],
  ["a name that only ends so", 'sh "echo ${MY_CHANGE_TITLE} ${params.CHANGE_TITLE}"', []],
  [
    "kept in a variable that a script in single quotes reads",
    'def title = env.CHANGE_TITLE\nwithEnv(["T=${title}"]) { sh \'echo "$T"\' }',
    [],
  ],
])("%s", (_, groovy, expected) => {
  expect(injectedInto(groovy).map(({ expression }) => expression)).toEqual(expected);
});

it("says where", () => {
  const groovy = 'pipeline {\n  steps {\n    sh "echo ${CHANGE_TITLE}"\n  }\n}\n';
  expect(injectedInto(groovy)).toEqual([{ expression: "CHANGE_TITLE", line: 3, column: 8 }]);
});
