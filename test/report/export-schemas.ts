// What other tools refuse, as JSON schemas: the parts of the published ones that our exports use, stricter, since what is not
// listed may not appear. BloodHound: its schemas of file upload, in SpecterOps/BloodHound below
// cmd/api/src/services/upload/jsonschema (node.json as of 7325fbc, edge.json as of 90230c9, metadata.json as of 2500ceb), and what it
// checks of an extension definition.
const text = { type: "string", minLength: 1 };
const any = { type: "string" };
const listOf = (items: object) => ({ type: "array", items, minItems: 1 });

function record(required: readonly string[], properties: { readonly [name: string]: object }) {
  return { type: "object", additionalProperties: false, required, properties };
}

const objectId = { type: "string", pattern: "^[0-9A-Z_-]+$" };
const primitive = { type: ["string", "number", "boolean"] };
const end = record(["match_by", "value"], { match_by: { const: "id" }, value: objectId });

export const OPENGRAPH = record(["metadata", "graph"], {
  metadata: record(["source_kind"], { source_kind: text }),
  graph: record(["nodes", "edges"], {
    nodes: {
      type: "array",
      items: record(["id", "kinds", "properties"], {
        id: objectId,
        kinds: { type: "array", items: text, minItems: 1, maxItems: 3 },
        properties: { type: "object", additionalProperties: primitive, propertyNames: { pattern: "^[a-z_]+$" } },
      }),
    },
    edges: {
      type: "array",
      items: record(["start", "end", "kind", "properties"], {
        start: end,
        end,
        kind: { type: "string", pattern: "^[A-Za-z0-9_]+$" },
        properties: {
          type: "object",
          propertyNames: { pattern: "^[a-z_]+$" },
          additionalProperties: { anyOf: [primitive, { type: "array", items: any }] },
        },
      }),
    },
  }),
});

const kindName = { type: "string", pattern: "^NHI_[A-Za-z]+$" };

export const OPENGRAPH_EXTENSION = record(
  ["schema", "node_kinds", "relationship_kinds", "environments", "relationship_findings"],
  {
    schema: record(["name", "display_name", "version", "namespace"], {
      name: text,
      display_name: text,
      version: { type: "string", pattern: "^v[0-9]" },
      namespace: { const: "NHI" },
    }),
    node_kinds: listOf(
      record(["name", "display_name", "description", "is_display_kind", "icon", "color"], {
        name: kindName,
        display_name: text,
        description: text,
        is_display_kind: { type: "boolean" },
        icon: { type: "string", pattern: "^[a-z-]+$" },
        color: { type: "string", pattern: "^#[0-9a-f]{6}$" },
      }),
    ),
    relationship_kinds: listOf(
      record(["name", "description", "is_traversable"], {
        name: kindName,
        description: text,
        is_traversable: { type: "boolean" },
      }),
    ),
    environments: listOf(
      record(["environment_kind", "source_kind", "principal_kinds"], {
        environment_kind: kindName,
        source_kind: kindName,
        principal_kinds: listOf(kindName),
      }),
    ),
    relationship_findings: { type: "array", maxItems: 0 },
  },
);
