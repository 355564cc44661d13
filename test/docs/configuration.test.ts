// docs/configuration.md and the JSON Schema of nhi.yaml: fresh, complete, and of one mind with what loads the file.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { configurationPage, SET_BY } from "../../scripts/docs/configuration.js";
import { configJsonSchema } from "../../src/app/config/json-schema.js";
import { loadConfig } from "../../src/app/config/load.js";
import { VARIABLES } from "../../src/app/config/variables.js";
import { resolveSettings } from "../../src/app/settings.js";
import { buildProgram } from "../../src/cli/program.js";

const SCHEMA = "docs/schema/nhi.schema.json";
const folder = mkdtempSync(join(tmpdir(), "nhi-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("the page is fresh (else: npm run docs)", () => {
  expect(readFileSync("docs/configuration.md", "utf8")).toBe(configurationPage());
});

it("the schema is fresh (else: npm run docs)", () => {
  expect(readFileSync(SCHEMA, "utf8")).toBe(configJsonSchema());
});

describe("what the page says sets a key", () => {
  const scan = buildProgram(() => undefined).commands.find((command) => command.name() === "scan");
  const flags = scan?.options.map(({ long }) => long);

  it.each(Object.entries(SET_BY))("%s", (_, { flag, variable }) => {
    if (flag?.startsWith("--")) expect(flags).toContain(flag);
    expect(Object.keys(VARIABLES)).toContain(variable);
  });

  it("every variable is on it", () => {
    for (const name of Object.keys(VARIABLES)) expect(configurationPage()).toContain(`\`${name}\``);
  });

  it("defaults are those in force", async () => {
    const { severity, failOn, newOnly, strict, aws, estate } = await resolveSettings({}, [], {}, folder);
    const { properties } = JSON.parse(readFileSync(SCHEMA, "utf8"));
    const said = (key: string) => properties[key].default;
    expect({ severity, failOn, newOnly, strict }).toEqual({
      severity: said("severity"),
      failOn: said("fail_on"),
      newOnly: said("new_only"),
      strict: said("strict"),
    });
    expect(estate).toMatchObject({ ownerTags: said("owner_tags"), environmentTags: said("environment_tags") });
    const ofAws = properties.aws.properties;
    expect(aws).toEqual({
      organization: ofAws.organization.default,
      role: ofAws.role.default,
      services: ofAws.services.default,
      regions: ofAws.regions.default,
      everyUser: ofAws.every_user.default,
    });
  });
});

describe("the schema and the loader", () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  const WAIVER = "reason: r, owner: o";

  const loads = async (text: string): Promise<boolean> => {
    const file = join(folder, "nhi.yaml");
    writeFileSync(file, text);
    try {
      await loadConfig(file, { XDG_CONFIG_HOME: folder }, folder);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ name: "UsageError" });
      return false;
    }
  };

  it.each([
    "sources: [aws, aws:audit]",
    "sources: []",
    "{db: x/nhi.db, rules: [more], baseline: known.jsonl}",
    "{severity: medium, fail_on: none, new_only: true, strict: false}",
    'known_accounts: {"999988887777": Monitoring}',
    "environments: {production: ['aws:1*', prod-*]}",
    "{environment_tags: [stage], owner_tags: [team]}",
    "owners: {'arn:aws:iam::*:role/site-*': platform@acme.example}",
    "people: {present: [a@acme.example], departed: []}",
    "params: {AWS-001: {max_age: 60d}, AWS-016: {wide: [anyone, 3]}, AWS-002: {x: 3, y: true}}",
    `waivers: [{fingerprint: 7f3a91c2, ${WAIVER}, expires: 2027-03-31}]`,
    `waivers: [{rule: AWS-001, match: {scope: "aws:*", subject: x, type: y}, ${WAIVER}}]`,
    `waivers: [{fingerprint: 7f3a91c2, ${WAIVER}, entry: e, exposure: internet}]`,
    `accepted_gaps: [{scope: "aws:*", data_set: "aws/iam:*", ${WAIVER}}]`,
    `accepted_gaps: [{scope: "aws:*", rule: "*", data_set: x, ${WAIVER}, expires: 2028-02-29}]`,
    "aws: {organization: true, role: Audit, services: false, regions: [eu-west-1, us-gov-east-1], every_user: true}",
  ])("both take %s", async (text) => {
    expect({ schema: validate(parse(text)), loader: await loads(text) }).toEqual({ schema: true, loader: true });
  });

  it.each([
    "- sources",
    "sources: aws",
    "sources: ['']",
    "fail-on: high",
    "fail_on: hgh",
    "severity: none",
    "strict: 'yes'",
    "db: 3",
    "known_accounts: {vendor: x}",
    "environments: {production: aws}",
    "people: {gone: [a]}",
    "params: {AWS-001: 60d}",
    "params: {AWS-001: {max_age: {days: 60}}}",
    "params: {AWS-016: {wide: []}}",
    "params: {AWS-016: {wide: [[a]]}}",
    `waivers: [{${WAIVER}}]`,
    `waivers: [{fingerprint: 7f3a91c2, rule: AWS-001, ${WAIVER}}]`,
    "waivers: [{rule: AWS-001, owner: o}]",
    "waivers: [{rule: AWS-001, reason: '', owner: o}]",
    `waivers: [{rule: AWS-001, match: {name: x}, ${WAIVER}}]`,
    `waivers: [{rule: AWS-001, ${WAIVER}, expires: soon}]`,
    `waivers: [{rule: AWS-001, ${WAIVER}, expires: 2027-02-29}]`,
    `accepted_gaps: [{scope: "aws:*", ${WAIVER}}]`,
    `accepted_gaps: [{rule: AWS-001, ${WAIVER}}]`,
    "aws: {regions: []}",
    "aws: {regions: [europe]}",
    "aws: {regions: eu-west-1}",
    "aws: {everyUser: true}",
  ])("neither takes %s", async (text) => {
    expect({ schema: validate(parse(text)), loader: await loads(text) }).toEqual({ schema: false, loader: false });
  });
});
