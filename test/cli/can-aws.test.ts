// nhi can and who-can of AWS: resources by name, and what is no resource at all. A policy is silent about a text that is no ARN,
// which reads like a denial.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const ACCOUNT = "111122223333";
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:mail-out`;
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/platform-admin`;
const AT = ["--now", "2026-01-15T00:00:00Z"];
let acme = "";
let db = "";

beforeAll(async () => {
  acme = join(freshFolder(), "acme");
  cpSync(new URL("../../fixtures/acme", import.meta.url), acme, { recursive: true });
  const bundle = JSON.parse(readFileSync(join(acme, "bundle.json"), "utf8")) as { asked: string[] };
  write("bundle.json", { ...bundle, asked: [...bundle.asked, "aws/s3:buckets"] });
  const s3 = `aws/${ACCOUNT}/s3api`;
  write(`${s3}/list-buckets.json`, { Buckets: [{ Name: "acme-site", CreationDate: "2024-01-01T00:00:00+00:00" }] });
  write(`${s3}/get-bucket-policy/acme-site.error.json`, { error: "NoSuchBucketPolicy", status: 404 });
  db = join(freshFolder(), "acme.db");
  const scanned = await nhi(["scan", "--bundle", acme, "--db", db, "--fail-on", "none", "--quiet", ...AT]);
  expect(scanned.code, scanned.stderr).toBe(0);
});

function write(path: string, value: object): void {
  mkdirSync(dirname(join(acme, path)), { recursive: true });
  writeFileSync(join(acme, path), JSON.stringify(value));
}

const ask = async (...args: string[]) => await nhi([...args, "--db", db, ...AT]);

it.each([
  ["can", "role/site-deploy", "lambda:InvokeFunction", "mail-out"],
  ["can", "role/site-deploy", "s3:PutObject", "acme-site"],
  ["can", "role/site-deploy", "s3:GetObject", "acme-data"],
  ["who-can", "iam:PassRole", "role/platform-admin"],
  ["who-can", "s3:QuiteNew"],
])("%s %s %s %s of a recording is what it is of the database of its scan", async (...question) => {
  const ofRecording = await nhi([...question, "--bundle", acme, ...AT]);
  expect(ofRecording).toEqual(await ask(...question));
  expect(ofRecording.code === 2, ofRecording.stderr).toBe(question.includes("acme-data"));
});

describe("a resource of AWS by its name", () => {
  it.each([
    [["role/site-deploy", "iam:PassRole", "role/platform-admin"], ADMIN],
    // a role has that name as well: the action says which is meant
    [["role/site-deploy", "lambda:InvokeFunction", "mail-out"], FUNCTION],
    [["role/site-deploy", "s3:PutObject", "acme-site/index.html"], "arn:aws:s3:::acme-site/index.html"],
  ])("%j is asked of %s", async (question, arn) => {
    const named = await ask("can", ...question, "--format", "json");
    const whole = await ask("can", ...question.slice(0, 2), arn, "--format", "json");
    expect(JSON.parse(named.stdout)).toEqual(JSON.parse(whole.stdout));
    expect(JSON.parse(named.stdout)).toMatchObject({ verdict: "allowed", resource: arn });
    expect((await ask("can", ...question)).stdout.replace(/\n/g, "")).toContain(`of ${arn}`);
  });

  it("is what who-can is asked of, too", async () => {
    const named = await ask("who-can", "iam:PassRole", "role/platform-admin");
    const whole = await ask("who-can", "iam:PassRole", ADMIN);
    expect(named.stdout).toBe(whole.stdout);
    expect(named.stdout).toContain(":role/site-deploy\n");
    expect(named.stderr).toContain(`nhi: asked of ${ADMIN}\n`);
    expect(whole.stderr).not.toContain("asked of");
  });
});

describe("a bucket that was not read", () => {
  it.each([
    ["acme-stie/x", true],
    ["acme-site/x", false],
    ["acme-data/x", false],
  ])("%s is told of where one is called nearly so: %s", async (path, isTold) => {
    const { stderr } = await ask("who-can", "s3:GetObject", `arn:aws:s3:::${path}`);
    expect(stderr.includes('no bucket acme-stie was read, did you mean "acme-site"?')).toBe(isTold);
    expect(stderr.includes("did you mean")).toBe(isTold);
  });
});

