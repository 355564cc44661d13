// Regular expressions that webhooks filter names by, as names.
import { expect, it } from "vitest";
import { namesOf } from "../../../src/analyze/ci/pattern-names.js";

it.each<[string, readonly string[] | undefined]>([
  ["^refs/heads/main$", ["refs/heads/main"]],
  ["^refs/heads/main", ["refs/heads/main*"]],
  ["refs/heads/main$", ["*refs/heads/main"]],
  ["main", ["*main*"]],
  ["^refs\\/heads\\/v1\\.2$", ["refs/heads/v1.2"]],
  ["^refs/heads/release/.*$", ["refs/heads/release/*"]],
  ["^refs/heads/release/[^/]+$", ["refs/heads/release/*"]],
  ["^refs/heads/(main|dev)$", ["refs/heads/main", "refs/heads/dev"]],
  ["^main$|^dev$", ["main", "dev"]],
  ["^cost\\$$", ["cost$"]],
  ["^cost\\$", ["cost$*"]],
  [".*", ["*"]],
  ["", ["*"]],
  ["^(?!refs/heads/main).*$", undefined],
  ["^refs/heads/a{2}$", undefined],
  ["^refs/heads/ab?$", undefined],
  ["^refs/heads/[ab]$", undefined],
  ["^(a)(b|c)$", undefined],
  ["^refs/heads/\\d$", undefined],
])("%s", (pattern, names) => {
  expect(namesOf(pattern)).toEqual(names);
});
