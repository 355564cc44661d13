// Registries of container images: where they are, and by what somebody pushes to them. Pure.
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { resourceGroupOf, resourceId } from "./ids.js";
import { tagsOf } from "./tags.js";

const TYPE = "microsoft.containerregistry/registries";

/** Whether an element of a list of resources is a registry. */
export function isRegistry(raw: Fields): boolean {
  return textOf(raw["type"])?.toLowerCase() === TYPE;
}

/**
 * Adds a registry. Whether it has an administrator's password, and whether its repositories go by roles on data, is left out where it
 * was not told. https://learn.microsoft.com/en-us/azure/container-registry/container-registry-rbac-abac-repository-permissions
 */
export function addRegistry(raw: Fields, out: PartBuilder): void {
  const id = textOf(raw["id"]);
  if (id === undefined) return;
  const { loginServer, adminUserEnabled: admin, roleAssignmentMode } = fieldsOf(raw["properties"]);
  const mode = textOf(roleAssignmentMode);
  out.nodes.push({
    id: resourceId(id),
    kind: "resource",
    type: "azure.container-registry",
    name: proseOf(raw["name"]) ?? id,
    aliases: [id.toLowerCase()],
    properties: properties({
      resource: id.toLowerCase(),
      resource_type: TYPE,
      resource_group: resourceGroupOf(id)?.split("/").at(-1),
      location: textOf(raw["location"]),
      tags: tagsOf(raw["tags"]),
      login_server: textOf(loginServer)?.toLowerCase(),
      takes_keys: typeof admin === "boolean" ? admin : undefined,
      by_repository: mode === undefined ? undefined : /^AbacRepositoryPermissions$/i.test(mode),
    }),
  });
}
