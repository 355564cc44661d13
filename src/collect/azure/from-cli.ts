// What the Azure CLI prints instead of what the API answers: most of its commands lay the properties of a resource beside its id,
// and `az account list` gives subscriptions other names.
import { isGuid } from "../../model/guid.js";
import { type Fields, isFields, textOf } from "../fields.js";

/** Fields that a resource has beside its properties, in the API's answer too. */
const ENVELOPE = new Set([
  "etag",
  "extendedLocation",
  "id",
  "identity",
  "kind",
  "location",
  "managedBy",
  "name",
  "plan",
  "resourceGroup",
  "sku",
  "systemData",
  "tags",
  "type",
  "zones",
]);

const RESOURCE = /^\/.*\bproviders\//i;

/** A resource as the API answers it. What is printed as the API answers it stays as it is. */
export function fromCli(printed: Fields): Fields {
  const { id, name, tenantId, properties } = printed;
  if (isFields(properties) || typeof id !== "string") return printed;
  if (RESOURCE.test(id)) return gathered(printed);
  const isAccount = isGuid(id) && textOf(name) !== undefined && textOf(tenantId) !== undefined;
  return isAccount ? { ...printed, subscriptionId: id, displayName: name } : printed;
}

function gathered(printed: Fields): Fields {
  const fields = Object.entries(printed).filter(([name]) => name !== "properties");
  const inner = fields.filter(([name]) => !ENVELOPE.has(name));
  if (inner.length === 0) return printed;
  const beside = fields.filter(([name]) => ENVELOPE.has(name));
  return { ...Object.fromEntries(beside), properties: Object.fromEntries(inner) };
}
