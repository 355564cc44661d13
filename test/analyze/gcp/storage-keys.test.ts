// HMAC keys of service accounts: "HMAC keys cannot be used to generate OAuth 2.0 tokens", and they sign requests to Cloud Storage. Who
// makes one has of the account what it may do with objects, and neither the account nor what else that may do.
import { expect, it } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import type { DerivedEdge, StoredNode } from "../../../src/model/analysis.js";
import { hashText } from "../../../src/model/hash.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const PROJECT = "gcp:projects/shop";
const CRM = "//cloudresourcemanager.googleapis.com/projects/shop";
const DANA = "user:dana@shop.example";
const APP = "app@shop.iam.gserviceaccount.com";
const ACCOUNT = "gcp:service-account/app";
const BUCKET = "gcp:storage.googleapis.com/shop-data";
const OTHER = "gcp:storage.googleapis.com/shop-logs";
const MAKES = "storage.hmacKeys.create";

type Held = readonly [member: string, permissions: string, resource?: string];

function edgesOf(held: readonly Held[], isDisabled = false): readonly DerivedEdge[] {
  const inside = { scope: PROJECT };
  const grants = held.flatMap(([member, permissions, resource = CRM], at): StoredNode[] => [
    {
      ...node(`gcp:role/${at}`, "gcp.role", { kind: "grant", ...inside, properties: { role: `roles/held${at}` } }),
      document: hashText(permissions),
    },
    node(`gcp:binding/${at}`, "gcp.role-binding", {
      ...{ kind: "grant", ...inside },
      properties: { resource, role: `roles/held${at}`, member },
    }),
  ]);
  const texts = new Map(held.map(([, permissions]) => [hashText(permissions), permissions]));
  const bucket = (id: string, name: string): StoredNode =>
    node(id, "gcp.bucket", {
      ...{ kind: "resource", ...inside },
      properties: { full_name: `//storage.googleapis.com/${name}`, project: "shop" },
    });
  const app = node(ACCOUNT, "gcp.service-account", {
    ...{ kind: "principal", ...inside },
    properties: { email: APP, project: "shop", disabled: isDisabled },
  });
  const input = {
    ...toInput({
      scopes: [
        {
          ...{ id: PROJECT, type: "gcp.project", name: "shop", parent: undefined, properties: {} },
          coverage: complete("gcp/iam:policies", "gcp/iam:deny-policies", "gcp/storage:buckets"),
        },
      ],
      nodes: [
        node(PROJECT, "gcp.project", { kind: "scope", ...inside, properties: { project_number: "51" } }),
        ...[app, bucket(BUCKET, "shop-data"), bucket(OTHER, "shop-logs"), ...grants],
      ],
      tables: { scopedTechniques },
    }),
    document: (hash: string) => texts.get(hash),
  };
  return analyzeGoogle(input, createPolicyCompiler()).edges ?? [];
}

/** What a way leads to from Dana, with what it gives where it does. */
function reached(edges: readonly DerivedEdge[]): ReadonlySet<string> {
  const found = new Set([`gcp:member/${DANA}`]);
  for (const at of found)
    for (const { from, to, kind, capability } of edges)
      if (from === at) found.add(kind === "permits" ? `${capability} ${to}` : to);
  return found;
}

const reads = (id: string): string => `read ${id}`;
const writes = (id: string): string => `write ${id}`;
const STORES = "storage.objects.get\nstorage.objects.create";
const ON_DATA = "//storage.googleapis.com/shop-data";

it.each<
  [what: string, held: readonly Held[], reached: readonly string[], not: readonly string[], isDisabled?: boolean]
>([
  [
    "the account reads and writes objects",
    [
      [DANA, MAKES],
      [`serviceAccount:${APP}`, STORES, ON_DATA],
    ],
    [reads(BUCKET), writes(BUCKET)],
    [ACCOUNT, PROJECT, reads(OTHER)],
  ],
  [
    "it reads those of the project",
    [
      [DANA, MAKES],
      [`serviceAccount:${APP}`, "storage.objects.get"],
    ],
    [reads("set:gcp:projects/shop/buckets")],
    [ACCOUNT, PROJECT, writes("set:gcp:projects/shop/buckets")],
  ],
  [
    "it controls the project, and is not had for that",
    [
      [DANA, MAKES],
      [`serviceAccount:${APP}`, "resourcemanager.projects.setIamPolicy\niam.serviceAccounts.getAccessToken"],
    ],
    [],
    [ACCOUNT, PROJECT],
  ],
  ["it may do nothing", [[DANA, MAKES]], [], [ACCOUNT, reads(BUCKET)]],
  [
    "others only list such keys",
    [
      [DANA, "storage.hmacKeys.list"],
      [`serviceAccount:${APP}`, STORES, ON_DATA],
    ],
    [],
    [ACCOUNT, reads(BUCKET)],
  ],
  [
    "the account is disabled",
    [
      [DANA, MAKES],
      [`serviceAccount:${APP}`, STORES, ON_DATA],
    ],
    [],
    [ACCOUNT, reads(BUCKET)],
    true,
  ],
  [
    "with its token there is the account",
    [
      [DANA, "iam.serviceAccounts.getAccessToken"],
      [`serviceAccount:${APP}`, STORES, ON_DATA],
    ],
    ["set:gcp:projects/shop/service-accounts", ACCOUNT],
    [],
  ],
])("%s", (_, held, expected, not, isDisabled = false) => {
  const found = reached(edgesOf(held, isDisabled));
  expect({ found: expected.filter((one) => !found.has(one)), not: not.filter((one) => found.has(one)) }).toEqual({
    found: [],
    not: [],
  });
});

it("whether such keys work at all is open, as no constraint is read", () => {
  const made = edgesOf([[DANA, MAKES]]).filter(({ technique }) => technique === "gcp-storage-004");
  expect(made.map(({ kind, state }) => [kind, state])).toEqual([["adds_credential", "unknown"]]);
});
