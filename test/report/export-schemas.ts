// What other tools refuse, as JSON schemas: the parts of the published ones that our exports use, stricter, since what is not
// listed may not appear. OCSF: class iam_analysis_finding and its objects of 1.6.0. BloodHound: its node, edge and metadata
// schemas of file upload, and what it checks of an extension definition.
const text = { type: "string", minLength: 1 };
const any = { type: "string" };
const time = { type: "integer", minimum: 1 };
const listOf = (items: object) => ({ type: "array", items, minItems: 1 });

function record(required: readonly string[], properties: { readonly [name: string]: object }) {
  return { type: "object", additionalProperties: false, required, properties };
}

const user = record(["uid"], {
  uid: any,
  name: any,
  type: any,
  type_id: { enum: [0, 1, 2, 3, 4, 99] },
  credential_uid: any,
});
const pair = {
  ...record(["name"], { name: text, value: any, values: listOf(any) }),
  anyOf: [{ required: ["value"] }, { required: ["values"] }],
};
const graph = record(["uid", "nodes"], {
  uid: text,
  name: text,
  type: text,
  is_directed: { const: true },
  nodes: listOf(record(["uid"], { uid: any, name: any })),
  edges: listOf(
    record(["source", "target"], {
      uid: text,
      name: any,
      source: any,
      target: any,
      relation: any,
      is_directed: { const: true },
      data: { type: "object" },
    }),
  ),
});
const entity = record(["uid"], { uid: { type: "string", pattern: "^T[0-9.]+$" } });
const base = {
  time,
  severity_id: { enum: [1, 2, 3, 4, 5] },
  severity: { enum: ["Informational", "Low", "Medium", "High", "Critical"] },
  status_detail: any,
  message: any,
  activity_name: text,
  category_name: text,
  class_name: text,
  type_name: text,
  metadata: record(["product", "version"], {
    version: { const: "1.6.0" },
    product: record(["name", "vendor_name"], { name: text, vendor_name: text, version: text, url_string: text }),
    event_code: text,
  }),
};
const REQUIRED = ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];

const iamFinding = record([...REQUIRED, "finding_info", "access_analysis_result"], {
  ...base,
  activity_id: { enum: [1, 2, 3] },
  category_uid: { const: 2 },
  class_uid: { const: 2008 },
  type_uid: { enum: [200801, 200802, 200803] },
  status_id: { enum: [1, 3] },
  status: { enum: ["New", "Suppressed"] },
  confidence_score: { type: "integer", minimum: 0, maximum: 100 },
  finding_info: record(["uid", "title"], {
    uid: text,
    title: any,
    desc: any,
    types: listOf(text),
    first_seen_time: time,
    last_seen_time: time,
    analytic: record(["type_id"], { uid: text, name: text, type_id: { const: 1 }, type: { const: "Rule" } }),
    attacks: listOf(record(["technique"], { technique: entity, sub_technique: entity })),
    data_sources: listOf(any),
    src_url: text,
    tags: listOf(pair),
    attack_graph: graph,
  }),
  access_analysis_result: record(["accessors"], {
    accessors: listOf(user),
    access_type: text,
    condition_keys: listOf(pair),
  }),
  user,
  resources: listOf(record(["uid"], { uid: any, name: any, type: any, namespace: any, region: any })),
  remediation: record(["desc"], { desc: any, references: listOf(text) }),
});

const baseEvent = record(REQUIRED, {
  ...base,
  activity_id: { const: 99 },
  category_uid: { const: 0 },
  class_uid: { const: 0 },
  type_uid: { const: 99 },
  status_id: { const: 2 },
  status: { const: "Failure" },
});

export const OCSF_EVENT = { oneOf: [iamFinding, baseEvent] };

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
