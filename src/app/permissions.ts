// nhi permissions: the least-privilege policy from the list of calls that the client enforces.
import { loadCatalog } from "../catalog/catalog.js";
import { UsageError } from "../model/errors.js";
import { addTo } from "../model/group-by.js";
import { requiredDataSets } from "../model/rule.js";
import { DEFAULTS } from "./config/defaults.js";
import type { Terminal } from "./terminal.js";

export interface PermissionOptions {
  readonly organization?: boolean;
  readonly role?: string;
  readonly services?: boolean;
}

/** What IAM takes as the name of a role. */
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** Providers whose text depends on nothing. */
const OTHERS: { readonly [provider: string]: () => Promise<{ permissionsText(): string }> } = {
  github: () => import("../collect/github/permissions.js"),
  gitlab: () => import("../collect/gitlab/permissions.js"),
  circleci: () => import("../collect/circleci/permissions.js"),
  kubernetes: () => import("../collect/kubernetes/permissions.js"),
  jenkins: () => import("../collect/jenkins/permissions.js"),
  spire: () => import("../collect/spire/permissions.js"),
  openai: () => import("../collect/openai/permissions.js"),
  anthropic: () => import("../collect/anthropic/permissions.js"),
};

/** Providers whose text says which rules each permission buys. */
const BY_RULES: {
  readonly [provider: string]: () => Promise<{
    permissionsText(rulesOf: (dataSet: string) => readonly string[]): string;
  }>;
} = {
  azure: () => import("../collect/azure/permissions.js"),
  entra: () => import("../collect/entra/permissions.js"),
  gcp: () => import("../collect/gcp/permissions.js"),
  workspace: () => import("../collect/workspace/permissions.js"),
};

/** Prints the policy of a provider as JSON, ready for its own command line. */
export async function permissions(provider: string, options: PermissionOptions, terminal: Terminal): Promise<number> {
  const { organization = false, role, services = true } = options;
  if (provider !== "aws" && (organization || role !== undefined || !services)) {
    throw new UsageError("permissions: --organization, --role and --no-services are for aws");
  }
  const own = Object.hasOwn(OTHERS, provider) ? OTHERS[provider] : undefined;
  if (own !== undefined) {
    await terminal.out((await own()).permissionsText());
    return 0;
  }
  const ruled = Object.hasOwn(BY_RULES, provider) ? BY_RULES[provider] : undefined;
  if (ruled !== undefined) {
    await terminal.out((await ruled()).permissionsText(await rulesByDataSet()));
    return 0;
  }
  if (provider !== "aws") {
    throw new UsageError(
      `unknown provider "${provider}"; now: aws, ${[...Object.keys(BY_RULES), ...Object.keys(OTHERS)].join(", ")}`,
    );
  }
  if (role !== undefined && !organization) {
    throw new UsageError("--role names the role in the other accounts: it goes with --organization");
  }
  if (role !== undefined && !ROLE_NAME.test(role)) {
    throw new UsageError(`"${role}" is no name of a role: up to 64 letters, digits and +=,.@_-`);
  }
  const { permissionsText } = await import("../collect/aws/permissions.js");
  await terminal.out(permissionsText({ organization, role: role ?? DEFAULTS.role, services }));
  return 0;
}

/** Which built-in rules need a data set. */
async function rulesByDataSet(): Promise<(dataSet: string) => readonly string[]> {
  const byDataSet = new Map<string, string[]>();
  for (const rule of (await loadCatalog()).rules) {
    for (const dataSet of requiredDataSets(rule)) {
      addTo(byDataSet, dataSet, rule.id);
    }
  }
  return (dataSet) => byDataSet.get(dataSet) ?? [];
}
