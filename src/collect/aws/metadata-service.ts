// How the metadata service of an instance answers. Pure.
import { fieldsOf, textOf } from "../fields.js";

interface Metadata {
  /** Whether it answers without a session token (IMDSv1); left out when that cannot be told. */
  readonly metadata_v1?: boolean;
  /** Its tokens go further than the instance: containers with a network of their own get them. */
  readonly metadata_forwarded?: true;
  /** It is not turned off: the instance itself is answered, and so is whatever shares its network. */
  readonly metadata_on?: true;
}

/** In: MetadataOptions of an answer of EC2. */
export function toMetadata(options: unknown): Metadata {
  const metadata = fieldsOf(options);
  const tokens = textOf(metadata["HttpTokens"]);
  const endpoint = textOf(metadata["HttpEndpoint"]);
  if (endpoint === "disabled") return { metadata_v1: false };
  const hops = metadata["HttpPutResponseHopLimit"];
  const further = {
    ...(endpoint === "enabled" && { metadata_on: true as const }),
    ...(typeof hops === "number" && hops > 1 && { metadata_forwarded: true as const }),
  };
  if (tokens === undefined) return further;
  return { metadata_v1: tokens !== "required", ...further };
}
