// azure/web:app-settings: names of settings of web and function apps, as far as Azure tells them without their values: those that
// refer to a key vault, with the secret that they stand for, and those that stay with a slot. docs/decisions/0011.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { type AzureCall, OF_SUBSCRIPTION } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceId } from "../ids.js";
import type { AzureResource } from "../resource.js";
import { textsOf } from "./role-definitions.js";

const SITES = "azure/web:sites";
const DATA_SET = "azure/web:app-settings";

const references = (kind: "appsettings" | "connectionstrings"): AzureCall => ({
  path: `/{+site}/config/configreferences/${kind}`,
  apiVersion: "2023-12-01",
  dataSet: DATA_SET,
  permission: `Microsoft.Web/sites/config/${kind}/read`,
  count: "1 per web or function app",
  list: "value",
});
const SETTINGS = references("appsettings");
const CONNECTIONS = references("connectionstrings");
const STICKY: AzureCall = {
  path: "/{+site}/config/slotConfigNames",
  apiVersion: "2023-12-01",
  dataSet: DATA_SET,
  permission: "Microsoft.Web/sites/config/read",
  count: "1 per web or function app",
};

const UNASKED =
  "names of settings that neither refer to a key vault nor stay with a slot are not asked for: Azure shows them only with their values (Microsoft.Web/sites/config/list/action)";

export const appSettings: AzureResource = {
  dataSet: DATA_SET,
  calls: [SETTINGS, CONNECTIONS, STICKY],
  of: OF_SUBSCRIPTION,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, DATA_SET);
    const known = crawl.known.get(SITES);
    if (known === undefined) {
      yield reader.closeUnlisted(SETTINGS, "web and function apps");
      return;
    }
    if (!known.isWhole) reader.note("web and function apps could only be listed in part");
    const word = { word: "apps asked for names of settings", call: SETTINGS };
    yield* reader.batches(known.list, word, async ({ id: site }, out) => {
      const found = new Map<string, Fields>();
      for (const [call, sort] of [
        [SETTINGS, "app-setting"],
        [CONNECTIONS, "connection-string"],
      ] as const) {
        for (const raw of (await reader.list(call, { site }, resourceId(site))) ?? []) {
          const name = textOf(fieldsOf(raw)["name"]);
          if (name !== undefined) found.set(`${sort} ${name}`, fieldsOf(fieldsOf(raw)["properties"]));
        }
      }
      const sticky = await reader.detail(STICKY, { site }, resourceId(site));
      const names = typeof sticky === "string" ? {} : fieldsOf(sticky["properties"]);
      const stays = new Set([
        ...textsOf(names["appSettingNames"]).map((name) => `app-setting ${name}`),
        ...textsOf(names["connectionStringNames"]).map((name) => `connection-string ${name}`),
      ]);
      for (const key of [...new Set([...found.keys(), ...stays])].sort())
        addSetting(key, { site, about: found.get(key), isSticky: stays.has(key) }, out);
    });
    yield reader.close(SETTINGS, UNASKED);
  },
};

interface Setting {
  readonly site: string;
  /** What the reference says; undefined for a setting of which only the name is known. */
  readonly about: Fields | undefined;
  readonly isSticky: boolean;
}

function addSetting(key: string, { site, about, isSticky }: Setting, out: PartBuilder): void {
  const [sort, name] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
  out.nodes.push({
    id: `${resourceId(site)}#${sort}/${name}`,
    kind: "resource",
    type: "azure.app-setting",
    name: proseOf(name) ?? name,
    parent: resourceId(site),
    properties: properties({
      setting: proseOf(name),
      setting_sort: sort,
      app: resourceId(site),
      stays_with_slot: isSticky,
      vault: textOf(about?.["vaultName"])?.toLowerCase(),
      secret: textOf(about?.["secretName"]),
      reference_status: textOf(about?.["status"]),
    }),
  });
  out.edge("contains", resourceId(site), `${resourceId(site)}#${sort}/${name}`);
}
