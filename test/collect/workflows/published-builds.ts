// Images that a job builds, of a change or of its own: CodeQL counts what builds a change among the steps that run it, and Docker
// documents what a build reads (https://docs.docker.com/build/concepts/context/). The answers were reasoned from these.
import type { Pair } from "./published-patterns.js";

const PR = "github.event.pull_request";
const OF_CODEQL = "CodeQL untrusted-checkout (poisonable steps)";
const TARGET = "pull_request_target";
const HEAD = `- uses: actions/checkout@v3\n  with: { ref: "\${{ ${PR}.head.sha }}" }\n`;
const BUILD = "- uses: docker/build-push-action@v6\n";
const built = (context: string): string => `${BUILD}  with: { push: true, tags: acme/site, context: "${context}" }`;
const ran = (script: string): string => `- run: ${script}`;
const ofChange = (steps: string, is = "open script") => ({ on: TARGET, steps, is });
const closed = (steps: string) => ({ on: TARGET, steps, is: "closed" });

export const BUILDS: readonly Pair[] = [
  {
    of: OF_CODEQL,
    name: "an action builds the fork by its address, and the repository by its own",
    bad: ofChange(built(`\${{ ${PR}.head.repo.clone_url }}#\${{ ${PR}.head.sha }}`)),
    good: closed(built("https://github.com/acme/site.git#refs/heads/main")),
  },
  {
    of: OF_CODEQL,
    name: "an action builds the pull request by its number, and a folder of what started the run",
    bad: ofChange(built("https://github.com/acme/site.git#refs/pull/${{ github.event.number }}/merge")),
    good: closed(built("{{defaultContext}}:app")),
  },
  {
    of: OF_CODEQL,
    name: "an action builds the head that was checked out, and the base beside it, which it takes from git",
    bad: ofChange(HEAD + built("."), "open checkout"),
    good: closed(`${HEAD}${BUILD}  with: { push: true, tags: acme/site }`),
  },
  {
    of: OF_CODEQL,
    name: "an action builds a folder of the head, and that of a base named by its address",
    bad: ofChange(HEAD + built("./app"), "open checkout"),
    good: closed(HEAD + built("https://github.com/acme/site.git#main:app")),
  },
  {
    of: OF_CODEQL,
    name: "docker builds a pull request by its address, and a branch",
    bad: ofChange(ran('docker build "https://github.com/acme/site.git#refs/pull/${{ github.event.number }}/head"')),
    good: closed(ran('docker build "https://github.com/acme/site.git#refs/heads/main"')),
  },
  {
    of: OF_CODEQL,
    name: "buildx builds a fork by its address, and what lies here",
    bad: ofChange(ran(`docker buildx build --push https://github.com/\${{ ${PR}.head.repo.full_name }}.git#main`)),
    good: closed(ran("docker buildx build --push .")),
  },
  {
    of: OF_CODEQL,
    name: "podman builds a fork whose address is in a variable, and is only told it as a label",
    bad: ofChange(`- run: podman build "$FROM"\n  env: { FROM: "\${{ ${PR}.head.repo.clone_url }}" }`),
    good: closed(`- run: podman build --label "from=$FROM" .\n  env: { FROM: "\${{ ${PR}.number }}" }`),
  },
  {
    of: OF_CODEQL,
    name: "git fetches the change whose hash is in a variable, and a branch of the repository, which a fork has no part in",
    bad: ofChange(
      `- run: git fetch origin "$SHA" && git checkout "$SHA" && make\n  env: { SHA: "\${{ ${PR}.head.sha }}" }`,
    ),
    good: closed(
      `- run: git fetch origin "$REF" && git checkout "$REF" && make\n  env: { REF: "\${{ ${PR}.head.ref }}" }`,
    ),
  },
  {
    of: "Security Lab: untrusted input",
    name: "the name of an image from a branch in a script, and in the list of names that an action has",
    bad: ofChange(ran("docker build -t acme/site:${{ github.head_ref }} ."), "open injection"),
    good: closed(`${BUILD}  with: { push: true, tags: "acme/site:\${{ github.head_ref }}" }`),
  },
  {
    of: "Security Lab: untrusted input",
    name: "a label of an image from a title in a script, and as an argument of the build",
    bad: ofChange(ran(`docker build --label "t=\${{ ${PR}.title }}" .`), "open injection"),
    good: closed(`${BUILD}  with: { build-args: "TITLE=\${{ ${PR}.title }}" }`),
  },
  {
    of: "ossf/scorecard issue 3915",
    name: "what somebody writes about their fork, and what it is called, which has no sign of the shell in it",
    bad: { on: "fork", steps: ran("echo ${{ github.event.forkee.description }}"), is: "open injection" },
    good: { on: "fork", steps: ran("echo ${{ github.event.forkee.full_name }}"), is: "closed" },
  },
];
