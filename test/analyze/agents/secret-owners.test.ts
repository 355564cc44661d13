// Whether it is known what a credential in the configuration of an agent opens: each kind, beside a scope that was read whole, one that
// was not crawled, and a name that was read.
import { expect, test } from "vitest";
import { readOpen } from "../../../src/analyze/agents/secret-owners.js";
import type { StoredScope } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const CLIENT = "11111111-2222-4333-8444-555555555555";

interface Kind {
  readonly secret: JsonRecord;
  readonly scope: string;
  readonly dataSets: readonly string[];
  /** Type of what was read by the same name, and how it is called. */
  readonly known?: readonly [type: string, properties: JsonRecord, name: string];
}

const KINDS: { readonly [kind: string]: Kind } = {
  "an access key": {
    secret: { public_part: "AKIAIOSFODNN7EXAMPLE" },
    scope: "aws.account",
    dataSets: ["aws/iam:access-keys", "aws/iam:account-authorization-details"],
  },
  "a key of a service account": {
    secret: { opens: { google_key: "0a1b2c3d4e5f" } },
    scope: "gcp.project",
    dataSets: ["gcp/iam:service-accounts", "gcp/iam:service-account-keys"],
    known: ["gcp.service-account-key", { key_id: "0a1b2c3d4e5f" }, "key"],
  },
  "a secret of an application": {
    secret: { opens: { client_id: CLIENT } },
    scope: "entra.tenant",
    dataSets: ["entra/graph:applications", "entra/graph:service-principals"],
    known: ["entra.service-principal", { app_id: CLIENT }, "ci"],
  },
  "a key of a storage account": {
    secret: { opens: { storage_account: "octodata" } },
    scope: "azure.subscription",
    dataSets: ["azure/storage:accounts"],
    known: ["azure.storage-account", {}, "OctoData"],
  },
};

/** Whether it is open, with a scope of a type that was read so far. */
function isOpen({ secret, known }: Kind, type: string, read: readonly string[], isNamed = false): boolean {
  const scope: StoredScope = { id: "here", type, name: "here", parent: undefined, properties: {}, coverage: [] };
  const [is = "", properties = {}, name = ""] = known ?? [];
  const kind = is === "entra.service-principal" ? "principal" : is.endsWith("account") ? "resource" : "credential";
  const kept = node("secret", "agent.config-secret", { kind: "credential", properties: secret });
  const others = isNamed ? [node("known", is, { kind, name, properties })] : [];
  const scopes = [{ ...scope, coverage: complete("other/data:set", ...read) }];
  return readOpen(toInput({ nodes: [kept, ...others], scopes }), [kept], new Map()).has("secret");
}

test.each(Object.entries(KINDS))("%s is open where not all of its kind was read", (_name, kind) => {
  const { scope, dataSets, known } = kind;
  for (const left of dataSets)
    expect(
      isOpen(
        kind,
        scope,
        dataSets.filter((one) => one !== left),
      ),
    ).toBe(true);
  expect(isOpen(kind, scope, dataSets)).toBe(false);
  // nothing of its cloud was crawled
  expect(isOpen(kind, "github.organization", [])).toBe(false);
  if (known !== undefined) expect(isOpen(kind, scope, [], true)).toBe(false);
});

test("a token of something else is not", () => {
  const other = { secret: { public_part: "ghp_" }, scope: "aws.account", dataSets: [] };
  for (const { scope } of Object.values(KINDS)) expect(isOpen(other, scope, [])).toBe(false);
});
