// What was delegated to an account, which its signature holds, is the account's to lose or to gain.
import { expect, test } from "vitest";
import { AccessGraph } from "../../src/analyze/drift/access-graph.js";
import type { AccessEdge } from "../../src/model/history.js";
import { signatureOf } from "../../src/model/signature.js";

test("access of an account takes in what its signature opens", () => {
  const [before, after] = [new AccessGraph("before"), new AccessGraph("after")];
  const edges: readonly AccessEdge[] = [
    { kind: "includes", from: signatureOf("bot"), to: "bot", capability: undefined, before: undefined, after: "none" },
    {
      kind: "has_grant",
      from: signatureOf("bot"),
      to: "delegation",
      capability: undefined,
      before: undefined,
      after: "none",
    },
    { kind: "permits", from: "delegation", to: "mail", capability: "read", before: "none", after: "none" },
    { kind: "permits", from: "bot", to: "bucket", capability: "read", before: "none", after: "none" },
  ];
  for (const edge of edges) {
    before.add(edge);
    after.add(edge);
  }
  expect([...before.profileOf("bot").keys()]).toEqual(["read bucket"]);
  expect([...after.profileOf("bot").keys()].sort((a, b) => (a < b ? -1 : 1))).toEqual(["read bucket", "read mail"]);
});
