// Infrastructure code of a checkout: what it declares about who may become what. Only declared: nothing says that it was
// ever deployed, so its nodes have types of their own and no path walks over them.
import { type Part, PartBuilder } from "../../part.js";
import { readCloudFormation } from "./cloudformation.js";
import { addKey } from "./declared-keys.js";
import { addRole, gapOf, type Owner } from "./role-trusts.js";
import { readTerraform, type SourceText } from "./terraform.js";
import { addResource } from "./terraform-resources.js";

/** Reads Terraform and CloudFormation among the files. */
export async function infrastructurePart(owner: Owner, files: readonly SourceText[]): Promise<Part> {
  const out = new PartBuilder();
  const terraform = await readTerraform(files);
  for (const resource of terraform.declared) addResource(owner, resource, out);
  const templates = readCloudFormation(files);
  for (const role of templates.roles) addRole(owner, { ...role, id: `${owner.id}/code/${role.id}` }, out);
  for (const key of templates.keys) addKey(owner, { ...key, id: `${owner.id}/code/${key.id}` }, out);
  for (const { place, message } of [...terraform.faults, ...templates.faults])
    out.gaps.push(gapOf(owner, place, message));
  return { nodes: out.nodes, edges: out.edges, documents: distinctDocuments(out), gaps: out.gaps };
}

function distinctDocuments({ documents }: PartBuilder): PartBuilder["documents"] {
  return [...new Map(documents.map((document) => [document.hash, document])).values()];
}
