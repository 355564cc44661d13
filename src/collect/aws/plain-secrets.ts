// Secrets that stand as plain text in the configuration of a workload: each becomes a credential that it holds. What was seen
// are marks; a value is never here.
import { properties } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { isSecretLike } from "../secret-like.js";
import { type SecretMark, secretMarkOf } from "../secrets.js";

/** A variable as configured; `value` is what the seam has put in its place. */
export interface Variable {
  readonly name: string;
  readonly value: unknown;
}

/** What a node says of its variables: their names, and how many of them are secrets. */
export interface VariableFacts {
  readonly environment_names: readonly string[];
  readonly plain_secrets: number;
}

/**
 * Adds the secrets among the variables of a workload, and the access keys that they name. `place`: what holds them there,
 * such as `environment`.
 */
export function addPlainSecrets(
  holder: string,
  place: string,
  variables: readonly Variable[],
  out: PartBuilder,
): VariableFacts {
  const marked = variables.flatMap(({ name, value }) => {
    const mark = secretMarkOf(value);
    return mark === undefined ? [] : [{ name, mark }];
  });
  const secrets = marked.filter(({ name, mark }) => isSecretLike(name, mark));
  for (const { name, mark } of secrets) addSecret(holder, place, name, mark, out);
  addAccessKeys(holder, marked, out);
  const names = [...new Set(variables.map(({ name }) => name))].sort();
  return { environment_names: names, plain_secrets: secrets.length };
}

function addSecret(holder: string, place: string, name: string, mark: SecretMark, out: PartBuilder): void {
  const id = `${holder}/${place}/${name}`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "aws.plaintext-secret",
    name,
    parent: holder,
    properties: properties({
      status: "active",
      static: true,
      place,
      variable: name,
      secret_type: mark.type,
      length: mark.length,
      last4: mark.last4,
      join: mark.join,
    }),
  });
  out.edge("holds", holder, id);
}

/** An id whose secret stands beside it is the key; alone it only names one. */
function addAccessKeys(
  holder: string,
  marked: readonly { readonly name: string; readonly mark: SecretMark }[],
  out: PartBuilder,
): void {
  const hasSecret = marked.some(
    ({ name, mark }) => mark.type === "aws-secret-access-key" || /SECRET_?ACCESS_?KEY$/i.test(name),
  );
  for (const id of new Set(marked.flatMap(({ mark }) => mark.id ?? []))) {
    if (hasSecret && id.startsWith("AKIA")) out.edge("holds", holder, id, { confidence: 0.95 });
    else out.edge("references", holder, id, { properties: { role: "access-key-id" } });
  }
}

/** Variables of a map of names to values, as Lambda, Glue and App Runner keep them. */
export function variablesOfMap(map: { readonly [name: string]: unknown }): readonly Variable[] {
  return Object.entries(map).map(([name, value]) => ({ name, value }));
}
