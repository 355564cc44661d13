import { describe, expect, it } from "vitest";
import { parseReport, type ReportSlot } from "../../../src/collect/aws/report-rows.js";
import { matchSlots, toSlotCredential } from "../../../src/collect/aws/slots.js";
import { gatherBundle } from "../support.js";

const COLUMNS = [
  "user",
  "arn",
  "password_enabled",
  "password_last_used",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_1_last_used_service",
];
const csv = (...rows: string[][]): string => [COLUMNS, ...rows].map((row) => row.join(",")).join("\n");

describe("rows of a credential report", () => {
  it("read the special words for what they are", async () => {
    const [user] = await parseReport(
      csv(["u", "arn:u", "TRUE", "no_information", "false", "true", "2020-01-01 00:00:00+00:00", "N/A", "N/A"]),
    );
    expect(user).toMatchObject({ passwordEnabled: true, passwordLastUsedAt: undefined, mfaActive: false });
    expect(user?.keys).toMatchObject([
      {
        number: 1,
        isActive: true,
        rotatedAt: "2020-01-01T00:00:00Z",
        lastUsedAt: undefined,
        lastUsedService: undefined,
      },
    ]);
    const [root] = await parseReport(
      csv(["<root_account>", "arn:r", "not_supported", "N/A", "true", "false", "N/A", "N/A", "N/A"]),
    );
    expect(root).toMatchObject({ passwordEnabled: undefined, mfaActive: true, keys: [] });
  });

  it("stand by the names of the columns, not by their order, with a byte order mark and quotes", async () => {
    const [row] = await parseReport('\uFEFF"mfa_active","arn","user"\r\n"true","arn:u","a,b"\r\n');
    expect(row).toMatchObject({ user: "a,b", arn: "arn:u", mfaActive: true });
  });

  it.each([
    ["nothing", ""],
    ["a page of HTML", "<html>\n<body>x</body></html>"],
    ["another CSV", "name,size\na,1"],
    ["a row of another width", "user,arn\na"],
  ])("are none of %s", async (_, text) => {
    await expect(parseReport(text)).rejects.toMatchObject({ kind: "broken", code: "WrongShape" });
  });

  it("may be none: a header alone is an empty report", async () => {
    expect(await parseReport(csv())).toEqual([]);
  });
});

const slot = (number: number, rotatedAt: string | undefined, isActive = true): ReportSlot => ({
  number,
  rotatedAt,
  isActive,
  lastUsedAt: undefined,
  lastUsedRegion: undefined,
  lastUsedService: undefined,
});
const key = (id: string, createdAt: string | undefined) => ({ id, createdAt });

describe("slots and listed credentials", () => {
  it.each([
    [
      "both by time, whatever their order",
      [slot(1, "t1"), slot(2, "t2")],
      [key("b", "t2"), key("a", "t1")],
      { 1: "a", 2: "b" },
      [],
    ],
    ["the last two left", [slot(1, "t1"), slot(2, "t2")], [key("a", "t1"), key("b", "t9")], { 1: "a", 2: "b" }, []],
    ["no guess between two", [slot(1, "t1"), slot(2, "t2")], [key("a", "t8"), key("b", "t9")], {}, [1, 2]],
    [
      "two keys of one second",
      [slot(1, "t1"), slot(2, "t1")],
      [key("a", "t1"), key("b", "t1")],
      { 1: "a", 2: "b" },
      [],
    ],
    ["a key newer than the report", [], [key("a", "t1")], {}, []],
    ["a key that is gone", [slot(1, "t1")], [], {}, [1]],
  ])("pair %s", (_, slots, listed, pairs, left) => {
    const { matched, rest } = matchSlots(slots, listed);
    expect(Object.fromEntries(matched.map(([found, credential]) => [found.number, credential.id]))).toEqual(pairs);
    expect(rest.map(({ number }) => number)).toEqual(left);
  });

  it("have ids that stay and do not collide", () => {
    const slots = [slot(1, "t1"), slot(2, "t1")];
    const of = { user: "u", principal: "arn:u", key: "AIDA1", type: "access-key", slots, use: {} };
    expect(slots.map((found) => toSlotCredential(found, of).id)).toEqual([
      "AIDA1/access-key/t1",
      "AIDA1/access-key/t1/2",
    ]);
    expect(toSlotCredential(slot(2, undefined), of).id).toBe("AIDA1/access-key/slot-2");
  });
});

