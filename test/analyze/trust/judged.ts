// Columns of one trust from its conditions, judged with the reviewed tables of the package.
import { beforeAll } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import type { AccountStanding } from "../../../src/analyze/trust/accounts.js";
import { issuerOf } from "../../../src/analyze/trust/conditions.js";
import { createIssuerTable, type IssuerTable } from "../../../src/analyze/trust/issuers.js";
import { NO_CONTROLS } from "../../../src/analyze/trust/role-controls.js";
import { toTrustColumns } from "../../../src/analyze/trust/trust-columns.js";
import type { Json, JsonRecord } from "../../../src/model/words.js";
import { shippedTables } from "../../shipped.js";

export const NOW = new Date("2026-11-25T12:00:00Z");

let issuers: IssuerTable;

/** Loads the tables before the tests of a file. */
export function withTables(): void {
  beforeAll(async () => {
    issuers = createIssuerTable((await shippedTables()).issuers);
  });
}

export interface TrustText {
  readonly kind?: string;
  readonly provider: string;
  readonly condition?: JsonRecord;
  readonly action?: Json;
  /** Further statements of the document. */
  readonly others?: readonly JsonRecord[];
  readonly standing?: AccountStanding;
  readonly account?: string;
  readonly audiences?: readonly string[];
  readonly version?: string;
}

/** Columns of statement 0 for its party. */
export function columnsOf(trust: TrustText): JsonRecord {
  const kind = trust.kind ?? "oidc";
  const statement: JsonRecord = {
    Effect: "Allow",
    Principal: principalOf(kind, trust.provider),
    Action: trust.action ?? actionOf(kind),
    ...(trust.condition && { Condition: trust.condition }),
  };
  const text = JSON.stringify({
    Version: trust.version ?? "2012-10-17",
    Statement: [statement, ...(trust.others ?? [])],
  });
  const policy = createPolicyCompiler().compile(text, text);
  const [first] = policy.statements;
  if (first === undefined) throw new Error(policy.problems[0]?.message ?? "no statement");
  const { standing, account, audiences } = trust;
  return toTrustColumns(
    policy,
    first,
    { kind, provider: trust.provider },
    { issuers, now: NOW, standing, account, audiences, controls: NO_CONTROLS },
  );
}

export function principalOf(kind: string, provider: string): Json {
  switch (kind) {
    case "oidc":
      return { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuerOf(provider)}` };
    case "saml":
      return { Federated: provider };
    case "aws-service":
      return { Service: provider };
    case "anyone":
      return "*";
    default:
      return { AWS: provider };
  }
}

function actionOf(kind: string): string {
  if (kind === "oidc") return "sts:AssumeRoleWithWebIdentity";
  return kind === "saml" ? "sts:AssumeRoleWithSAML" : "sts:AssumeRole";
}
