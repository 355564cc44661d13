// Federated credentials of Entra and providers of Google's workload identity pools that Terraform declares, in the shape in
// which live ones are judged.
import { fieldsOf, properties } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { bound, evaluate, type Frame, pairsOf } from "./evaluate.js";
import type { Block } from "./expression.js";
import type { Declared } from "./module.js";
import { type Owner, placeProperties } from "./role-trusts.js";
import { argumentOf } from "./terraform.js";
import { isList, isMap, textOfValue, type Value, withoutMarks } from "./value.js";

/** Node id: where it is applied and its address, which stay when files are moved within their folder. */
export function idOf(owner: Owner, { root, address }: Declared): string {
  return `${owner.id}/code/${root}#${address}`;
}

/** A federated identity credential of an application or of a managed identity. */
export function addEntraCredential(owner: Owner, resource: Declared, out: PartBuilder): void {
  const text = (name: string): string | undefined => stated(argumentOf(resource, name));
  const issuer = text("issuer");
  addTrust(owner, resource, out, {
    type: "repo.federated-credential",
    issuer,
    more: {
      subject: text("subject"),
      claims_matching_expression: text("claims_matching_expression"),
      audiences: texts(argumentOf(resource, "audiences") ?? argumentOf(resource, "audience")),
    },
  });
}

/** A provider of a workload identity pool; SAML and X.509 have no tokens to judge. */
export function addGoogleProvider(owner: Owner, resource: Declared, out: PartBuilder): void {
  const [oidc] = nested(resource, "oidc");
  const [aws] = nested(resource, "aws");
  if (oidc === undefined && aws === undefined) return;
  const inOidc = (name: string): Value | undefined => valueIn(oidc, name);
  const account = valueIn(aws, "account_id");
  const mapping = argumentOf(resource, "attribute_mapping");
  addTrust(owner, resource, out, {
    type: "repo.workload-identity-provider",
    issuer: stated(inOidc("issuer_uri")) ?? (oidc === undefined ? undefined : "${issuer_uri}"),
    more: {
      aws_account: account === undefined ? undefined : stated(account),
      allowed_audiences: texts(inOidc("allowed_audiences")),
      attribute_mapping: isMap(mapping) ? mappingOf(mapping) : undefined,
      // A mapping that is not stated hides what its attributes come from; the condition on them stays open then.
      attribute_condition: stated(argumentOf(resource, "attribute_condition")),
      disabled: argumentOf(resource, "disabled") === true ? true : undefined,
      pool: stated(argumentOf(resource, "workload_identity_pool_id")),
    },
  });
}

interface Trust {
  readonly type: string;
  readonly issuer: string | undefined;
  readonly more: Parameters<typeof properties>[0];
}

function addTrust(owner: Owner, resource: Declared, out: PartBuilder, { type, issuer, more }: Trust): void {
  const { address, block } = resource;
  const provider = (issuer ?? "").replace(/^https?:\/\//i, "").replace(/\/+$/, "");
  out.nodes.push({
    id: idOf(owner, resource),
    kind: "trust",
    type,
    name: address,
    parent: owner.id,
    properties: properties({
      repository: owner.repository,
      ...placeProperties(block.place),
      address,
      provider_kind: "oidc",
      provider: provider || "sts.amazonaws.com",
      issuer: provider || undefined,
      ...more,
    }),
  });
}

/** A text, with `${reference}` for what of it the code does not state. */
function stated(value: Value | undefined): string | undefined {
  const text = value === null ? undefined : textOfValue(value);
  return text === undefined ? undefined : withoutMarks(text);
}

function texts(value: Value | undefined): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (isList(value) ? value : [value]).flatMap((one) => stated(one) ?? []);
}

function mappingOf(mapping: { readonly [key: string]: Value }): { [attribute: string]: string } {
  return fieldsOf(
    Object.fromEntries(Object.entries(mapping).map(([attribute, value]) => [attribute, stated(value) ?? ""])),
  ) as { [attribute: string]: string };
}

interface Nested {
  readonly block: Block;
  readonly frame: Frame;
}

/** Blocks inside of a resource; those of `dynamic` with what they go over. */
function nested({ block, frame }: Declared, type: string): readonly Nested[] {
  return block.blocks.flatMap((child): readonly Nested[] => {
    if (child.type === type) return [{ block: child, frame }];
    const content = child.blocks.find((one) => one.type === "content");
    const each = child.attributes.get("for_each");
    if (child.type !== "dynamic" || child.labels[0] !== type || content === undefined || each === undefined) return [];
    const pairs = pairsOf(evaluate(each, frame)) ?? [];
    return pairs.map(([key, value]) => ({
      block: content,
      frame: bound(frame, new Map<string, Value>([[type, { key, value }]])),
    }));
  });
}

function valueIn(found: Nested | undefined, name: string): Value | undefined {
  const expression = found?.block.attributes.get(name);
  return found === undefined || expression === undefined ? undefined : evaluate(expression, found.frame);
}
