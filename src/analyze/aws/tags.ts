// Tags of AWS as conditions compare them.

export type Tags = { readonly [key: string]: string };

/** Tags as they were read; undefined where they were not, or are no map of texts. */
export function toTags(value: unknown): Tags | undefined {
  return isTags(value) ? value : undefined;
}

function isTags(value: unknown): value is Tags {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === "string");
}
