// Every file of Terraform that nhi writes for the built-in company: its syntax by the parser of others, its arguments by what the
// providers document, and nothing in it refers to what it does not declare.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readTerraform } from "../../src/collect/repo/infrastructure/terraform.js";
import { acmeDatabase } from "./acme-database.js";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

interface Arguments {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** registry.terraform.io/providers/hashicorp/{aws,azuread,azurerm,google}/latest/docs/resources, as far as nhi writes of them. */
const DOCUMENTED: { readonly [type: string]: Arguments } = {
  aws_iam_openid_connect_provider: { required: ["url", "client_id_list"], optional: ["thumbprint_list", "tags"] },
  aws_iam_policy: { required: ["policy"], optional: ["name", "path", "description", "tags"] },
  aws_iam_role: {
    required: ["assume_role_policy"],
    optional: ["name", "path", "description", "max_session_duration", "permissions_boundary", "tags"],
  },
  aws_iam_role_policy: { required: ["role", "policy"], optional: ["name"] },
  aws_iam_role_policy_attachment: { required: ["role", "policy_arn"], optional: [] },
  aws_rolesanywhere_profile: { required: ["name"], optional: ["enabled", "role_arns", "duration_seconds", "tags"] },
  aws_rolesanywhere_trust_anchor: { required: ["name"], optional: ["enabled", "tags"] },
  azuread_application_federated_identity_credential: {
    required: ["application_id", "audiences", "display_name", "issuer", "subject"],
    optional: ["description"],
  },
  // A part of a resource that is there: what it requires stands in the rest of it.
  azurerm_storage_account: {
    required: [],
    optional: ["shared_access_key_enabled", "default_to_oauth_authentication"],
  },
  google_iam_workload_identity_pool: {
    required: ["workload_identity_pool_id"],
    optional: ["project", "display_name", "description"],
  },
  google_iam_workload_identity_pool_provider: {
    required: ["workload_identity_pool_id", "workload_identity_pool_provider_id"],
    optional: ["project", "display_name", "description", "attribute_condition", "attribute_mapping"],
  },
  google_service_account_iam_member: { required: ["service_account_id", "role", "member"], optional: [] },
};

const REFERENCE = /\b((?:aws|azuread|azurerm|google)_\w+\.\w+)\.\w+/g;

/** What is wrong with a file, in words; nothing when it is right. */
async function faultsOf(path: string, text: string): Promise<readonly string[]> {
  // Files without a word that nhi looks for are not parsed: this one is.
  const { declared, faults } = await readTerraform([{ path, text: `${text}\n# assume_role_policy\n` }]);
  const names = [...text.matchAll(/^resource "(\w+)" "([\w-]+)"/gm)].map(([, type, name]) => `${type}.${name}`);
  const referred = [...text.replace(/^\s*#.*$/gm, "").matchAll(REFERENCE)].map(([, name]) => name ?? "");
  return [
    ...faults.map((fault) => `syntax: ${JSON.stringify(fault)}`),
    ...(names.length === 0 ? ["no resource"] : []),
    ...(declared.length === names.length ? [] : [`${declared.length} of ${names.length} resources were read`]),
    ...referred.filter((name) => !names.includes(name)).map((name) => `${name} is not declared`),
    ...declared.flatMap(({ block }) => {
      const [type = ""] = block.labels;
      const known = DOCUMENTED[type];
      const given = [...block.attributes.keys()];
      if (known === undefined) return [`${type}: no such resource in the table`];
      const { required, optional } = known;
      return [
        ...required.filter((name) => !given.includes(name)).map((name) => `${type}: without ${name}`),
        ...given
          .filter((name) => !required.includes(name) && !optional.includes(name))
          .map((name) => `${type}: ${name} is no argument of it`),
      ];
    }),
  ];
}

let written: readonly (readonly [string, string])[] = [];

beforeAll(async () => {
  const folder = freshFolder();
  await acmeDatabase(join(folder, "copy.db"));
  const plan = await nhi(["plan", "--db", "copy.db", "--out", "plan"], folder);
  const boundary = await nhi(["boundary", "role/site-deploy", "--db", "copy.db", "--out", "boundary"], folder);
  // 3: parts of what the role may do were not in the recording; its boundary is written all the same.
  expect([plan.code, boundary.code], plan.stderr + boundary.stderr).toEqual([0, 3]);
  written = ["plan", "boundary"].flatMap((part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith(".tf"))
      .map((name) => [name, readFileSync(join(folder, part, name), "utf8")] as const),
  );
});

it("the plan of the company and a boundary are what their providers take", async () => {
  expect(written.length).toBeGreaterThan(10);
  const faults: { [name: string]: readonly string[] } = {};
  for (const [name, text] of written) {
    const found = await faultsOf(name, text);
    if (found.length > 0) faults[name] = found;
  }
  expect(faults).toEqual({});
});

describe("what is wrong is found", () => {
  it.each([
    ["a brace that is missing", (text: string) => text.replace(/\}\s*$/, ""), /syntax/],
    [
      "a required argument that is missing",
      (text: string) => text.replace(/^\s*assume_role_policy\b/m, "  tags"),
      /without/,
    ],
    ["an argument that there is not", (text: string) => text.replace(/^(\s*)name\b/m, "$1nmae"), /nmae is no argument/],
    [
      "a reference to nothing",
      (text: string) =>
        `${text}\nresource "aws_iam_role_policy" "x" {\n  role = aws_iam_role.nowhere.name\n  policy = ""\n}\n`,
      /nowhere is not declared/,
    ],
  ])("%s", async (_, broken, words) => {
    const [name, text] = written.find((one) => one[1].includes('resource "aws_iam_role" ')) ?? ["", ""];
    expect((await faultsOf(name, broken(text))).join("\n")).toMatch(words);
  });
});
