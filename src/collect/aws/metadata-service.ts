// How the metadata service of an instance answers. Pure.
import { fieldsOf, textOf } from "../fields.js";

/** Whether it answers without a session token (IMDSv1); nothing when that cannot be told. */
export function toMetadata(options: unknown): { readonly metadata_v1?: boolean } {
  const metadata = fieldsOf(options);
  const tokens = textOf(metadata["HttpTokens"]);
  const isOff = textOf(metadata["HttpEndpoint"]) === "disabled";
  if (isOff || tokens === "required") return { metadata_v1: false };
  return tokens === undefined ? {} : { metadata_v1: true };
}
