// Installs what the end-to-end tests need, before they run side by side.
// usage: node --import tsx test/e2e/tools/install.ts [moto] [graph] [azure] [google] [chromium]
import { installChromium } from "./chromium.js";
import { installMoto } from "./moto.js";
import { installAzure, installGoogle, installGraph } from "./published.js";
import { installTools } from "./tools.js";

await installTools();
if (process.argv.includes("moto")) await installMoto();
// What vendors publish, and a browser, are for tests that say why they are skipped: no reason to stop the others.
for (const [name, install] of [
  ["graph", installGraph],
  ["azure", installAzure],
  ["google", installGoogle],
  ["chromium", installChromium],
] as const) {
  if (!process.argv.includes(name)) continue;
  await install().catch((error: Error) => console.error(`${name}: ${error.message}`));
}
