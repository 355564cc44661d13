// What settings of web and function apps refer to: the app is handed the secret of a vault whenever it starts, whatever its code does.
import type { AnalysisInput } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, type Judgement } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";

/** Draws which secrets of vaults an app holds. A reference that Azure could not resolve holds nothing. */
export function drawAppSettings(input: AnalysisInput, drawing: Drawing): void {
  const settings = input.types("resource").includes("azure.app-setting") ? [...input.nodes(["azure.app-setting"])] : [];
  if (settings.length === 0) return;
  const secrets = new Map<string, string>();
  for (const { id, name, parent = "" } of input.nodes(["azure.key-vault-secret"]))
    secrets.set(`${parent.split("/").at(-1)}/${name}`.toLowerCase(), id);
  for (const { id, properties } of settings) {
    const { app, vault, secret, reference_status: status } = properties;
    const to = secrets.get(`${textOf(vault)}/${textOf(secret)}`.toLowerCase());
    if (to === undefined || typeof app !== "string") continue;
    drawing.edge({ kind: "holds", from: app, to, judgement: judged(textOf(status)), because: [id] });
  }
}

function judged(status: string | undefined): Judgement {
  if (status === "Resolved") return GRANTED;
  return { truth: 4, state: "blocked", condition: `the reference is ${status ?? "not resolved"}`, because: [] };
}
