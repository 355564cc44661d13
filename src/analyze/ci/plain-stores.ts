// Secrets of CI services that do not tell their jobs: contexts of CircleCI, credentials of Jenkins. Jobs are known from files. What names and dates say of
// them is told as of every other secret; who gets them is in their own properties.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import { textOf, textsOf } from "../properties.js";
import { drawContexts } from "./circleci-contexts.js";
import { createCiDrawing } from "./drawing.js";
import { type CiAnalysis, drawTies } from "./index.js";
import type { SecretTie } from "./job.js";

const TYPES: readonly string[] = ["circleci.context-variable", "jenkins.credential"];
const NOBODY: ReadonlyMap<string, readonly { readonly id: string }[]> = new Map();
const CLOUDS: ReadonlySet<string> = new Set(["aws", "azure", "gcp"]);

/** Undefined when no such store was read. */
export function analyzePlainStores(input: AnalysisInput): CiAnalysis | undefined {
  const secrets = [...input.nodes(TYPES)];
  if (secrets.length === 0) return undefined;
  const drawing = createCiDrawing();
  const ties = drawTies(input, secrets, NOBODY, drawing);
  drawContexts(input, secrets, drawing);
  drawPipelines(input, secrets, drawing);
  const facts: DerivedFact[] = secrets.map((secret) => ({ node: secret.id, columns: secretFacts(secret, ties) }));
  for (const [node, clouds] of cloudsByContext(secrets, ties)) {
    facts.push({ node, columns: { static_clouds: [...clouds].sort(compareText) } });
  }
  return {
    facts: facts.sort((a, b) => compareText(a.node, b.node)),
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: [],
    owners: new Set(),
    matched: new Set(),
  };
}

/** People choose the ids of credentials: two controllers may have one each. */
const BY_ID = 0.6;

/**
 * Draws which credentials of Jenkins a Jenkinsfile binds. That a controller has one of the id is no proof that it builds the
 * repository: no file says which one does.
 */
function drawPipelines(
  input: Pick<AnalysisInput, "nodes">,
  secrets: readonly StoredNode[],
  drawing: ReturnType<typeof createCiDrawing>,
): void {
  const byName = new Map<string, StoredNode[]>();
  for (const secret of secrets) {
    if (secret.type === "jenkins.credential") addTo(byName, secret.name, secret);
  }
  for (const job of input.nodes(["jenkins.pipeline"])) {
    const repository = textOf(job.properties["repository"]) ?? "the repository";
    for (const secret of (textsOf(job.properties["credential_ids"]) ?? []).flatMap((id) => byName.get(id) ?? [])) {
      drawing.edge({
        kind: "holds",
        from: job.id,
        to: secret.id,
        state: "unknown",
        condition: `whether ${secret.scope} builds ${repository} was not read`,
        confidence: BY_ID,
        because: [job.id, secret.id],
      });
    }
  }
}

function secretFacts({ id, type }: StoredNode, ties: ReadonlyMap<string, SecretTie>): JsonRecord {
  const { provider, holds, isStatic, tie, confidence } = ties.get(id) ?? {};
  return {
    // Every job of CircleCI has an id-token; whether one of Jenkins can have one is a plugin's matter.
    ...(type === "circleci.context-variable" && { ci_has_id_tokens: true }),
    ...(provider !== undefined && { cloud: provider, credential_type: holds ?? "", is_static: isStatic ?? false }),
    ...(tie && { tied_to: tie.credential }),
    ...(confidence !== undefined && { tie_confidence: confidence }),
  };
}

/** Context → clouds whose static credentials are in it, as far as names tell. */
function cloudsByContext(
  secrets: readonly StoredNode[],
  ties: ReadonlyMap<string, SecretTie>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { id, type, parent } of secrets) {
    if (type !== "circleci.context-variable" || parent === undefined) continue;
    const { provider = "", isStatic } = ties.get(id) ?? {};
    if (isStatic !== true || !CLOUDS.has(provider)) continue;
    found.set(parent, (found.get(parent) ?? new Set()).add(provider));
  }
  return found;
}
