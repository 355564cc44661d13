// Programs and people, by path, name and tags.
import { describe, expect, it } from "vitest";
import { isServiceLike } from "../../../src/analyze/facts/service-like.js";

describe("service-like users", () => {
  it.each<[string, string, { [key: string]: string }, boolean]>([
    ["svc-deploy", "/", {}, true],
    ["ci", "/", {}, true],
    ["jenkins", "/", {}, true],
    ["github-actions", "/", {}, true],
    ["terraform_prod", "/", {}, true],
    ["TerraformDeployer", "/", {}, true],
    ["ses-smtp-user.20240101-120000", "/", {}, true],
    ["s3-uploader", "/", {}, true],
    ["legacy-backup", "/", {}, true],
    ["datadog", "/", {}, true],
    ["web-api", "/", {}, true],
    ["bot", "/", {}, true],
    ["alice", "/service-accounts/", {}, true],
    ["alice", "/system/", {}, true],
    ["alice", "/", { type: "service" }, true],
    ["alice", "/", { "service-account": "true" }, true],
    ["alice", "/", { Kind: "Machine user" }, true],
    // near misses
    ["alice", "/", {}, false],
    ["alice.smith", "/", {}, false],
    ["alice@acme.example", "/", {}, false],
    ["bot.team@acme.example", "/", {}, false],
    ["cicero", "/", {}, false],
    ["Jenkinson", "/", {}, false],
    ["abbot", "/", {}, false],
    ["webb", "/", {}, false],
    ["test", "/", {}, false],
    ["external.alice", "/", {}, false],
    ["alice", "/people/", {}, false],
    ["alice", "/", { team: "service desk" }, false],
    ["svc-deploy", "/", { type: "person" }, false],
    ["ci", "/", { "user-type": "Employee" }, false],
    ["alice", "/", { type: "gold" }, false],
  ])("%s in %s with %j: %s", (name, path, tags, expected) => {
    expect(isServiceLike({ name, path, tags })).toBe(expected);
  });
});
