// What stands where a secret will be is no secret; what is a secret stays one beside it.
import { describe, expect, it } from "vitest";
import { isSecretLike } from "../../src/collect/secret-like.js";
import { toSecretMark } from "../../src/collect/secrets.js";
import { JOIN_KEY } from "./support.js";

// Not within the addresses, so that a scan of this repository does not report them.
const WRITTEN = "hunter2hunter2";

const isSecret = (name: string, value: string) => isSecretLike(name, toSecretMark(value, JOIN_KEY));

describe("references and placeholders are no secrets", () => {
  it.each([
    ["DATABASE_URL", `postgres://u:${"$"}{DB_PASSWORD}@host/db`],
    ["DATABASE_URL", "postgres://u:$(DB_PASSWORD)@host/db"],
    ["DATABASE_URL", "postgres://u:$(cat /run/secrets/db)@host/db"],
    ["DATABASE_URL", "postgres://u:{{ vault.db }}@host/db"],
    ["DATABASE_URL", "postgres://u:{{resolve:secretsmanager:db:SecretString:password}}@host/db"],
    ["DATABASE_URL", "postgres://u:<password>@host/db"],
    ["DATABASE_URL", "postgres://u:%DB_PASSWORD%@host/db"],
    ["DATABASE_URL", "postgres://u:$DB_PASSWORD@host/db"],
    ["DATABASE_URL", "postgres://u:REDACTED@host/db"],
    ["DATABASE_URL", "postgres://u:[REDACTED]@host/db"],
    ["DATABASE_URL", "postgres://u:********@host/db"],
    ["DATABASE_URL", "postgres://u:#{DbPassword}#@host/db"],
    ["DB_PASSWORD", `${"$"}{DB_PASSWORD}`],
    ["DB_PASSWORD", `${"$"}{{ secrets.DB_PASSWORD }}`],
    ["DB_PASSWORD", `${"$"}{get_secret('arn:aws:secretsmanager:eu-west-1:111122223333:secret:db', 'SecretString')}`],
    ["DB_PASSWORD", `${"$"}{self:custom.databasePassword}`],
    ["DB_PASSWORD", "$(aws ssm get-parameter --name db --query (Parameter.Value))"],
    ["DB_PASSWORD", "{{db_password}}"],
    ["DB_PASSWORD", "$(db-password)"],
    ["DB_PASSWORD", "%DB_PASSWORD%"],
    ["DB_PASSWORD", "$DB_PASSWORD"],
    ["DB_PASSWORD", "<the password of the database>"],
    ["DB_PASSWORD", "***REDACTED***"],
    ["DB_PASSWORD", "((db-password))"],
    ["DB_PASSWORD", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db)"],
    ["AUTHORIZATION_TOKEN", `Bearer ${"$"}{API_TOKEN}`],
    ["DB_CREDENTIALS", `${"$"}{DB_USER}:${"$"}{DB_PASSWORD}`],
    ["CONNECTION_STRING", "Server=db.example.com;Database=shop;User Id=shop;Password=<password>;Encrypt=true"],
    ["CONNECTION_STRING", `AccountName=shop;AccountKey=${"$"}{STORAGE_KEY};EndpointSuffix=core.windows.net`],
  ])("%s=%s", (name, value) => {
    expect(isSecret(name, value)).toBe(false);
  });
});

describe("what is written out stays a secret", () => {
  it.each([
    ["DATABASE_URL", `postgres://u:${WRITTEN}@host/db`],
    ["DATABASE_URL", `postgres://${"$"}{DB_USER}:${WRITTEN}@host/db`],
    ["DATABASE_URL", `postgres://u:${WRITTEN}@${"$"}{DB_HOST}/db`],
    ["DATABASE_URL", `postgres://u:${"pa%C3%A9ssw0rd"}@host/db`],
    ["DATABASE_URL", `postgres://u:${"20261207"}@host/db`],
    ["DATABASE_URL", `postgres://u:${"changeme"}@host/db`],
    ["CONNECTION_STRING", "Server=db.example.com;User Id=shop;Password=20261207;Encrypt=true"],
    ["DB_PASSWORD", "aB3<xY9z>kQ2pL"],
    ["DB_PASSWORD", "a<Xk29pQ>b"],
    ["DB_PASSWORD", "((xK9vQ2pLw7"],
    ["DB_PASSWORD", "Pa$$w0rd123"],
    ["DB_PASSWORD", "redacted-by-Nobody-7"],
    ["DB_PASSWORD", `${"$"}{DB_USER}:hunter2hunter2`],
    ["AUTHORIZATION_TOKEN", "Bearer hunter2hunter2"],
    ["DB_PASSWORD", `${"$"}{DB_PASSWORD:-hunter2hunter2}`],
    ["CONNECTION_STRING", `Server=${"$"}{DB_HOST};User Id=shop;Password=hunter2hunter2;Encrypt=true`],
    ["ANYTHING", `ghp_${"a1B2".repeat(9)}`],
  ])("%s=%s", (name, value) => {
    expect(isSecret(name, value)).toBe(true);
  });
});

it("a long text is looked through once: blanks before what may be the name of a field are no reason to begin again", () => {
  expect(isSecret("DB_PASSWORD", `a${" ".repeat(50_000)}b`)).toBe(true);
});
