// Function apps that load their code from a container of a storage account: who writes there decides what runs as the identity of the app.
// Of apps on the plan Flex Consumption Azure tells the container beside the app; of others settings say it, whose values are not asked
// for. https://learn.microsoft.com/en-us/azure/azure-functions/functions-infrastructure-as-code (deployment storage)
import type { AnalysisGap, AnalysisInput } from "../../model/analysis.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";

const APP = "azure.function-app";
const ACCOUNT = "azure.storage-account";
const CONTAINER = "azure.blob-container";
const SITES = "azure/web:sites";

/**
 * Draws which containers supply code to which apps; the account where its containers were not read. In: apps, accounts, containers that
 * were read. Out: a gap for each account that was not read and that an app loads its code from.
 */
export function drawCodePackages(input: AnalysisInput, drawing: Drawing): readonly AnalysisGap[] {
  if (!input.types("workload").includes(APP)) return [];
  const apps = [...input.nodes([APP])].flatMap(({ id, scope, supplements }) => {
    const [account, container] = textOf(supplements[SITES]?.["package_container"])?.split("/") ?? [];
    return account === undefined || container === undefined ? [] : [{ id, scope, account, container }];
  });
  if (apps.length === 0) return [];
  const there = input.types("resource");
  const accounts = new Map<string, string>();
  for (const { id, name } of there.includes(ACCOUNT) ? input.nodes([ACCOUNT]) : [])
    accounts.set(name.toLowerCase(), id);
  const containers = new Set([...(there.includes(CONTAINER) ? input.nodes([CONTAINER]) : [])].map(({ id }) => id));
  const gaps: AnalysisGap[] = [];
  for (const { id, scope, account, container } of apps) {
    const store = accounts.get(account);
    if (store === undefined) {
      const message = `the app loads its code from the storage account ${account}, and no subscription that was read has that account: who may write there is not known`;
      gaps.push({ scope, subject: id, message });
      continue;
    }
    const within = `${store}/blobservices/default/containers/${container}`;
    const from = containers.has(within) ? within : store;
    drawing.edge({ kind: "supplies_code_to", from, to: id, judgement: GRANTED, because: [id] });
  }
  return gaps;
}
