// Tokens in artifacts, each beside a form that leaves them out. Facts: actions/checkout keeps its token outside of the folder since
// version 6, actions/upload-artifact leaves hidden files out since 4.4.
import { expect, test } from "vitest";
import { job, picked } from "./read.js";

const HIDDEN = "include-hidden-files: true";

/** `open`, the name of the secret, or `closed`. */
function published(checkout: string, upload: string, between = ""): string {
  const body = `runs-on: ubuntu-latest\nsteps:\n  - uses: actions/checkout@${checkout}\n${between}  - uses: actions/upload-artifact@${upload}`;
  const found = job("push", body)["published_tokens"];
  if (found === undefined) return "closed";
  const secrets = picked(found, "secret");
  return secrets.map((secret) => (typeof secret === "string" ? secret : "open")).join();
}
const upload = (path: string, more = HIDDEN, version = "v4") => `${version}\n    with: { path: "${path}", ${more} }`;
const checkout = (more: string, version = "v4") => `${version}\n    with: { ${more} }`;

test.each<[string, string, string, string]>([
  ["checkout before version 6, and since", published("v5", upload(".")), published("v6", upload(".")), "open"],
  ["hidden files, and none", published("v4", upload(".")), published("v4", upload(".", "name: x")), "open"],
  [
    "a release before hidden files were left out, and the newest of the same major version",
    published("v4", upload(".", "name: x", "v4.3.6")),
    published("v4", upload(".", "name: x", "v4.4.0")),
    "open",
  ],
  ["the whole folder, and one in it", published("v4", upload("./")), published("v4", upload("./dist")), "open"],
  [
    "the folder by its variable, and one below",
    published("v4", upload("${{ github.workspace }}")),
    published("v4", upload("${{ github.workspace }}/out")),
    "open",
  ],
  ["all in it, and files of a kind", published("v4", upload("**/*")), published("v4", upload("**/*.js")), "open"],
  [
    "the folder of git, and everything but that",
    published("v4", upload(".git")),
    published("v4", `v4\n    with:\n      path: |\n        .\n        !.git/**\n      ${HIDDEN}`),
    "open",
  ],
  [
    "the token kept, and not",
    published(checkout("persist-credentials: true"), upload(".")),
    published(checkout("persist-credentials: false"), upload(".")),
    "open",
  ],
  [
    "a secret as its token, and one that another step gives",
    published(checkout('token: "${{ secrets.bot_pat }}"'), upload(".")),
    published(checkout('token: "${{ steps.app.outputs.token }}"'), upload(".")),
    "BOT_PAT",
  ],
  [
    "a checkout in the folder that is uploaded, and in another",
    published(checkout("path: src"), upload("src")),
    published(checkout("path: src"), upload("other")),
    "open",
  ],
  [
    "a commit with its version behind it, and of a later one",
    published(`${"a".repeat(40)} # v4.2.2`, upload(".")),
    published(`${"a".repeat(40)} # v6.0.1`, upload(".")),
    "open",
  ],
])("%s", (_, bad, good, expected) => {
  expect([bad, good]).toEqual([expected, "closed"]);
});

test.each<[string, string, string, string, unknown]>([
  [
    "a token that writes",
    "permissions: { contents: write }",
    checkout("fetch-depth: 0"),
    upload("."),
    ["GITHUB_TOKEN"],
  ],
  ["a token that reads", "permissions: { contents: read }", checkout("fetch-depth: 0"), upload("."), []],
  ["a token of a default that was not read", "name: x", checkout("fetch-depth: 0"), upload("."), undefined],
  ["a secret beside such a default", "name: x", checkout('token: "${{ secrets.BOT_PAT }}"'), upload("."), ["BOT_PAT"]],
  ["no artifact", "permissions: { contents: write }", checkout("fetch-depth: 0"), upload("./dist"), []],
])("names of what is in it: %s", (_, keys, from, into, expected) => {
  const steps = `  - uses: actions/checkout@${from}\n  - uses: actions/upload-artifact@${into}`;
  expect(job("push", `runs-on: ubuntu-latest\n${keys}\nsteps:\n${steps}`)["published_secrets"]).toEqual(expected);
});
