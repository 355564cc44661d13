// The part of the SARIF 2.1.0 schema (draft-04) that our logs use, stricter than the published one: what is not listed
// here may not appear. The published schema itself is applied by the end-to-end tests.
const text = { type: "string", minLength: 1 };
const message = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text, markdown: text },
};
const properties = {
  type: "object",
  properties: { tags: { type: "array", uniqueItems: true, items: { type: "string" } } },
};
const level = { enum: ["none", "note", "warning", "error"] };
const listOf = (items: object, more: object = {}) => ({ type: "array", items, ...more });
const one = { type: "integer", minimum: 1 };

function record(required: readonly string[], fields: { readonly [name: string]: object }) {
  return { type: "object", additionalProperties: false, ...(required.length ? { required } : {}), properties: fields };
}

const physicalLocation = record(["artifactLocation", "region"], {
  artifactLocation: record(["uri"], { uri: { type: "string", format: "uri-reference" } }),
  region: record(["startLine"], { startLine: one, startColumn: one, endLine: one, endColumn: one }),
});
const location = record(["physicalLocation"], {
  physicalLocation,
  logicalLocations: listOf(record([], { fullyQualifiedName: text, name: text, kind: text }), { uniqueItems: true }),
  message,
});
const descriptor = record(["id"], {
  id: text,
  name: text,
  shortDescription: message,
  fullDescription: message,
  helpUri: { type: "string", format: "uri" },
  help: message,
  defaultConfiguration: record([], { level }),
  properties,
});
const notification = record(["message"], {
  descriptor: record(["id"], { id: text }),
  associatedRule: record(["id"], { id: text }),
  level,
  message,
  properties,
});
const result = record(["message"], {
  ruleId: text,
  ruleIndex: { type: "integer", minimum: -1 },
  level,
  message,
  locations: listOf(location),
  partialFingerprints: { type: "object", additionalProperties: { type: "string" } },
  codeFlows: listOf(
    record(["threadFlows"], {
      threadFlows: listOf(record(["locations"], { locations: listOf(record([], { location }), { minItems: 1 }) }), {
        minItems: 1,
      }),
    }),
  ),
  baselineState: { enum: ["new", "unchanged", "updated", "absent"] },
  properties,
});
const run = record(["tool"], {
  tool: record(["driver"], {
    driver: record(["name"], {
      name: text,
      version: text,
      semanticVersion: text,
      informationUri: { type: "string", format: "uri" },
      notifications: listOf(descriptor, { uniqueItems: true }),
      rules: listOf(descriptor, { uniqueItems: true }),
    }),
  }),
  automationDetails: record([], { id: text }),
  columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
  invocations: listOf(
    record(["executionSuccessful"], {
      executionSuccessful: { type: "boolean" },
      toolExecutionNotifications: listOf(notification),
      properties,
    }),
  ),
  results: listOf(result),
});

export const SARIF_SUBSET = {
  $schema: "http://json-schema.org/draft-04/schema#",
  ...record(["version", "runs"], {
    $schema: { type: "string", format: "uri" },
    version: { enum: ["2.1.0"] },
    runs: listOf(run),
  }),
};
