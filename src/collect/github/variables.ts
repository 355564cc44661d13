// Variables of CI: values that anyone may read. Names are kept; public values of known shapes (an ARN, an account, a client
// id) are kept too, because they say which cloud identity a job uses; a value that looks like a secret is one.
import { type Fields, fieldsOf, isFields, properties, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { isPublicValue } from "../public-values.js";
import { isSecretLike } from "../secret-like.js";
import { type Cleaner, type SecretMark, secretMarkOf } from "../secrets.js";
import { toIso } from "../time.js";
import type { CommandOptions } from "./command-options.js";

/** Leaves what is public, marks every other value. A UUID under a name that announces a secret is one. */
export const cleanVariables: Cleaner = (page, mark) => {
  const variables = page["variables"];
  if (!Array.isArray(variables)) return page;
  const clean = (raw: unknown): unknown => {
    if (!isFields(raw) || raw["value"] === undefined || secretMarkOf(raw["value"]) !== undefined) return raw;
    return isPublicValue(textOf(raw["name"]) ?? "", raw["value"]) ? raw : { ...raw, value: mark(raw["value"]) };
  };
  return { ...page, variables: variables.map(clean) };
};

/** What keeps variables, in which store. */
interface VariableHolder {
  readonly id: string;
  readonly store: string;
  readonly options: CommandOptions;
}

/** What is known of the variables of one holder: a supplement of it, and a credential for each secret among them. */
export function addVariables(
  { id: holder, store, options }: VariableHolder,
  list: readonly unknown[],
  out: PartBuilder,
): void {
  const variables = list.map(fieldsOf).filter((variable) => textOf(variable["name"]) !== undefined);
  const names = variables.map((variable) => String(variable["name"])).sort();
  if (names.length === 0) return;
  const shown = variables.flatMap((variable): [string, string][] => {
    const { name, value } = variable;
    return typeof value === "string" ? [[String(name), value]] : [];
  });
  out.supplements.push({
    node: holder,
    properties: properties({
      [`${store}_variables`]: names,
      [store === "actions" ? "public_values" : `${store}_public_values`]:
        shown.length === 0 ? undefined : Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1))),
    }),
  });
  for (const variable of variables) {
    const mark = secretMarkOf(variable["value"]);
    const name = String(variable["name"]);
    if (mark === undefined) continue;
    if (isSecretLike(name, mark)) addSecretValue({ holder, store, options, name, variable, mark }, out);
    else if (mark.id !== undefined)
      out.edge("references", holder, mark.id, { properties: { role: "access-key-id", variable: name } });
  }
}

interface SecretValue {
  readonly holder: string;
  readonly store: string;
  readonly options: CommandOptions;
  readonly name: string;
  readonly variable: Fields;
  readonly mark: SecretMark;
}

function addSecretValue({ holder, store, options, name, variable, mark }: SecretValue, out: PartBuilder): void {
  const id = `${holder}/variable/${store}/${name}`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "github.plaintext-variable",
    name,
    parent: holder,
    properties: properties({
      status: "active",
      static: true,
      store,
      ...options,
      variable: name,
      secret_type: mark.type,
      length: mark.length,
      last4: mark.last4,
      join: mark.join,
      visibility: textOf(variable["visibility"]),
      created_at: toIso(variable["created_at"]),
      updated_at: toIso(variable["updated_at"]),
    }),
  });
  // Whoever may read the repository may read the variable in a job of it.
  out.edge("stores", holder, id);
}
