import { describe, expect, it } from "vitest";
import { announcesSecret, isSecretLike } from "../../src/collect/secret-like.js";
import { redact, type SecretMark, secretMarkOf, toSecretMark } from "../../src/collect/secrets.js";
import { JOIN_KEY } from "./support.js";

const mark = (value: string): SecretMark => toSecretMark(value, JOIN_KEY);
const KEY_ID = "AKIAEXAMPLE000000001";

describe("a name announces a secret", () => {
  it.each([
    ["DB_PASSWORD", true],
    ["dbPassword", true],
    ["db-pwd", true],
    ["API_TOKEN", true],
    ["apiKey", true],
    ["CLIENT_SECRET", true],
    ["AWS_SECRET_ACCESS_KEY", true],
    ["SENTRY_DSN", true],
    ["GH_PAT", true],
    ["BASIC_AUTH", true],
    // About a secret, or about something else.
    ["DB_PASSWORD_ARN", false],
    ["SECRET_NAME", false],
    ["SECRET_ID", false],
    ["TOKEN_TTL", false],
    ["TOKEN_URL", false],
    ["PASSWORD_MIN_LENGTH", false],
    ["CREDENTIALS_FILE", false],
    ["KEYBOARD", false],
    ["AUTHOR", false],
    ["PATH", false],
    ["COMPASS", false],
    ["BYPASS", false],
    ["AUTH_PROVIDER", false],
  ])("%s: %s", (name, expected) => {
    expect(announcesSecret(name)).toBe(expected);
  });
});

describe("a value is a secret", () => {
  it.each<[name: string, value: string, is: boolean]>([
    ["DB_PASSWORD", "correct-horse", true],
    ["SETTING", `ghp_${"a1B2".repeat(9)}`, true],
    ["DATABASE_URL", "postgres://app:hunter22@db.example/app", true],
    ["ANYTHING", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY+/", true],
    ["SETTING", "correct-horse", false],
    ["DB_PASSWORD", "", false],
    ["DB_PASSWORD", "short", false],
    ["DB_PASSWORD", "changeme", false],
    ["DB_PASSWORD", "<set by deploy>", false],
    ["DB_PASSWORD", "${DB_PASSWORD}", false],
    ["DB_PASSWORD", "{{resolve:secretsmanager:prod/db}}", false],
    ["DB_PASSWORD", "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf", false],
    ["USE_TOKEN", "true", false],
    ["API_TOKEN", "https://auth.example/token", false],
    ["PUBLIC_KEY_TOKEN", "-----BEGIN PUBLIC KEY-----", false],
    // Forty hexadecimal characters are a commit, not a key.
    ["COMMIT", "0123456789abcdef0123456789abcdef01234567", false],
    ["AWS_ACCESS_KEY", KEY_ID, false],
  ])("%s = %s: %s", (name, value, is) => {
    expect(isSecretLike(name, mark(value))).toBe(is);
  });
});

describe("marks", () => {
  it("show the last four of random formats, and of nothing that may be guessed", () => {
    expect(mark("postgres://app:hunter22@db.example/app")).not.toHaveProperty("last4");
    expect(mark("https://internal.example/admin")).not.toHaveProperty("last4");
    expect(mark(`ghp_${"a1B2".repeat(9)}`).last4).toBe("a1B2");
  });

  it("keep the id of an access key, live and from a recording, and no other id", () => {
    const page = redact({ a: KEY_ID, b: "correct-horse" }, ["a", "b"], JOIN_KEY);
    expect(secretMarkOf(page["a"])).toMatchObject({ type: "aws-access-key-id", id: KEY_ID });
    expect(redact(page, ["a", "b"], JOIN_KEY)).toEqual(page);
    expect(secretMarkOf(page["b"])).not.toHaveProperty("id");
    const forged = { $secret: { type: "text", length: 5, join: "j", id: "hunter2" } };
    expect(secretMarkOf(forged)).toEqual({ type: "text", length: 5, join: "j" });
    expect(secretMarkOf("hunter2")).toBeUndefined();
  });
});
