// Reviewed facts in rules/tables/*.yaml: a list of rows each, every row with the source it was taken from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { IssuerRow, Tables, TierRow, VendorAccountRow } from "../model/tables.js";
import { type Problem, toRuleError } from "./problem.js";
import { schemaProblems } from "./schema-problems.js";
import { shownPath } from "./shown-path.js";
import { type SourceFile, toSourceFile } from "./source-file.js";

const text = z.string().trim().min(1);
const words = z.array(text).default([]);
const source = text.regex(/\S{4}/, "say where the fact was read: an address, or a document and its section");

const issuers = z.array(
  z.strictObject({
    vendor: text.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not a vendor word (lower case, kebab-case)"),
    name: text,
    issuer: text.regex(/^[a-z0-9.*-]+(:\d+)?(\/\S*)?$/, "not an issuer: host and path, without scheme"),
    sharing: z.enum(["shared", "tenant"]),
    grammar: text,
    always_claims: words,
    tenant_claims: words,
    aws_claim_keys: words,
    source,
  }),
) satisfies z.ZodType<readonly IssuerRow[]>;

const vendorAccounts = z.array(
  z.strictObject({
    account: text.regex(/^\d{12}$/, "not an AWS account id (12 digits, in quotes)"),
    vendor: text,
    source,
  }),
) satisfies z.ZodType<readonly VendorAccountRow[]>;

const tiers = z.array(
  z.strictObject({
    type: text.regex(/^[a-z0-9]+\.[a-z0-9-]+$/, "not a vendor type (aws.secret)"),
    tier: z.union([z.literal(0), z.literal(1)]),
    capability: z.enum(["read", "write", "admin"]),
    environments: words,
    source,
  }),
) satisfies z.ZodType<readonly TierRow[]>;

/** Files of the folder, without .yaml, with what makes a row one of a kind. */
const TABLES = {
  issuers: { schema: issuers, key: (row: unknown) => (row as IssuerRow).issuer },
  "vendor-accounts": { schema: vendorAccounts, key: (row: unknown) => (row as VendorAccountRow).account },
  tiers: { schema: tiers, key: (row: unknown) => `${(row as TierRow).type} ${(row as TierRow).capability}` },
} as const;

/**
 * Tables of a folder. Throws RuleError with every problem as file:line:column (a row without a source, a row twice, a
 * file that is no table); UsageError when the folder cannot be read. A table without a file is empty.
 */
export async function loadTables(dir: string): Promise<Tables> {
  const problems: Problem[] = [];
  const names = await tableNames(dir, problems);
  const rows = async <T>(name: keyof typeof TABLES, schema: z.ZodType<readonly T[]>): Promise<readonly T[]> => {
    if (!names.includes(name)) return [];
    const file = join(dir, `${name}.yaml`);
    return readTable(toSourceFile(shownPath(file), await readFile(file, "utf8")), schema, TABLES[name].key, problems);
  };
  const tables = {
    issuers: await rows("issuers", TABLES.issuers.schema),
    vendorAccounts: await rows("vendor-accounts", TABLES["vendor-accounts"].schema),
    ...(names.includes("tiers") && { tiers: await rows("tiers", TABLES.tiers.schema) }),
  };
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  return tables;
}

async function tableNames(dir: string, problems: Problem[]): Promise<string[]> {
  const files = await readdir(dir).catch((cause: unknown) => {
    throw new UsageError(`${dir}: no such folder of tables`, { cause });
  });
  const names = files.filter((file) => file.endsWith(".yaml")).map((file) => file.slice(0, -".yaml".length));
  for (const name of names.filter((known) => !(known in TABLES))) {
    const message = `no table is called "${name}"${didYouMean(name, Object.keys(TABLES))}`;
    problems.push({ file: shownPath(join(dir, `${name}.yaml`)), line: 1, column: 1, message, level: "error" });
  }
  return names;
}

function readTable<T>(
  file: SourceFile,
  schema: z.ZodType<readonly T[]>,
  keyOf: (row: T) => string,
  problems: Problem[],
): readonly T[] {
  if (file.problems.length > 0) {
    problems.push(...file.problems);
    return [];
  }
  const parsed = schema.safeParse(file.value ?? [], { reportInput: true });
  if (!parsed.success) {
    problems.push(...schemaProblems(file, schema, parsed.error.issues));
    return [];
  }
  const seen = new Set<string>();
  parsed.data.forEach((row, index) => {
    const key = keyOf(row);
    if (seen.has(key)) problems.push(file.problemAt([index], `"${key}" is in the table twice`));
    seen.add(key);
  });
  return parsed.data;
}
