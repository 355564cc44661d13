// Resources of Terraform that say who may become what, one reader a type.
import type { PartBuilder } from "../../part.js";
import { addTerraformKey } from "./declared-keys.js";
import { addEntraCredential, addGoogleProvider, idOf } from "./federations.js";
import type { Declared } from "./module.js";
import { addRole, type Owner } from "./role-trusts.js";
import { argumentOf, placeOfArgument } from "./terraform.js";
import { hasMark } from "./value.js";

type Reader = (owner: Owner, resource: Declared, out: PartBuilder) => void;

const READERS: { readonly [type: string]: Reader } = {
  aws_iam_role: addAwsRole,
  azuread_application_federated_identity_credential: addEntraCredential,
  azuread_application_flexible_federated_identity_credential: addEntraCredential,
  azurerm_federated_identity_credential: addEntraCredential,
  google_iam_workload_identity_pool_provider: addGoogleProvider,
};

/** Adds what a resource declares; most types are of no interest. */
export function addResource(owner: Owner, resource: Declared, out: PartBuilder): void {
  if (Object.hasOwn(READERS, resource.type)) READERS[resource.type]?.(owner, resource, out);
  else addTerraformKey(owner, idOf(owner, resource), resource, out);
}

function addAwsRole(owner: Owner, resource: Declared, out: PartBuilder): void {
  const trust = argumentOf(resource, "assume_role_policy");
  if (trust === undefined) return;
  const name = argumentOf(resource, "name");
  addRole(
    owner,
    {
      id: idOf(owner, resource),
      address: resource.address,
      name: typeof name === "string" && name !== "" && !hasMark(name) ? name : undefined,
      trust,
      place: resource.block.place,
      trustPlace: placeOfArgument(resource, "assume_role_policy"),
      isInOwnAccount: !resource.block.attributes.has("provider"),
    },
    out,
  );
}
