// Images that workloads pull by a tag: whoever pushes to the registry decides what the tag names when it is pulled next. A digest names
// one image for good. Pods are those of any cluster: the name of a registry is one of a kind. Source: https://learn.microsoft.com/en-us/azure/container-registry/container-registry-image-tag-version
import type { AnalysisGap, AnalysisInput } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { uncertain } from "../aws/edges/evaluation/decision.js";
import { textOf, textsOf } from "../properties.js";

const REGISTRY = "azure.container-registry";
const RUNS = [
  "azure.container-app",
  "azure.container-app-job",
  "azure.container-group",
  "azure.web-app",
  "azure.function-app",
  // pods that are there, and what makes more of them
  "kubernetes.pod",
  "kubernetes.cronjob",
  "kubernetes.daemonset",
  "kubernetes.deployment",
  "kubernetes.job",
  "kubernetes.statefulset",
];
const PULLED = uncertain("it pulls the image again when it starts next, and nobody has locked the tag");

/** What the names of registries of Azure end with. */
const OF_AZURE = /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/;

/**
 * Draws which registries supply code to what. In: registries that were read, and what runs images of theirs. Out: a gap for each registry
 * of Azure that was not read and that something pulls from by a tag.
 */
export function drawRegistryImages(input: AnalysisInput, drawing: Drawing): readonly AnalysisGap[] {
  const there = new Set(input.types("workload"));
  const types = RUNS.filter((type) => there.has(type));
  if (types.length === 0) return [];
  const registries = new Map<string, string>();
  for (const { id, name, properties } of input.types("resource").includes(REGISTRY) ? input.nodes([REGISTRY]) : [])
    registries.set(textOf(properties["login_server"]) ?? `${name.toLowerCase()}.azurecr.io`, id);
  const unread = new Map<string, AnalysisGap>();
  for (const { id, scope, properties } of input.nodes(types)) {
    const tagged = (textsOf(properties["images"]) ?? []).filter((image) => !image.includes("@"));
    for (const host of new Set(tagged.map((image) => image.split("/", 1)[0]?.toLowerCase() ?? ""))) {
      const from = registries.get(host);
      if (from !== undefined)
        drawing.edge({ kind: "supplies_code_to", from, to: id, judgement: PULLED, because: [id] });
      else if (OF_AZURE.test(host) && !unread.has(host))
        unread.set(host, { scope, subject: id, message: silent(host) });
    }
  }
  return [...unread.values()];
}

function silent(host: string): string {
  return `images are pulled from ${host} by a tag, and no subscription that was read has that registry: who may push to it is not known`;
}
