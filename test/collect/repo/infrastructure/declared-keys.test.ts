// Static credentials that code makes, and secrets that it writes out: each beside one that is none.
import { describe, expect, it } from "vitest";
import { Folder, scan, secretsOf } from "../checkout.js";
import { partOf } from "./judged.js";

async function keys(files: { readonly [path: string]: string }): Promise<unknown[]> {
  const { nodes = [] } = await partOf(files);
  return nodes
    .filter(({ type }) => type === "repo.declared-key")
    .map(({ id, properties }) => [
      id.slice("repo:acme/site/code/".length),
      properties["status"],
      properties["opens_cloud"],
      properties["line"],
    ]);
}

describe("credentials that code makes", () => {
  it.each<[name: string, text: string, found: unknown[]]>([
    [
      "an access key",
      `resource "aws_iam_access_key" "k" {\n  user = "ci"\n}`,
      [["#aws_iam_access_key.k", "active", true, 1]],
    ],
    [
      "one that is switched off",
      `resource "aws_iam_access_key" "k" {\n  status = "Inactive"\n}`,
      [["#aws_iam_access_key.k", "inactive", true, 1]],
    ],
    [
      "a service account key",
      `\nresource "google_service_account_key" "k" {}`,
      [["#google_service_account_key.k", "active", true, 2]],
    ],
    [
      "a key of a monitoring service",
      `resource "datadog_api_key" "k" {}`,
      [["#datadog_api_key.k", "active", false, 1]],
    ],
    [
      "a deploy key that writes",
      `resource "github_repository_deploy_key" "k" {\n  read_only = false\n}`,
      [["#github_repository_deploy_key.k", "active", true, 1]],
    ],
    [
      "a deploy key that reads",
      `resource "github_repository_deploy_key" "k" {\n  read_only = true\n}`,
      [["#github_repository_deploy_key.k", "active", false, 1]],
    ],
    [
      "a CI secret that holds a key of the code",
      `resource "github_actions_secret" "s" {\n  plaintext_value = aws_iam_access_key.k.secret\n}`,
      [["#github_actions_secret.s", "active", true, 2]],
    ],
    [
      "a CI secret from elsewhere",
      `resource "github_actions_secret" "s" {\n  plaintext_value = var.x\n}`,
      [["#github_actions_secret.s", "active", false, 2]],
    ],
    [
      "a CI secret that is encrypted already",
      `resource "github_actions_secret" "s" {\n  encrypted_value = var.x\n}`,
      [],
    ],
    ["a user, and reading of keys", `resource "aws_iam_user" "u" {}\ndata "google_service_account_key" "k" {}`, []],
    ["none of a count of nothing", `resource "aws_iam_access_key" "k" {\n  count = 0\n}`, []],
  ])("%s", async (_, text, found) => {
    expect(await keys({ "main.tf": text })).toEqual(found);
  });

  it("of a template", async () => {
    const text = `Resources:
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref User } }
  Off: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref User, Status: Inactive } }
  User: { Type: AWS::IAM::User }
  Person: { Type: AWS::IAM::User, Properties: { LoginProfile: { Password: !Ref P } } }
`;
    expect(await keys({ "s.yml": text })).toEqual([
      ["s.yml#Key", "active", true, 2],
      ["s.yml#Off", "inactive", true, 3],
      ["s.yml#Person", "active", true, 5],
    ]);
  });
});

describe("secrets that code writes out", () => {
  // Invented, and put together so that no file of this project holds one.
  const VALUE = ["Tr0ub4dor", "and3"].join("&");

  it.each<[name: string, path: string, text: string, found: string[]]>([
    [
      "an argument",
      "main.tf",
      `resource "aws_db_instance" "d" {\n  password = "${VALUE}"\n}`,
      ["main.tf:2 assignment password"],
    ],
    [
      "a default",
      "main.tf",
      `variable "db_password" {\n  type = string\n  default = "${VALUE}"\n}`,
      ["main.tf:3 assignment default"],
    ],
    [
      "a property",
      "s.yaml",
      `Resources:\n  D:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: ${VALUE}\n`,
      ["s.yaml:5 assignment MasterUserPassword"],
    ],
    [
      "a parameter",
      "s.yaml",
      `Parameters:\n  DbPassword:\n    Type: String\n    Default: ${VALUE}\nResources: { D: { Type: AWS::RDS::DBInstance } }\n`,
      ["s.yaml:4 assignment Default"],
    ],
    [
      "a reference",
      "main.tf",
      'resource "aws_db_instance" "d" {\n  password = random_password.db.result\n  token = "${var.token}"\n}',
      [],
    ],
    [
      "the name of a secret",
      "main.tf",
      'resource "x" "y" {\n  secret_name = "prod-db-2"\n  secret = "prod-db-password"\n  token_ttl = "3600s"\n}',
      [],
    ],
    [
      "a dynamic reference",
      "s.yaml",
      'Resources:\n  D:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: "{{resolve:secretsmanager:db:SecretString:password}}"\n',
      [],
    ],
    ["the same property in another file", "values.yaml", `MasterUserPassword: ${VALUE}\n`, []],
  ])("%s", async (_, path, text, found) => {
    const gathered = await scan(new Folder({ [path]: text }).committed());
    expect(secretsOf(gathered)).toEqual(found);
    expect(
      JSON.stringify([gathered.nodes, gathered.edges, gathered.gaps, [...gathered.documents.values()]]),
    ).not.toContain("ub4dor");
  });
});
