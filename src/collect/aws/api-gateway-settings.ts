// What APIs of API Gateway send along with what they call: what may be a secret of it is replaced by its mark. Pure.
import { type Fields, fieldsOf, isFields } from "../fields.js";
import type { Variable } from "../plain-secrets.js";
import { scriptMarksOf, toScriptMarks } from "../script-secrets.js";
import { signsIn } from "../secret-like.js";
import type { Cleaner } from "../secrets.js";

type Mark = Parameters<Cleaner>[1];

/** What an integration calls its fields: REST APIs begin with a small letter, the others with a large one. */
export interface IntegrationWords {
  readonly uri: string;
  readonly parameters: string;
  readonly templates: string;
}

/** Where a value comes from, in place of the value. */
const TAKEN = /^\$?(?:method\.request|integration|context|stageVariables|request)\.[\w.$[\]'*-]+$|^\$\{?[\w.-]+\}?$/;

/** The integration without values that it sends and without addresses, which may hold a secret as well. ARNs stay. */
export function cleanIntegration(integration: Fields, words: IntegrationWords, mark: Mark): Fields {
  const replaced = { ...integration };
  const uri = integration[words.uri];
  if (typeof uri === "string" && !uri.startsWith("arn:")) replaced[words.uri] = mark(uri);
  const parameters = integration[words.parameters];
  if (isFields(parameters)) replaced[words.parameters] = mapped(parameters, (value) => cleanValue(value, mark));
  const templates = integration[words.templates];
  if (isFields(templates)) replaced[words.templates] = mapped(templates, (value) => toScriptMarks(value, mark));
  return replaced;
}

/** A value that is given stands in quotes in some kinds of API. */
function cleanValue(value: unknown, mark: Mark): unknown {
  if (typeof value !== "string" || TAKEN.test(value)) return value;
  return mark(value.replace(/^'([\s\S]*)'$/, "$1"));
}

/** What may be a secret of a cleaned integration; `name` is what it is called by. */
export function integrationSettings(integration: Fields, words: IntegrationWords, name: string): readonly Variable[] {
  const at = (last: string) => `${name.replace(/\/$/, "")}/${last}`;
  const parameters = Object.entries(fieldsOf(integration[words.parameters])).map(([key, value]): Variable => {
    const last = key.slice(key.lastIndexOf(".") + 1);
    return { name: at(last), value, ...(signsIn(last) && { isSecret: true as const }) };
  });
  const templates = Object.values(fieldsOf(integration[words.templates])).flatMap((template) =>
    (scriptMarksOf(template)?.secrets ?? []).map((secret): Variable => ({ ...secret, name: at(secret.name) })),
  );
  return [{ name: at("uri"), value: integration[words.uri] }, ...parameters, ...templates];
}

/** Variables of a stage, by its name. */
export function stageSettings(stage: string, variables: unknown): readonly Variable[] {
  return Object.entries(fieldsOf(variables)).map(([name, value]) => ({ name: `${stage}/${name}`, value }));
}

function mapped(fields: Fields, change: (value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));
}
