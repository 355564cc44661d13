// Variables of CI/CD: names and settings are kept, values only where they open nothing and say which cloud identity a job
// uses. What is masked, hidden, or has the name or form of a secret is one.
import type { CiTables } from "../../model/ci-tables.js";
import { type Fields, fieldsOf, isFields, properties, proseOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { PartBuilder } from "../part.js";
import { isPublicValue } from "../public-values.js";
import { announcesSecret, isSecretLike } from "../secret-like.js";
import { secretNamesOf } from "../secret-names.js";
import { type Cleaner, type SecretMark, secretMarkOf } from "../secrets.js";

/** Marks every value that is not public. */
export const cleanVariables: Cleaner = (page, mark) => {
  const variables = page[ROOT_LIST];
  if (!Array.isArray(variables)) return page;
  return { ...page, [ROOT_LIST]: variables.map((raw) => cleanVariable(raw, mark)) };
};

/** The same of a list in a field of an answer. */
export function cleanVariable(raw: unknown, mark: Parameters<Cleaner>[1]): unknown {
  if (!isFields(raw) || raw["value"] === undefined || raw["value"] === null) return raw;
  if (secretMarkOf(raw["value"]) !== undefined) return raw;
  const isShown = raw["masked"] !== true && isPublicValue(textOf(raw["key"]) ?? "", raw["value"]);
  return isShown ? raw : { ...raw, value: mark(raw["value"]) };
}

export interface VariableHolder {
  /** Node that the variables belong to. */
  readonly id: string;
  /** What their ids begin with. */
  readonly prefix: string;
  readonly level: string;
}

/** Adds what is known of the variables of one holder: a supplement of it, and a credential for each secret among them. */
export function addVariables(
  holder: VariableHolder,
  list: readonly unknown[],
  tables: CiTables,
  out: PartBuilder,
): void {
  const variables = list.map(fieldsOf).filter((variable) => textOf(variable["key"]) !== undefined);
  if (variables.length === 0) return;
  const shown = variables.flatMap(({ key, value }): [string, string][] =>
    typeof value === "string" && value !== "" ? [[String(key), value]] : [],
  );
  out.supplements.push({
    node: holder.id,
    properties: properties({
      [`${holder.level}_variables`]: [...new Set(variables.map(({ key }) => String(key)))].sort(),
      public_values: shown.length === 0 ? undefined : Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  });
  for (const variable of variables) {
    const name = String(variable["key"]);
    const mark = secretMarkOf(variable["value"]);
    if (mark?.id !== undefined) {
      out.edge("references", holder.id, mark.id, { properties: { role: "access-key-id", variable: name } });
    }
    if (isSecret(name, variable, mark) || isStaticName(name, tables)) addSecret(holder, variable, mark, out);
  }
}

/** Hidden ones have no value: somebody has said that they are secret. */
function isSecret(name: string, variable: Fields, mark: SecretMark | undefined): boolean {
  if (variable["masked"] === true || variable["hidden"] === true) return mark?.id === undefined;
  return mark !== undefined && isSecretLike(name, mark);
}

/** Is the name one that the reviewed table knows as a static credential? A key's public half is none. */
function isStaticName(name: string, tables: CiTables): boolean {
  const row = secretNamesOf(tables)(name);
  return row?.static === true && !row.holds.endsWith("-id");
}

function addSecret(holder: VariableHolder, variable: Fields, mark: SecretMark | undefined, out: PartBuilder): void {
  const name = String(variable["key"]);
  const scope = textOf(variable["environment_scope"]) ?? "*";
  const id = `${holder.prefix}/variable/${name}${scope === "*" ? "" : `@${scope}`}`;
  const flag = (key: string): boolean | undefined => (typeof variable[key] === "boolean" ? variable[key] : undefined);
  out.nodes.push({
    id,
    kind: "credential",
    type: "gitlab.variable",
    name,
    parent: holder.id,
    properties: properties({
      status: "active",
      static: true,
      store: "gitlab",
      level: holder.level,
      variable: name,
      // Those of a schedule cannot be masked: the API does not even say so.
      masked: flag("masked") ?? (holder.level === "schedule" ? false : undefined),
      hidden: flag("hidden"),
      protected: flag("protected"),
      raw: flag("raw"),
      environment_scope: scope,
      variable_type: textOf(variable["variable_type"]),
      description: proseOf(variable["description"]),
      looks_secret: announcesSecret(name) || (mark !== undefined && isSecretLike(name, mark)),
      secret_type: mark?.type,
      length: mark?.length,
      last4: mark?.last4,
      join: mark?.join,
    }),
  });
}
