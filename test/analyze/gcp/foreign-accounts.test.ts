// Agents that run as an account of another project, for those who may ask all of a project: each beside the one that decides.
import { expect, test } from "vitest";
import { createPolicyCompiler } from "../../../src/analyze/aws/policy/compile.js";
import { analyzeGoogle } from "../../../src/analyze/gcp/access.js";
import { shippedTechniqueLists } from "../../shipped.js";
import type { DrawnBinding } from "./drawn/plan.js";
import { toGoogleInput } from "./drawn/to-input.js";

const { scopedTechniques } = await shippedTechniqueLists();
const techniques = scopedTechniques.filter(({ id }) => id === "gcp-aiplatform-003");
const ADA = "user:ada@octo.example";
const engineOf = (project: string): string =>
  `gcp:aiplatform.googleapis.com/projects/${project}/locations/europe-west1/reasoningEngines/one`;

/** Engines that somebody who may ask those at a place gets to, by way of sets alone. Those of `deep` run as an account of `inside`. */
function asked(on: string): readonly string[] {
  const binding: DrawnBinding = { on, member: ADA, technique: 0, part: "all", isEligible: false };
  const input = toGoogleInput({ techniques, bindings: [binding], denies: [], boundaries: [], disabled: false });
  const { edges = [] } = analyzeGoogle(input, createPolicyCompiler());
  const found = new Set(edges.flatMap(({ from, to }) => (from === `gcp:member/${ADA}` ? [to] : [])));
  for (const one of found)
    for (const { from, to, kind, state } of edges)
      if (from === one && kind === "includes" && state === "none") found.add(to);
  return [...found].filter((id) => id.includes("/reasoningEngines/")).sort();
}

test.each([
  ["an engine that runs as an account of another project, held on its project", "projects/deep", ["deep"]],
  ["the same, held on the engine", engineOf("deep").replace("gcp:", "//"), ["deep"]],
  ["one that runs as an account of its own project", "projects/inside", ["inside"]],
  ["both, held on a folder", "folders/2", ["deep", "inside"]],
  ["only what is below the folder that it is held on", "folders/3", ["deep"]],
  ["not those of another project", "projects/outside", ["outside"]],
])("%s", (_, on, projects) => {
  expect(asked(on)).toEqual(projects.map(engineOf));
});
