// What nobody asked for hides ways where nothing of a scope can be told without it; what was refused, or is told by what holds the scope,
// is no such thing.
import { expect, test } from "vitest";
import { unaskedIn } from "../../src/app/unasked.js";
import type { Coverage } from "../../src/model/batch.js";
import type { ReportScope } from "../../src/model/report.js";

const DETAILS = "aws/iam:account-authorization-details";
const ALIASES = "aws/iam:account-aliases";

function scope(
  id: string,
  type: string,
  read: Readonly<Record<string, Coverage["state"]>>,
  parent?: string,
): ReportScope {
  const coverage = Object.entries(read).map(([dataSet, state]) => ({ dataSet, state }));
  return { id, type, name: id, coverage, gaps: [], identities: 0, ...(parent !== undefined && { parent }) };
}

const account = (read: Readonly<Record<string, Coverage["state"]>>) => scope("aws:1", "aws.account", read);

test.each<[what: string, scopes: readonly ReportScope[], missing: readonly string[]]>([
  ["an account that only told its alias", [account({ [ALIASES]: "complete" })], [DETAILS]],
  ["one that told its users", [account({ [ALIASES]: "complete", [DETAILS]: "complete" })], []],
  ["one that refused to", [account({ [ALIASES]: "complete", [DETAILS]: "denied" })], []],
  ["one that answered nothing", [account({ [ALIASES]: "failed" })], []],
  ["one that is only named", [account({})], []],
  [
    "a tenant that another provider looked at",
    [scope("entra:1", "entra.tenant", { "azure/resources:subscriptions": "complete" })],
    [],
  ],
  [
    "a project whose organisation tells its policies",
    [
      scope("gcp:o", "gcp.organization", { "gcp/iam:policies": "complete" }),
      scope("gcp:p", "gcp.project", { "gcp/iam:service-accounts": "complete" }, "gcp:o"),
    ],
    [],
  ],
  [
    "a project of an organisation that does not",
    [
      scope("gcp:o", "gcp.organization", { "gcp/cloudidentity:groups": "complete" }),
      scope("gcp:p", "gcp.project", { "gcp/iam:service-accounts": "complete" }, "gcp:o"),
    ],
    ["gcp/iam:policies"],
  ],
])("%s", (_, scopes, missing) => {
  expect(unaskedIn(scopes).map(({ dataSet }) => dataSet)).toEqual(missing);
});
