// The judges of SARIF refuse what is broken; without this a silent judge would pass everything.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { scratch } from "../tools/nhi.js";
import { installMultitool, locationErrors, multitoolErrors, schemaErrors } from "../tools/sarif.js";

const folder = scratch("sarif");

function sarif(name: string, change: (result: Record<string, unknown>) => void): string {
  const result: Record<string, unknown> = {
    ruleId: "AWS-001",
    ruleIndex: 0,
    level: "error",
    message: { text: "Access key …WXYZ of ci is 900 days old." },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "nhi/aws/111122223333/iam/user/ci" },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: "0123456789abcdef:1" },
  };
  change(result);
  const rule = {
    id: "AWS-001",
    name: "AwsAccessKeyAge",
    shortDescription: { text: "Access key older than the rotation limit." },
    fullDescription: { text: "Access key older than the rotation limit." },
    help: { text: "Rotate it." },
    helpUri: "https://example.com/AWS-001",
  };
  const run = {
    tool: {
      driver: {
        name: "nhi",
        version: "0.1.0",
        semanticVersion: "0.1.0",
        informationUri: "https://example.com",
        rules: [rule],
      },
    },
    automationDetails: { id: "nhi/aws/111122223333/" },
    results: [result],
  };
  const file = join(folder, `${name}.sarif`);
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  writeFileSync(file, JSON.stringify(log, undefined, 2));
  return file;
}

describe("the judges of SARIF", { timeout: 600_000 }, () => {
  before(installMultitool);

  it("accept a sound file", async () => {
    const file = sarif("sound", () => {});
    assert.deepEqual(await multitoolErrors(file), []);
    assert.deepEqual(schemaErrors(file), []);
    assert.deepEqual(locationErrors(file), []);
  });

  it("multitool refuses a result without locations", async () => {
    const file = sarif("no-locations", (result) => {
      result["locations"] = [];
    });
    assert.ok((await multitoolErrors(file)).some((line) => line.includes("GH1015") || line.includes("GH1017")));
  });

  it("multitool refuses a file cut short", async () => {
    const file = join(folder, "cut.sarif");
    writeFileSync(file, '{"version": "2.1.0", "ru');
    assert.ok((await multitoolErrors(file)).some((line) => line.includes("JSON0001")));
  });

  it("multitool names the file of each error, where it is asked of several", async () => {
    const sound = sarif("first-of-three", () => {});
    const broken = sarif("second-of-three", (result) => {
      result["locations"] = [];
    });
    const errors = await multitoolErrors(
      sound,
      broken,
      sarif("third-of-three", () => {}),
    );
    assert.notDeepEqual(errors, []);
    for (const error of errors) assert.ok(error.startsWith(`${broken}(`), error);
  });

  it("the schema refuses a level that does not exist, which multitool lets pass", async () => {
    const file = sarif("schema", (result) => {
      result["level"] = "very bad";
    });
    assert.deepEqual(await multitoolErrors(file), []);
    assert.deepEqual(schemaErrors(file), ["/runs/0/results/0/level must be equal to one of the allowed values"]);
  });

  it("our own check refuses a logical location alone, which multitool lets pass", () => {
    const file = sarif("logical", (result) => {
      result["locations"] = [{ logicalLocations: [{ fullyQualifiedName: "arn:aws:iam::111122223333:user/ci" }] }];
    });
    assert.deepEqual(locationErrors(file), [
      "result 0: no physicalLocation.artifactLocation.uri",
      "result 0: no region.startLine",
    ]);
  });

  it("our own check refuses an ARN as the file", () => {
    const file = sarif("arn", (result) => {
      const [location] = result["locations"] as { physicalLocation: { artifactLocation: { uri: string } } }[];
      if (location !== undefined) location.physicalLocation.artifactLocation.uri = "arn:aws:iam::111122223333:user/ci";
    });
    assert.deepEqual(locationErrors(file), ["result 0: uri is not relative: arn:aws:iam::111122223333:user/ci"]);
  });
});
