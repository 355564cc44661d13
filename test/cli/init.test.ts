// nhi init: writes what this machine can reach, as a file that nhi and an editor take, and overwrites nothing unasked.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ACME, freshFolder, nhi } from "./nhi.js";

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const isConfig = ajv.compile(JSON.parse(readFileSync("docs/schema/nhi.schema.json", "utf8")));
const KEY = "aws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=marker-own-secret\n";

function expectConfig(text: string): ReturnType<typeof parse> {
  const config: unknown = parse(text);
  isConfig(config);
  expect(isConfig.errors ?? []).toEqual([]);
  return config;
}

const written = (folder: string): string => readFileSync(join(folder, "nhi.yaml"), "utf8");

function withFiles(config: string, credentials = ""): string {
  const folder = freshFolder();
  mkdirSync(join(folder, ".aws"));
  writeFileSync(join(folder, ".aws/config"), config);
  writeFileSync(join(folder, ".aws/credentials"), credentials);
  return folder;
}

describe("nothing to reach", () => {
  it("writes a file all the same, and says what to do", async () => {
    const folder = freshFolder();
    const { code, stdout, stderr } = await nhi(["init"], folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^nhi: wrote nhi\.yaml: no source.*\n {5}next: aws configure sso.*nhi demo\n$/);
    expect(expectConfig(written(folder))).toEqual({ sources: [], fail_on: "high" });
  });

  it("with every comment taken away it is valid too, for nhi as for the schema", async () => {
    const folder = freshFolder();
    await nhi(["init"], folder);
    const all = written(folder).replaceAll(/^# ?(?=(?: *- | {2,}\w| {2,}"|[a-z_]+:(?: |$)))/gm, "");
    const config = expectConfig(all);
    expect(Object.keys(config)).toEqual(
      expect.arrayContaining(["aws", "baseline", "waivers", "accepted_gaps", "params"]),
    );
    writeFileSync(join(folder, "nhi.yaml"), all);
    const made = await nhi(["baseline", "create", "--bundle", ACME], folder);
    expect(made.code, made.stderr).toBe(0);
    const scan = await nhi(["scan", "--bundle", ACME, "--format", "json"], folder);
    expect(scan.code, scan.stderr).toBe(0);
  });
});

describe("what is found", () => {
  it("is written with the reason, and a config that nhi reads", async () => {
    const folder = freshFolder();
    const env = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "marker-own-secret" };
    const { code, stderr } = await nhi(["init"], folder, env);
    expect(code).toBe(0);
    expect(stderr).toBe("nhi: wrote nhi.yaml: aws (AWS_ACCESS_KEY_ID is set); next: nhi doctor\n");
    expect(expectConfig(written(folder)).sources).toEqual(["aws"]);
    expect(written(folder)).not.toMatch(/marker|AKIAIOSFODNN7EXAMPLE/);
    const planned = await nhi(["scan", "--dry-run"], folder);
    expect(planned.stdout).toMatch(/^aws +sts:GetCallerIdentity/m);
  });

  it("several profiles and no default: nothing is chosen, all are there to be chosen", async () => {
    const folder = withFiles(
      '[profile audit]\nsso_session=corp\n[profile "prod: # eu"]\nrole_arn=arn:aws:iam::111122223333:role/x\n',
      `[ci]\n${KEY}`,
    );
    const { stderr } = await nhi(["init"], folder);
    expect(stderr).toMatch(/no source yet; 3 further profiles in it as comments: choose one, then nhi doctor/);
    expect(expectConfig(written(folder)).sources).toEqual([]);
    const chosen = written(folder)
      .replace("sources: []", "sources:")
      .replaceAll(/^ {2}# - /gm, "  - ");
    expect(expectConfig(chosen).sources).toEqual(["aws:audit", "aws:prod: # eu", "aws:ci"]);
    expect(chosen).not.toMatch(/marker/);
  });

  it("a scan without a source names them", async () => {
    const folder = withFiles("[profile a]\nsso_session=corp\n[profile b]\nsso_session=corp\n");
    const { code, stderr } = await nhi(["scan"], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Profiles that are there: aws:a, aws:b\n/);
  });
});

describe("a file that is there", () => {
  it("is kept; --force replaces it, --print shows what would be written", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "nhi.yaml"), "fail_on: none\n");
    const refused = await nhi(["init"], folder);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/nhi\.yaml is there already; --force replaces it, --print shows/);
    const printed = await nhi(["init", "--print"], folder);
    expect(printed.code).toBe(0);
    expect(written(folder)).toBe("fail_on: none\n");
    expect((await nhi(["init", "--force"], folder)).code).toBe(0);
    expect(written(folder)).toBe(printed.stdout);
  });

  it("is kept when it is a link that leads nowhere", async () => {
    const folder = freshFolder();
    symlinkSync("elsewhere.yaml", join(folder, "nhi.yaml"));
    expect((await nhi(["init"], folder)).code).toBe(2);
    expect(existsSync(join(folder, "elsewhere.yaml"))).toBe(false);
  });

  it("is kept when it is broken: init does not read it, and neither does --print", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "nhi.yaml"), "fail_on: [\n");
    expect((await nhi(["init", "--print"], folder)).code).toBe(0);
    expect((await nhi(["init"], folder)).stderr).toMatch(/is there already/);
  });

  it("in a folder above it no longer counts, and that is said", async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, "nhi.yaml"), "fail_on: none\n");
    mkdirSync(join(folder, "team"));
    const { stderr, code } = await nhi(["init"], folder, {}, { cwd: join(folder, "team") });
    expect(code).toBe(0);
    expect(stderr).toMatch(/\.\.\/nhi\.yaml no longer counts in this folder/);
    expect(written(folder)).toBe("fail_on: none\n");
  });

  it("cannot be written: said, nothing left behind", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "nhi.yaml"));
    const { code, stderr } = await nhi(["init", "--force"], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/nhi\.yaml: cannot be written: it is a folder/);
  });
});
