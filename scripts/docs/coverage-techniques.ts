// What each escalation technique is tested against: an attack that others published, with the answer (`npm run truth` finds
// its path by the technique, and keeps the list), else the cases in the technique's own file.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAllTechniques } from "../../src/catalog/techniques.js";

export type TechniqueProof = "published" | "cases" | "nothing";

export interface TechniqueRow {
  /** `aws/lambda-001`. */
  readonly name: string;
  readonly about: string;
  readonly proof: TechniqueProof;
}

/** Where `npm run truth` keeps the ids that published cases exercise. */
export const PUBLISHED = "test/truth/published-techniques.json";

/** Techniques of all clouds, in the order of their names. Throws RuleError where one does not load. */
export async function techniqueRows(root: string): Promise<TechniqueRow[]> {
  const { techniques, scopedTechniques } = await loadAllTechniques(join(root, "rules/techniques"));
  const published = new Set(JSON.parse(await readFile(join(root, PUBLISHED), "utf8")) as readonly string[]);
  return [...techniques, ...scopedTechniques].map(({ id, provider, title, cases = [] }) => ({
    name: `${provider}/${id}`,
    about: title,
    proof: proofOfTechnique(id, published, cases),
  }));
}

/** The strongest proof of a technique. */
export function proofOfTechnique(
  id: string,
  published: ReadonlySet<string>,
  cases: readonly { readonly found: boolean | "unknown" }[],
): TechniqueProof {
  if (published.has(id)) return "published";
  // a case that is found proves little without one that must not be
  const isBothWays = cases.some(({ found }) => found !== false) && cases.some(({ found }) => found === false);
  return isBothWays ? "cases" : "nothing";
}
