// Secrets that stand as plain text in the configuration of a workload: each becomes a credential that it holds. What was seen
// are marks; a value is never here.
import type { GraphNode } from "../model/batch.js";
import { distinct } from "../model/compare.js";
import { properties } from "./fields.js";
import type { PartBuilder } from "./part.js";
import { isSecretLike } from "./secret-like.js";
import { type SecretMark, secretMarkOf } from "./secrets.js";

/** A variable as configured; `value` is what the seam has put in its place. */
export interface Variable {
  /** After what it stands in, where several may have one of that name: `app/TOKEN`. */
  readonly name: string;
  readonly value: unknown;
  /** Its place says that it is a secret, whatever its name: a password, the value of a header for authorisation. */
  readonly isSecret?: true;
}

/** What a node says of its variables: their names, which of them are secrets, and the known formats among these. */
export interface VariableFacts {
  readonly environment_names: readonly string[];
  readonly secret_names: readonly string[];
  readonly secret_formats: readonly string[];
}

/** What a secret is named by where its holder is one of many revisions of the same thing. */
export interface SecretKey {
  /** What all revisions have in common. */
  readonly prefix: string;
  /** The revision that stands for all. */
  readonly parent: string;
  /** Vendor type of the credential; AWS's own where it is left out. */
  readonly type?: string;
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
  key: SecretKey = { prefix: holder, parent: holder },
): VariableFacts {
  const marked = variables.flatMap(({ name, value, isSecret }) => {
    const mark = secretMarkOf(value);
    return mark === undefined ? [] : [{ name, mark, isSecret }];
  });
  const secrets = marked.filter(({ name, mark, isSecret }) => {
    return isSecretLike(isSecret === true ? "secret" : ownName(name), mark);
  });
  for (const { name, mark } of secrets) {
    const id = `${key.prefix}/${place}/${name}`;
    out.nodes.push(toSecret({ id, parent: key.parent, type: key.type ?? "aws.plaintext-secret", place, name, mark }));
    out.edge("holds", holder, id);
  }
  addAccessKeys(holder, marked, out);
  return {
    environment_names: distinct(variables.map(({ name }) => name)),
    secret_names: distinct(secrets.map(({ name }) => name)),
    secret_formats: distinct(secrets.flatMap(({ mark }) => (mark.type === "text" ? [] : [mark.type]))),
  };
}

/** The name without the container or step that it stands in, whose name says nothing of what its variables hold. */
function ownName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

interface PlainSecret {
  readonly id: string;
  readonly parent: string;
  readonly type: string;
  readonly place: string;
  readonly name: string;
  readonly mark: SecretMark;
}

function toSecret({ id, parent, type, place, name, mark }: PlainSecret): GraphNode {
  return {
    id,
    kind: "credential",
    type,
    name,
    parent,
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
  };
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
