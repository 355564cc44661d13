// What the keys of a storage account open: all of its data, for whoever has one of them. That is nobody in particular, which is a
// session of its own. Signatures (SAS) are made with a key, and are not listed anywhere.
import type { AnalysisInput } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";

/** Draws the way from each key of an account that takes keys to all that the account holds. */
export function drawKeys(input: Pick<AnalysisInput, "nodes" | "types">, drawing: Drawing): void {
  if (!input.types("credential").includes("azure.storage-key")) return;
  for (const { id, parent, name, scope, properties } of input.nodes(["azure.storage-key"])) {
    if (parent === undefined || properties["status"] !== "active") continue;
    const holder = `${parent}#key-holder`;
    const account = name.replace(/^key\d of /, "");
    drawing.node({
      ...{ id: holder, kind: "session", type: "azure.shared-key", scope, properties: {} },
      name: `whoever has a key of ${account}`,
    });
    drawing.edge({ kind: "authenticates_as", from: id, to: holder, judgement: GRANTED, hops: 0 });
    drawing.edge({ kind: "permits", from: holder, to: parent, judgement: GRANTED, gives: "admin" });
  }
}