describe("what is no resource of AWS", () => {
  it.each([
    ["acme-data", /"acme-data" is no ARN, and nothing of AWS that was read is called so; give the ARN/],
    ["acme-stie", /"acme-stie" is no ARN, .*, did you mean "acme-site"\?/],
    ["acme-stie/x", /did you mean "acme-site"\?/],
    ["no-bucket/x", /"no-bucket\/x" is no ARN/],
    ["arn:aws:s3", /"arn:aws:s3" is no whole ARN/],
  ])("%s is a mistake, not a denial", async (resource, message) => {
    for (const command of [["can", "role/site-deploy"], ["who-can"]]) {
      const { code, stdout, stderr } = await ask(...command, "s3:GetObject", resource);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(message);
    }
  });

  it("is an ARN where a pattern is, or *", async () => {
    for (const resource of ["*", "arn:aws:s3:::acme-*", "arn:aws:iam::999988887777:role/x"])
      expect((await ask("can", "role/site-deploy", "s3:GetObject", resource)).code).toBe(1);
  });
});

describe("an action on objects asked of a bucket", () => {
  const note = (action: string) =>
    `${action} is about objects, and this is a bucket: ask for arn:aws:s3:::acme-site/*, or one object`;

  it.each(["s3:PutObject", "s3:GetObjectVersion", "s3:ListMultipartUploadParts"])("%s is told", async (action) => {
    const { stdout } = await ask("can", "role/site-deploy", action, "acme-site");
    expect(stdout.replace(/\s+/g, " ")).toContain(note(action));
    expect((await ask("who-can", action, "arn:aws:s3:::acme-site")).stderr).toContain(note(action));
  });

  it.each([
    ["s3:ListBucket", "acme-site"],
    ["s3:ListBucketMultipartUploads", "acme-site"],
    ["s3:PutBucketObjectLockConfiguration", "acme-site"],
    ["s3:PutObject", "arn:aws:s3:::acme-site/*"],
  ])("%s of %s is no such thing", async (action, resource) => {
    expect((await ask("can", "role/site-deploy", action, resource)).stdout).not.toContain("is about objects");
  });
});

describe("an action that AWS's reference does not have", () => {
  const told = async (...args: string[]) => {
    const { stdout, stderr } = await ask(...args);
    return `${stdout} ${stderr}`.replace(/\s+/g, " ");
  };

  it.each([
    ["s3:GetObjcet", 'AWS\'s reference has no action s3:GetObjcet, did you mean "s3:GetObject"?'],
    ["lamda:InvokeFunction", 'did you mean "lambda:InvokeFunction"?'],
    ["s3:QuiteNew", "AWS's reference has no action s3:QuiteNew "],
  ])("%s is told before all else, and that it is denied is no answer", async (action, note) => {
    const can = await ask("can", "role/site-deploy", action);
    expect(can.code).toBe(3);
    const said = can.stdout.replace(/\s+/g, " ");
    expect(said.slice(0, said.indexOf("as written: denied no policy"))).toContain(note);
    expect(said).toMatch(/^depends AWS's reference has no action/);
    const { verdict, as_written } = JSON.parse(
      (await ask("can", "role/site-deploy", action, "--format", "json")).stdout,
    ) as { verdict: string; as_written: string };
    expect([verdict, as_written]).toEqual(["unknown", "implicit-deny"]);
    const whoCan = await ask("who-can", action);
    expect([whoCan.code, whoCan.stderr.replace(/\s+/g, " ")]).toEqual([3, expect.stringContaining(note)]);
  });

  it("is asked for whom there is: the one that was meant is named, of a pattern those that it fits", async () => {
    expect((await ask("can", "role/site-deploi", "s3:GetObject")).stderr).toContain('did you mean "role/site-deploy"?');
    const pattern = await ask("can", "role/site-*", "s3:GetObject");
    expect([pattern.code, pattern.stderr]).toEqual([
      2,
      expect.stringMatching(/no user or role that was read; names are written whole, one at a time: .*site-deploy/),
    ]);
    expect((await ask("explain", "site-…ploy")).stderr).toMatch(
      /; names are written whole, one at a time: site-deploy$/m,
    );
    expect((await ask("can", "role/zzz-*", "s3:GetObject")).stderr).toContain("read; nhi inventory lists them");
    expect((await ask("boundary", "role/site")).stderr).toContain('did you mean "role/site-deploy"?');
  });

  it("is answered as written in a file of questions", async () => {
    const file = join(freshFolder(), "questions.jsonl");
    writeFileSync(
      file,
      JSON.stringify({
        principal: `arn:aws:iam::${ACCOUNT}:role/site-deploy`,
        action: "s3:GetObjcet",
        resource: "*",
        context: {},
      }),
    );
    const { code, stdout } = await ask("can", "--requests", file, "--format", "jsonl");
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ verdict: "implicit-deny" })]);
  });

  it("is still allowed to whoever may all, and one in other case is known", async () => {
    expect((await ask("can", "role/platform-admin", "s3:QuiteNew")).code).toBe(0);
    expect(await told("can", "role/site-deploy", "S3:getobject".toLowerCase())).not.toContain("reference has no");
  });
});
