// Images that workloads pull by a tag: whoever pushes to the registry decides what the tag names when it is pulled next. A digest names
// one image for good. Pods are those of any cluster: the name of a registry is one of a kind. Source: https://learn.microsoft.com/en-us/azure/container-registry/container-registry-image-tag-version
import type { AnalysisInput } from "../../model/analysis.js";
import type { Drawing } from "../access/drawing.js";
import { uncertain } from "../access/judgement.js";
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

/** Draws which registries supply code to what. In: registries that were read, and what runs images of theirs. */
export function drawRegistryImages(input: AnalysisInput, drawing: Drawing): void {
  const there = new Set(input.types("workload"));
  const types = RUNS.filter((type) => there.has(type));
  if (types.length === 0 || !input.types("resource").includes(REGISTRY)) return;
  const registries = new Map<string, string>();
  for (const { id, name, properties } of input.nodes([REGISTRY]))
    registries.set(textOf(properties["login_server"]) ?? `${name.toLowerCase()}.azurecr.io`, id);
  for (const { id, properties } of input.nodes(types)) {
    const tagged = (textsOf(properties["images"]) ?? []).filter((image) => !image.includes("@"));
    const from = new Set(tagged.flatMap((image) => registries.get(image.split("/", 1)[0]?.toLowerCase() ?? "") ?? []));
    for (const one of from)
      drawing.edge({ kind: "supplies_code_to", from: one, to: id, judgement: PULLED, because: [id] });
  }
}
