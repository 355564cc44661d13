// Log files of CloudTrail: plain, gzipped, as lookup-events prints them; broken ones are named and the others are read.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { actionsOf, placeOf } from "../../src/analyze/aws/used-actions.js";
import { readTrail, type TrailFault, type TrailRecord } from "../../src/collect/trail-files.js";
import { freshFolder } from "../cli/nhi.js";

const USER = "arn:aws:iam::111122223333:user/ci";
const ROLE = "arn:aws:iam::111122223333:role/path/deploy";

function event(eventName: string, more: object = {}) {
  return {
    eventVersion: "1.11",
    userIdentity: { type: "IAMUser", arn: USER, accountId: "111122223333", userName: "ci" },
    eventTime: "2026-10-01T10:00:00Z",
    eventSource: "s3.amazonaws.com",
    eventName,
    requestParameters: { secret: "MARKER-EXAMPLE-not-kept" },
    ...more,
  };
}

const SESSION = {
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/deploy/me",
    sessionContext: { sessionIssuer: { type: "Role", arn: ROLE } },
  },
};

async function read(path: string): Promise<{ records: TrailRecord[]; faults: TrailFault[] }> {
  const faults: TrailFault[] = [];
  const records: TrailRecord[] = [];
  for await (const record of readTrail(path, faults)) records.push(record);
  return { records, faults };
}

describe("log files", () => {
  it("are read at any depth, gzipped or not; a session is its role's; parameters are not kept", async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, "eu-west-1/2026"), { recursive: true });
    writeFileSync(join(folder, "a.json"), JSON.stringify({ Records: [event("PutObject", { eventCategory: "Data" })] }));
    const zipped = gzipSync(
      JSON.stringify({ Records: [event("ListBuckets", SESSION), event("GetObject", { errorCode: "AccessDenied" })] }),
    );
    writeFileSync(join(folder, "eu-west-1/2026/b.json.gz"), zipped);
    writeFileSync(join(folder, "notes.txt"), "no log");
    const { records, faults } = await read(folder);
    expect(faults).toEqual([]);
    expect(records.map(({ principal, name, isData, failed }) => [principal, name, isData, failed])).toEqual([
      [USER, "PutObject", true, false],
      [ROLE, "ListBuckets", false, false],
      [USER, "GetObject", false, true],
    ]);
    expect(JSON.stringify(records)).not.toContain("MARKER");
  });

  it("of lookup-events have the record as a text", async () => {
    const file = join(freshFolder(), "events.json");
    writeFileSync(
      file,
      JSON.stringify({ Events: [{ EventId: "1", CloudTrailEvent: JSON.stringify(event("ListBuckets")) }] }),
    );
    expect((await read(file)).records).toMatchObject([{ principal: USER, name: "ListBuckets", source: "s3" }]);
  });

  it("that are cut off give what precedes the cut, and are named", async () => {
    const folder = freshFolder();
    const text = JSON.stringify({ Records: [event("PutObject"), event("GetObject")] });
    writeFileSync(join(folder, "a.json"), text.slice(0, -40));
    writeFileSync(join(folder, "b.json.gz"), "not gzip");
    writeFileSync(join(folder, "c.json"), JSON.stringify({ Records: [event("ListBuckets")] }));
    const { records, faults } = await read(folder);
    expect(records.map(({ name }) => name)).toEqual(["PutObject", "ListBuckets"]);
    expect(faults.map(({ file }) => file.slice(-9))).toEqual(
      ["a.json", "b.json.gz"].map((name) => join(folder, name).slice(-9)),
    );
  });

  it("are read as PowerShell writes them: UTF-16, or with a byte order mark, in one list or a line each", async () => {
    const folder = freshFolder();
    const list = JSON.stringify({ Records: [event("PutObject", { requestParameters: { key: "größe" } })] });
    writeFileSync(join(folder, "a.json"), `\ufeff${list}`, "utf16le");
    writeFileSync(join(folder, "b.json"), `\ufeff${list}`);
    writeFileSync(join(folder, "c.jsonl"), `\ufeff${JSON.stringify(event("GetObject"))}\r\n`, "utf16le");
    writeFileSync(join(folder, "d.json.gz"), gzipSync(Buffer.from(`\ufeff${list}`, "utf16le")));
    const { records, faults } = await read(folder);
    expect(faults).toEqual([]);
    expect(records.map(({ name }) => name)).toEqual(["PutObject", "PutObject", "GetObject", "PutObject"]);
  });

  it("that are not there are a usage error", async () => {
    await expect(read(join(freshFolder(), "none"))).rejects.toThrow("no such file or folder");
  });
});

describe("events as actions", () => {
  it.each([
    ["s3", "PutObject", ["s3:PutObject"]],
    ["s3", "ListObjectsV2", ["s3:ListBucket"]],
    ["lambda", "UpdateFunctionCode20150331v2", ["lambda:UpdateFunctionCode"]],
    ["lambda", "Invoke", ["lambda:InvokeFunction"]],
    ["monitoring", "PutMetricData", ["cloudwatch:PutMetricData"]],
    ["sts", "GetCallerIdentity", []],
    ["signin", "ConsoleLogin", undefined],
  ])("%s %s", (source, name, actions) => {
    expect(actionsOf(source, name)).toEqual(actions);
  });

  it("are kept for a bucket, not for one object of it", () => {
    expect(placeOf("arn:aws:s3:::site/a/b.html")).toBe("arn:aws:s3:::site/*");
    expect(placeOf("arn:aws:s3:::site")).toBe("arn:aws:s3:::site");
    expect(placeOf("arn:aws:dynamodb:eu-west-1:111122223333:table/t")).toBe(
      "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
    );
  });
});
