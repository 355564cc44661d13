// CycloneDX of every bundle by the schema that CycloneDX itself publishes.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import { FOLDER } from "../tools/tools.js";

const SCHEMAS = join(FOLDER, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const folder = scratch("cyclonedx");
const skip = existsSync(SCHEMAS) ? false : "the schemas of CycloneDX are not installed";

function readSchema(name: string): object {
  return JSON.parse(readFileSync(join(SCHEMAS, `${name}.SNAPSHOT.schema.json`), "utf8")) as object;
}

describe("CycloneDX", { skip, timeout: 300_000 }, () => {
  const ajv = new Ajv({ strict: false, validateFormats: true });
  formats.default(ajv);
  for (const format of ["iri-reference", "idn-email"]) ajv.addFormat(format, true);
  if (skip === false)
    for (const name of ["spdx", "jsf-0.82"])
      ajv.addSchema(readSchema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const validate = skip === false ? ajv.compile(readSchema("bom-1.6")) : () => false;

  for (const bundle of ["acme", "scenes/denied-credential-report", "scenes/empty-account"]) {
    it(bundle, async () => {
      const env = cleanEnvironment(join(folder, "home"), {});
      const outcome = await nhi(["export", "cyclonedx", "--bundle", join(FIXTURES, bundle)], { cwd: folder, env });
      assert.ok(outcome.status === 0 || outcome.status === 3, outcome.stderr);
      const bom = JSON.parse(outcome.stdout) as { components: { cryptoProperties: { assetType: string } }[] };
      assert.ok(validate(bom), JSON.stringify("errors" in validate ? validate.errors : ""));
      const [first] = bom.components;
      if (first === undefined) return;
      first.cryptoProperties.assetType = "secret";
      assert.ok(!validate(bom), "the schema refuses what it does not know");
    });
  }
});
