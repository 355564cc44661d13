// Who owns a repository by its CODEOWNERS: the file that counts, the last rule for everything.
import { expect, test } from "vitest";
import { codeOwnerOf } from "../../../src/collect/github/code-owners.js";

const at = (path: string, text: string): { path: string; text: string } => ({ path, text });

test.each<[name: string, files: { path: string; text: string }[], owner: string | undefined]>([
  ["a team", [at("CODEOWNERS", "* @acme/core\n")], "@acme/core"],
  [
    "the first of several, after a comment",
    [at("docs/CODEOWNERS", "# all\n*  ada@acme.example @ben # both\n")],
    "ada@acme.example",
  ],
  [
    "the last rule for everything",
    [at("CODEOWNERS", "* @acme/old\r\n/docs @acme/docs\r\n** @acme/new\r\n")],
    "@acme/new",
  ],
  [
    "the file that GitHub takes",
    [at("CODEOWNERS", "* @acme/root"), at(".github/CODEOWNERS", "* @acme/first")],
    "@acme/first",
  ],
  ["a later rule that names nobody", [at("CODEOWNERS", "* @acme/core\n*\n")], undefined],
  ["rules for parts alone", [at("CODEOWNERS", "/src @acme/core\n*.js @acme/web\n")], undefined],
  ["what is no owner", [at("CODEOWNERS", "* core")], undefined],
  ["no such file", [at("src/CODEOWNERS", "* @acme/core")], undefined],
])("%s", (_name, files, owner) => expect(codeOwnerOf(files)).toBe(owner));
