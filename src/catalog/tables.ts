// Reviewed facts in rules/tables/*.yaml: a list of rows each, every row with the source it was taken from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { addAll } from "../model/add-all.js";
import type { CiTables } from "../model/ci-tables.js";
import { UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import type { Tables } from "../model/tables.js";
import { type Problem, toRuleError } from "./problem.js";
import { schemaProblems } from "./schema-problems.js";
import { shownPath } from "./shown-path.js";
import { type SourceFile, toSourceFile } from "./source-file.js";
import { AGENT_TABLES, CI_TABLES, CLOUD_TABLES, TABLE_NAMES, type Table, WORKSPACE_TABLES } from "./table-list.js";

/**
 * Tables of a folder. Throws RuleError with every problem as file:line:column (a row without a source, a row twice, a
 * file that is no table); UsageError when the folder cannot be read. A table without a file is empty.
 */
export async function loadTables(dir: string): Promise<Tables> {
  const problems: Problem[] = [];
  const names = await tableNames(dir, problems);
  const has = (group: { readonly [key: string]: { readonly name: string } }): boolean =>
    Object.values(group).some(({ name }) => names.includes(name));
  const rows = async <Row>(table: Table<Row>): Promise<readonly Row[]> => {
    if (!names.includes(table.name)) return [];
    const file = join(dir, `${table.name}.yaml`);
    return readTable(toSourceFile(shownPath(file), await readFile(file, "utf8")), table, problems);
  };
  const { tiers, rotations, eksAccessPolicies, admissionWebhooks, oauthPermissions, directoryRoles } = CLOUD_TABLES;
  const tables = {
    issuers: await rows(CLOUD_TABLES.issuers),
    vendorAccounts: await rows(CLOUD_TABLES.vendorAccounts),
    ...(has({ tiers }) && { tiers: await rows(tiers) }),
    ...(has({ rotations }) && { rotations: await rows(rotations) }),
    ...(has({ eksAccessPolicies }) && { eksAccessPolicies: await rows(eksAccessPolicies) }),
    ...(has({ admissionWebhooks }) && { admissionWebhooks: await rows(admissionWebhooks) }),
    ...(has({ oauthPermissions }) && { oauthPermissions: await rows(oauthPermissions) }),
    ...(has({ directoryRoles }) && { directoryRoles: await rows(directoryRoles) }),
    ...(has(WORKSPACE_TABLES) && {
      workspace: {
        scopes: await rows(WORKSPACE_TABLES.scopes),
        clients: await rows(WORKSPACE_TABLES.clients),
        roles: await rows(WORKSPACE_TABLES.roles),
      },
    }),
    ...(has(AGENT_TABLES) && {
      agents: { servers: await rows(AGENT_TABLES.servers), clients: await rows(AGENT_TABLES.clients) },
    }),
    ...(has(CI_TABLES) && { ci: await ciTables(rows) }),
  };
  const error = toRuleError(problems);
  if (error !== undefined) throw error;
  return tables;
}

type ReadRows = <Row>(table: Table<Row>) => Promise<readonly Row[]>;

/** The tables about CI, in one record. */
async function ciTables(rows: ReadRows): Promise<CiTables> {
  return {
    logins: await rows(CI_TABLES.logins),
    loginSigns: await rows(CI_TABLES.loginSigns),
    triggers: await rows(CI_TABLES.triggers),
    untrustedContexts: await rows(CI_TABLES.untrustedContexts),
    codeInputs: await rows(CI_TABLES.codeInputs),
    actionOutputs: await rows(CI_TABLES.actionOutputs),
    cacheActions: await rows(CI_TABLES.cacheActions),
    mergeActions: await rows(CI_TABLES.mergeActions),
    actorChecks: await rows(CI_TABLES.actorChecks),
    agentCommands: await rows(CI_TABLES.agentCommands),
    agents: await rows(CI_TABLES.agents),
    secretNames: await rows(CI_TABLES.secretNames),
    tokenFormats: await rows(CI_TABLES.tokenFormats),
    githubScopes: await rows(CI_TABLES.githubScopes),
  };
}

async function tableNames(dir: string, problems: Problem[]): Promise<string[]> {
  const files = await readdir(dir).catch((cause: unknown) => {
    throw new UsageError(`${dir}: no such folder of tables`, { cause });
  });
  const names = files.filter((file) => file.endsWith(".yaml")).map((file) => file.slice(0, -".yaml".length));
  for (const name of names.filter((one) => !TABLE_NAMES.includes(one))) {
    const message = `no table is called "${name}"${didYouMean(name, TABLE_NAMES)}`;
    problems.push({ file: shownPath(join(dir, `${name}.yaml`)), line: 1, column: 1, message, level: "error" });
  }
  return names;
}

function readTable<Row>(file: SourceFile, { schema, keyOf }: Table<Row>, problems: Problem[]): readonly Row[] {
  if (file.problems.length > 0) {
    addAll(problems, file.problems);
    return [];
  }
  const parsed = schema.safeParse(file.value ?? [], { reportInput: true });
  if (!parsed.success) {
    addAll(problems, schemaProblems(file, schema, parsed.error.issues));
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
