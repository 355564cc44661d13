// The player of GitHub's rules closes, keeps and refuses what GitHub does; a lenient one would prove nothing.
import type { Log, Result } from "sarif";
import { describe, expect, it } from "vitest";
import { CodeScanning } from "./code-scanning.js";

const KEY = "0123456789abcdef:1";
const ROLE = "fedcba9876543210:1";

function result(hash: string, change: Partial<Result> = {}): Result {
  return {
    ruleId: "AWS-001",
    ruleIndex: 0,
    message: { text: "an old key" },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "nhi/aws/111122223333/iam/user/ci" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: hash },
    ...change,
  };
}

function log(...runs: (readonly [category: string, results: readonly Result[]])[]): Log {
  const text = { text: "Old key." };
  const rule = {
    id: "AWS-001",
    name: "AccessKeyAge",
    shortDescription: text,
    fullDescription: text,
    help: text,
    properties: { tags: ["security"], "security-severity": "8.0" },
  };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: runs.map(([category, results]) => ({
      tool: { driver: { name: "nhi", rules: [rule] } },
      automationDetails: { id: `${category}/` },
      results: [...results],
    })),
  };
}

const hashes = (alerts: readonly { hash: string }[]) => alerts.map(({ hash }) => hash);

describe("alerts", () => {
  it("absent from the next upload of their category are closed, and open again when they are back", () => {
    const scanning = new CodeScanning();
    expect(hashes(scanning.upload(log(["a", [result(KEY), result(ROLE)]])).opened)).toEqual([KEY, ROLE]);
    expect(hashes(scanning.upload(log(["a", [result(ROLE)]])).closed)).toEqual([KEY]);
    expect(hashes(scanning.open)).toEqual([ROLE]);
    const third = scanning.upload(log(["a", [result(KEY), result(ROLE)]]));
    expect(hashes(third.reopened)).toEqual([KEY]);
    expect(third.opened).toEqual([]);
  });

  it("of another category are left alone", () => {
    const scanning = new CodeScanning();
    scanning.upload(log(["a", [result(KEY)]], ["b", [result(ROLE)]]));
    expect(hashes(scanning.upload(log(["b", []])).closed)).toEqual([ROLE]);
    expect(hashes(scanning.open)).toEqual([KEY]);
  });

  it("that are suppressed stay open all the same", () => {
    const scanning = new CodeScanning();
    scanning.upload(log(["a", [result(KEY, { suppressions: [{ kind: "external" }] })]]));
    expect(hashes(scanning.open)).toEqual([KEY]);
  });

  it("beyond 5,000 of a run are absent", () => {
    const scanning = new CodeScanning();
    const many = Array.from({ length: 5001 }, (_, at) => result(`${at.toString(16).padStart(16, "0")}:1`));
    expect(scanning.upload(log(["a", many])).opened).toHaveLength(5000);
  });
});

describe("a file is refused whole", () => {
  it.each<[what: string, file: Log, says: RegExp]>([
    [
      "for one result without a physical location",
      log(["a", [result(KEY), result(ROLE, { locations: [{}] })]]),
      /phys/,
    ],
    ["for a result without locations", log(["a", [result(KEY, { locations: [] })]]), /0 locations/],
    ["for two runs of one category", log(["a", [result(KEY)]], ["a", [result(ROLE)]]), /categories not unique/],
    ["for 21 runs", log(...Array.from({ length: 21 }, (_, at) => [`c${at}`, []] as const)), /21 runs/],
  ])("%s", (_, file, says) => {
    const scanning = new CodeScanning();
    scanning.upload(log(["a", [result(KEY)]]));
    const { refused, closed } = scanning.upload(file);
    expect(refused.join("\n")).toMatch(says);
    expect(closed).toEqual([]);
    expect(hashes(scanning.open)).toEqual([KEY]);
  });
});
