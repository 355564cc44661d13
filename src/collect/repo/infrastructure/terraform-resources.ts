// Resources of Terraform that say who may become what, one reader a type.
import type { PartBuilder } from "../../part.js";
import type { Declared } from "./module.js";
import { addRole, type Owner } from "./role-trusts.js";
import { argumentOf, placeOfArgument } from "./terraform.js";
import { hasMark } from "./value.js";

type Reader = (owner: Owner, resource: Declared, out: PartBuilder) => void;

const READERS: { readonly [type: string]: Reader } = {
  aws_iam_role: addAwsRole,
};

/** Adds what a resource declares; most types are of no interest. */
export function addResource(owner: Owner, resource: Declared, out: PartBuilder): void {
  if (Object.hasOwn(READERS, resource.type)) READERS[resource.type]?.(owner, resource, out);
}

/** Node id: where it is applied and its address, which stay when files are moved within their folder. */
function idOf(owner: Owner, { root, address }: Declared): string {
  return `${owner.id}/code/${root}#${address}`;
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
