// What the edges of a user who only reads by its own policies make of the credentials of an MCP server: data may be read, and nothing
// that may be a credential; and every secret of the server counts.
import { expect, test } from "vitest";
import { serverCredentials } from "../../../src/analyze/reach/server-credentials.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import type { PathEdge } from "../../../src/model/analysis.js";
import type { NodeKind } from "../../../src/model/words.js";
import { node, toInput } from "../estate.js";

const USER = "arn:aws:iam::111122223333:user/reader";
const OTHER = "arn:aws:iam::111122223333:user/other";
const ROLE = "arn:aws:iam::111122223333:role/next";

const edge = (kind: PathEdge["kind"], from: string, to: string, more: Partial<PathEdge> = {}): PathEdge => ({
  ...{ kind, from, to, state: "none", confidence: 1, because: [] },
  ...more,
});
const reads = (to: string) => edge("permits", USER, to, { capability: "read" });

const resource = (id: string, type: string, properties = {}, kind: NodeKind = "resource") =>
  node(id, type, { kind, properties });
const THINGS = [
  resource("bucket", "aws.s3-bucket"),
  resource("colour", "aws.ssm-parameter", { parameter_type: "String" }),
  resource("password", "aws.ssm-parameter", { parameter_type: "SecureString" }),
  resource("untold", "aws.ssm-parameter"),
  resource("secret", "aws.secret"),
  resource("function", "aws.lambda-function", {}, "workload"),
];

interface Given {
  readonly edges?: readonly PathEdge[];
  readonly onlyReading?: readonly string[];
  readonly owners?: readonly (readonly [string, readonly string[]])[];
  readonly count?: number;
  readonly controls?: string;
}

function answer({ edges = [], onlyReading = [USER], owners = [["one", [USER]]], count = 1, controls }: Given): unknown {
  const secrets = Array.from({ length: count }, (_, at) =>
    node(["one", "two"][at] ?? "", "agent.config-secret", { kind: "credential", parent: "server" }),
  );
  const server = node("server", "mcp.server", { kind: "workload", properties: { secret_count: count } });
  const input = toInput({ nodes: [...THINGS, ...secrets, server] });
  const credentials = { owners: new Map(owners), onlyReading: new Set(onlyReading) };
  const [fact] = [
    ...serverCredentials(input, credentials, toPathGraph(edges), {
      hopsFrom: () => undefined,
      mayReach: (id) => id === controls,
    }),
  ];
  return fact?.columns["credentials_only_read"];
}

test.each<[string, Given]>([
  ["it leads nowhere", {}],
  ["it reads objects", { edges: [reads("bucket")] }],
  ["it reads a parameter that is no secret", { edges: [reads("colour")] }],
  ["it becomes a role that reads", { edges: [edge("can_assume", USER, ROLE)], onlyReading: [USER, ROLE] }],
  [
    "by way of a set of callers",
    {
      edges: [edge("member_of", USER, "set:aws:x/callers"), edge("can_assume", "set:aws:x/callers", ROLE)],
      onlyReading: [USER, ROLE],
    },
  ],
  [
    "each of two secrets is of one who reads",
    {
      count: 2,
      onlyReading: [USER, OTHER],
      owners: [
        ["one", [USER]],
        ["two", [OTHER]],
      ],
    },
  ],
])("only reads: %s", (_, given) => {
  expect(answer(given)).toBe(true);
});

test.each<[string, Given]>([
  ["its own policies do more", { onlyReading: [] }],
  ["it reads a secret", { edges: [reads("secret")] }],
  ["it reads a parameter that is one", { edges: [reads("password")] }],
  ["it reads a parameter that may be one", { edges: [reads("untold")] }],
  ["it reads settings with a secret in them", { edges: [reads("function")] }],
  ["a policy of the bucket lets it write", { edges: [edge("permits", USER, "bucket", { capability: "write" })] }],
  ["it becomes a role that does more", { edges: [edge("can_assume", USER, ROLE)] }],
  ["perhaps it does", { edges: [edge("can_assume", USER, ROLE, { state: "unknown", condition: "x" })] }],
  [
    "its role does more",
    { edges: [edge("can_assume", USER, ROLE), edge("runs_code_in", ROLE, "function")], onlyReading: [USER, ROLE] },
  ],
  ["it perhaps comes to control", { controls: USER }],
  [
    "one of two owners does more",
    {
      count: 2,
      owners: [
        ["one", [USER]],
        ["two", [OTHER]],
      ],
    },
  ],
])("does more: %s", (_, given) => {
  expect(answer(given)).toBe(false);
});

test("whose one of them is is not known", () => {
  expect(answer({ count: 2 })).toBeUndefined();
  expect(answer({ owners: [] })).toBeUndefined();
});