describe("the report in a bundle", () => {
  const content = csv([
    "u",
    "arn:aws:iam::111122223333:user/u",
    "false",
    "N/A",
    "false",
    "true",
    "2020-01-01T00:00:00+00:00",
    "N/A",
    "N/A",
  ]);
  const path = "aws/111122223333/iam/get-credential-report.json";

  it.each([
    ["base64, as the CLI prints it", Buffer.from(content).toString("base64")],
    ["text, as some tools do", content],
  ])("is read as %s", async (_, Content) => {
    const graph = await gatherBundle({
      [path]: { Content, ReportFormat: "text/csv", GeneratedTime: "2026-05-01T00:00:00+00:00" },
    });
    expect(graph.state("aws/iam:credential-report")).toBe("complete");
    expect(graph.ofType("aws.access-key")).toHaveLength(1);
  });

  it("leaves out a key that was deleted since: the list is fresher", async () => {
    const graph = await gatherBundle({
      [path]: { Content: content },
      "aws/111122223333/iam/list-access-keys/u.json": { AccessKeyMetadata: [] },
    });
    expect(graph.ofType("aws.access-key")).toEqual([]);
  });

  it("is a failure that names the file when it is something else", async () => {
    const graph = await gatherBundle({ [path]: { Content: Buffer.from("oops").toString("base64") } });
    expect(graph.coverageOf("aws/iam:credential-report")).toMatchObject({ state: "failed", code: "WrongShape" });
    expect(graph.gaps).toContainEqual(
      expect.objectContaining({ subject: expect.stringMatching(/get-credential-report\.json$/) }),
    );
  });

  it("is missed because it could not be made, when that was recorded", async () => {
    const graph = await gatherBundle({
      "aws/111122223333/iam/generate-credential-report.error.json": {
        status: 403,
        code: "AccessDenied",
        message: "no",
      },
      "aws/111122223333/iam/get-credential-report.error.json": { status: 410, code: "ReportNotPresent", message: "" },
    });
    expect(graph.coverageOf("aws/iam:credential-report")).toMatchObject({
      state: "denied",
      permission: "iam:GenerateCredentialReport",
    });
  });
});

describe("last use without a report", () => {
  const files = {
    "aws/111122223333/iam/get-account-authorization-details.json": {
      UserDetailList: [{ UserName: "u", Arn: "arn:aws:iam::111122223333:user/u" }],
    },
    "aws/111122223333/iam/list-access-keys/u.json": {
      AccessKeyMetadata: [
        { AccessKeyId: "AKIAEXAMPLE000000001", Status: "Active" },
        { AccessKeyId: "AKIAEXAMPLE000000002", Status: "Active" },
        { AccessKeyId: "AKIAEXAMPLE000000003", Status: "Inactive" },
      ],
    },
  };

  it("is read key by key, for active keys; never used is known, not unread", async () => {
    const graph = await gatherBundle({
      ...files,
      "aws/111122223333/iam/get-access-key-last-used/AKIAEXAMPLE000000001.json": {
        UserName: "u",
        AccessKeyLastUsed: { LastUsedDate: "2024-01-01T00:00:00+00:00", ServiceName: "sts", Region: "us-east-1" },
      },
      "aws/111122223333/iam/get-access-key-last-used/AKIAEXAMPLE000000002.json": {
        UserName: "u",
        AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" },
      },
    });
    expect(graph.facts("AKIAEXAMPLE000000001")).toEqual({
      last_used_at: "2024-01-01T00:00:00Z",
      last_used_known: true,
      last_used_service: "sts",
      last_used_region: "us-east-1",
    });
    expect(graph.facts("AKIAEXAMPLE000000002")).toEqual({ last_used_known: true });
    expect(graph.state("aws/iam:access-key-last-used")).toBe("complete");
  });

  it("is one gap when nothing was recorded", async () => {
    const graph = await gatherBundle(files);
    expect(graph.coverageOf("aws/iam:access-key-last-used")).toMatchObject({ state: "failed", code: "NotRecorded" });
    expect(graph.gaps.filter(({ dataSet }) => dataSet === "aws/iam:access-key-last-used")).toEqual([]);
    expect(graph.facts("AKIAEXAMPLE000000001")).toEqual({});
  });
});
