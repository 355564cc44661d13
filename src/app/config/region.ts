// Names of AWS regions as people type them.

/** By shape alone: new regions come every year, and a region that is not there is a gap of the crawl that asked for it. */
export const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
export const NOT_A_REGION = "not the name of a region; write it as eu-west-1";

/** `eu-west-1,us-east-1` as names; the first that is none comes back as `fault`. */
export function parseRegions(text: string): { readonly regions: readonly string[]; readonly fault?: string } {
  const regions = text.split(/[\s,]+/).filter((name) => name !== "");
  const fault = regions.find((name) => !REGION.test(name));
  return fault === undefined ? { regions } : { regions, fault };
}
