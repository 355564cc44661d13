// Least-privilege boundaries as texts: a permissions boundary of AWS, custom roles of Google and Azure, permissions of a job.
import { matchesGlob } from "../model/glob.js";
import type { Json, JsonRecord } from "../model/words.js";
import type { PlanFile } from "./replacement.js";
import { comment, hclLabel, hclString, hclValue, safeWord, yamlString } from "./text.js";

/** An action to keep, on a resource where one was said. */
export interface Wanted {
  readonly action: string;
  readonly resource?: string;
}

/** Characters without white space that AWS takes. */
export const BOUNDARY_LIMIT = 6144;
const SESSION_LIMIT = 2048;

/** Allow statements for the actions, one a resource. */
export function statementsOf(wanted: readonly Wanted[]): JsonRecord[] {
  const byResource = new Map<string, Set<string>>();
  for (const { action, resource = "*" } of wanted) {
    byResource.set(resource, (byResource.get(resource) ?? new Set()).add(action));
  }
  return [...byResource]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, actions]) => ({ Effect: "Allow", Action: [...actions].sort(), Resource: resource }));
}

/** What of the statements is about the services: other actions are left out, wildcards over services are written out. */
export function statementsWithin(documents: readonly Json[], services: readonly string[]): JsonRecord[] {
  return documents.flatMap((document) =>
    listOf(recordOf(document)["Statement"]).flatMap((one): JsonRecord[] => {
      const { Effect: effect, Action: actions, NotAction: except, Resource, NotResource, Condition } = recordOf(one);
      if (effect === "Deny") return [recordOf(one)];
      const kept =
        except === undefined
          ? textsOf(actions).flatMap((action) => within(action, services))
          : services.map((name) => `${name}:*`);
      if (kept.length === 0) return [];
      return [
        {
          Effect: "Allow",
          Action: [...new Set(kept)].sort(),
          ...(Resource !== undefined && { Resource }),
          ...(NotResource !== undefined && { NotResource }),
          ...(Condition !== undefined && { Condition }),
        },
      ];
    }),
  );
}

function within(action: string, services: readonly string[]): string[] {
  if (action === "*" || action === "*:*") return services.map((name) => `${name}:*`);
  const [service = "", rest = "*"] = action.split(":");
  return services
    .filter(
      (name) =>
        name === service.toLowerCase() || (service.includes("*") && name.startsWith(service.split("*")[0] ?? "")),
    )
    .map((name) => `${name}:${rest}`);
}

/** Action patterns that the documents allow and that take in none of the actions; sorted. */
export function patternsWithout(documents: readonly Json[], used: readonly string[]): string[] {
  const patterns = documents.flatMap((document) =>
    listOf(recordOf(document)["Statement"]).flatMap((one) => {
      const { Effect: effect, Action: actions } = recordOf(one);
      return effect === "Deny" ? [] : textsOf(actions);
    }),
  );
  return [...new Set(patterns)].filter((pattern) => !used.some((action) => takesIn(pattern, action))).sort();
}

function takesIn(pattern: string, action: string): boolean {
  return matchesGlob(action.toLowerCase(), pattern.toLowerCase());
}

export interface AwsBoundary {
  readonly text: string;
  readonly size: number;
  readonly files: readonly PlanFile[];
  readonly notes: readonly string[];
}

/** The policy with its size, and Terraform for it. */
export function awsBoundary(name: string, statements: readonly JsonRecord[]): AwsBoundary {
  const document: JsonRecord = { Version: "2012-10-17", Statement: statements };
  const text = JSON.stringify(document);
  const size = text.replace(/\s/g, "").length;
  const label = hclLabel(`${name} boundary`);
  const tf = `${comment(`Set permissions_boundary = aws_iam_policy.${label}.arn on ${name}. Review, then apply it yourself.`)}
resource "aws_iam_policy" "${label}" {
  name   = ${hclString(`${safeWord(name)}-boundary`)}
  policy = jsonencode(${hclValue(document, "  ")})
}
`;
  return {
    text,
    size,
    files: [
      { name: `${safeWord(name)}-boundary.json`, text: `${JSON.stringify(document, null, 2)}\n` },
      { name: `${safeWord(name)}-boundary.tf`, text: tf },
    ],
    notes: [
      `${size} of ${BOUNDARY_LIMIT} characters that a managed policy may have`,
      size <= SESSION_LIMIT
        ? `it also fits a session policy (${SESSION_LIMIT}): give it to sts:AssumeRole for one task of an agent`
        : `too long for a session policy (${SESSION_LIMIT})`,
    ],
  };
}

/** A custom role of Google with these permissions and no others. */
export function googleRole(name: string, keeper: string, permissions: readonly string[]): PlanFile[] {
  const id = `nhi_${hclLabel(name)}`.slice(0, 64);
  const isOrganization = keeper.startsWith("organizations/");
  const [, where = ""] = keeper.split("/");
  return [
    {
      name: `${safeWord(name)}-role.tf`,
      text: `${comment(`Grant it to ${name} in place of its roles. Review, then apply it yourself.`)}
resource "google_${isOrganization ? "organization" : "project"}_iam_custom_role" "${id}" {
  ${isOrganization ? "org_id " : "project"}     = ${hclString(where)}
  role_id     = ${hclString(id)}
  title       = ${hclString(`Least privilege of ${name}`.slice(0, 100))}
  permissions = ${hclValue([...permissions].sort(), "  ")}
}
`,
    },
  ];
}

/** A custom role of Azure. */
export function azureRole(
  name: string,
  scopes: readonly string[],
  { actions, dataActions }: { readonly actions: readonly string[]; readonly dataActions: readonly string[] },
): PlanFile[] {
  const role = {
    Name: `nhi ${name}`,
    IsCustom: true,
    Description: `What ${name} needs and no more`,
    Actions: [...actions].sort(),
    NotActions: [],
    DataActions: [...dataActions].sort(),
    NotDataActions: [],
    AssignableScopes: [...scopes].sort(),
  };
  return [{ name: `${safeWord(name)}-role.json`, text: `${JSON.stringify(role, null, 2)}\n` }];
}

/** The permissions block of a job. */
export function jobPermissions(job: string, permissions: { readonly [name: string]: string }): PlanFile[] {
  const lines = Object.entries(permissions).sort(([a], [b]) => (a < b ? -1 : 1));
  const block =
    lines.length === 0
      ? "    permissions: {}"
      : ["    permissions:", ...lines.map(([name, level]) => `      ${name}: ${level}`)].join("\n");
  return [{ name: `${safeWord(job)}-permissions.yml`, text: `jobs:\n  ${yamlString(job)}:\n${block}\n` }];
}

function recordOf(value: Json | undefined): JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}

function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter((one): one is string => typeof one === "string");
}
