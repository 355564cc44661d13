// Owners: where they come from, in order, and whether they are still there.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { EstateConfig } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { ACCOUNT, account, complete, role, SCOPE, toInput, user } from "../estate.js";

const DETAILS = "aws/iam:account-authorization-details";

function ownerOf(properties: JsonRecord, config: Partial<EstateConfig> = {}, dataSets: string[] = []): JsonRecord {
  const nodes = [role("app", { properties }), user("grace")];
  const scopes = [account(undefined, { coverage: complete(...dataSets) })];
  const { facts } = analyze(toInput({ scopes, nodes, config }));
  const columns = facts.find((fact) => fact.node === `arn:aws:iam::${ACCOUNT}:role/app`)?.columns ?? {};
  return Object.fromEntries(Object.entries(columns).filter(([key]) => key.startsWith("owner")));
}

const tags = (map: JsonRecord) => ({ tags: map });

describe("owners", () => {
  it.each<[string, JsonRecord, Partial<EstateConfig>, string | undefined, string | undefined]>([
    ["nothing says so", {}, {}, undefined, undefined],
    ["a tag", tags({ owner: "platform@acme.example" }), {}, "platform@acme.example", "tag:owner"],
    ["a tag in another case", tags({ Owner: "platform" }), {}, "platform", "tag:Owner"],
    ["the first tag of the list", tags({ team: "web", owner: "ada" }), {}, "ada", "tag:owner"],
    ["the second, when the first says nothing", tags({ owner: "n/a", team: "web" }), {}, "web", "tag:team"],
    ["an empty tag", tags({ owner: " " }), {}, undefined, undefined],
    ["tags of other keys", tags({ contact: "ada" }), {}, undefined, undefined],
    ["tag keys of the config", tags({ contact: "ada" }), { ownerTags: ["contact"] }, "ada", "tag:contact"],
    ["the config before tags", tags({ owner: "ada" }), { owners: { [SCOPE]: "web" } }, "web", "config"],
    ["the identity before its account", {}, { owners: { [SCOPE]: "web", "*:role/app": "ada" } }, "ada", "config"],
    ["the longer pattern", {}, { owners: { "*:role/*": "all", "*:role/a*": "ada" } }, "ada", "config"],
    ["a pattern of another role", {}, { owners: { "*:role/other*": "ada" } }, undefined, undefined],
    ["who made it", { created_by: "grace@acme.example" }, {}, "grace@acme.example", "creator"],
    ["a tag before who made it", { created_by: "grace", ...tags({ team: "web" }) }, {}, "web", "tag:team"],
    ["a tag that says who made it", tags({ CreatedBy: "ada" }), {}, "ada", "creator tag:CreatedBy"],
    [
      "AWS's own words for that",
      tags({ "aws:createdBy": "IAMUser:AIDAEXAMPLE:ada" }),
      {},
      "ada",
      "creator tag:aws:createdBy",
    ],
    ["an owner before who made it", tags({ CreatedBy: "ada", team: "web" }), {}, "web", "tag:team"],
    ["tags that are no map", { tags: "owner=ada" }, {}, undefined, undefined],
  ])("%s", (_name, properties, config, owner, source) => {
    const found = ownerOf(properties, config);
    expect(found["owner"]).toBe(owner);
    expect(found["owner_source"]).toBe(source);
    expect("owner_status" in found).toBe(owner !== undefined);
  });

  it.each<[string, JsonRecord, Partial<EstateConfig>, number]>([
    ["the config", {}, { owners: { [SCOPE]: "web" } }, 1],
    ["a tag", tags({ owner: "ada" }), {}, 0.9],
    ["who made it", { created_by: "ada" }, {}, 0.5],
    ["a tag that says who made it", tags({ creator: "ada" }), {}, 0.5],
  ])("as sure as %s is", (_name, properties, config, confidence) => {
    expect(ownerOf(properties, config)["owner_confidence"]).toBe(confidence);
  });

  it.each<[string, JsonRecord, string, string]>([
    ["nothing said of the identity itself", {}, "platform", "account tag:team"],
    ["its own tag comes first", tags({ owner: "ada" }), "ada", "tag:owner"],
    ["who made it comes first", { created_by: "ada" }, "ada", "creator"],
  ])("an account with an owner: %s", (_name, properties, owner, source) => {
    const scopes = [account(undefined, { properties: tags({ team: "platform" }) })];
    const { facts } = analyze(toInput({ scopes, nodes: [role("app", { properties })] }));
    const columns = facts.find((fact) => fact.node.endsWith(":role/app"))?.columns;
    expect(columns).toMatchObject({ owner, owner_source: source });
  });

  const people = { present: ["Ada@acme.example", "Grace Hopper"], departed: ["tomas@acme.example"] };
  const grace = `arn:aws:iam::${ACCOUNT}:user/grace`;
  const tomas = `arn:aws:iam::${ACCOUNT}:user/tomas`;
  const LISTED = "people.present of nhi.yaml lists it";
  const GONE = "that principal is not in its account any more";
  const UNREAD = "the account of that principal was not read";
  it.each<[string, string, string[], string, string]>([
    ["listed as present", "ada@acme.example", [], "present", LISTED],
    ["listed by name", "grace hopper", [], "present", LISTED],
    ["listed as departed", "Tomas@acme.example", [], "departed", "people.departed of nhi.yaml lists it"],
    [
      "in neither list: a team, or nobody listed them",
      "web-team",
      [],
      "unknown",
      "people of nhi.yaml does not list it",
    ],
    ["a principal that is there", grace, [DETAILS], "present", "that principal is in its account"],
    ["a principal that is gone", tomas, [DETAILS], "departed", GONE],
    ["a principal of an account that was not read", tomas, [], "unknown", UNREAD],
    ["a principal of another account", "arn:aws:iam::999988887777:user/tomas", [DETAILS], "unknown", UNREAD],
    [
      "a session of a role that is there",
      `arn:aws:sts::${ACCOUNT}:assumed-role/app/ada`,
      [DETAILS],
      "present",
      "that principal is in its account",
    ],
    ["a session of a role that is gone", `arn:aws:sts::${ACCOUNT}:assumed-role/old/ada`, [DETAILS], "departed", GONE],
  ])("%s", (_name, owner, dataSets, status, evidence) => {
    const { owner_status, owner_evidence } = ownerOf(tags({ owner }), { people }, dataSets);
    expect({ owner_status, owner_evidence }).toEqual({ owner_status: status, owner_evidence: evidence });
  });
});
