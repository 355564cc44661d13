// A repository belongs to whom its CODEOWNERS gives everything, unless the configuration or a tag says more.
import { expect, it } from "vitest";
import { createOwners } from "../../../src/analyze/facts/owners.js";
import type { EstateConfig } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { NO_CONFIG, node } from "../estate.js";

const IN_CODE = { "github/repo:files": { code_owner: "@acme/core" } };

it.each<
  [
    name: string,
    properties: JsonRecord,
    supplements: { [dataSet: string]: JsonRecord },
    config: EstateConfig,
    owner: unknown,
  ]
>([
  ["CODEOWNERS", {}, IN_CODE, NO_CONFIG, ["@acme/core", "CODEOWNERS", 0.8]],
  ["CODEOWNERS before who made it", { creator: "ben" }, IN_CODE, NO_CONFIG, ["@acme/core", "CODEOWNERS", 0.8]],
  ["a tag before CODEOWNERS", { tags: { owner: "web" } }, IN_CODE, NO_CONFIG, ["web", "tag:owner", 0.9]],
  [
    "nhi.yaml before CODEOWNERS",
    {},
    IN_CODE,
    { ...NO_CONFIG, owners: { "github:repo/*": "platform" } },
    ["platform", "config", 1],
  ],
  ["nobody without the file", {}, {}, NO_CONFIG, [undefined, undefined, undefined]],
  [
    "nobody by what another data set calls so",
    {},
    { "github/org:repositories": { code_owner: "@acme/core" } },
    NO_CONFIG,
    [undefined, undefined, undefined],
  ],
])("%s", (_name, properties, supplements, config, owner) => {
  const repository = { ...node("github:repo/1", "github.repository", { properties }), supplements };
  const columns = createOwners(config, () => undefined).columnsOf(repository);
  expect([columns["owner"], columns["owner_source"], columns["owner_confidence"]]).toEqual(owner);
});
