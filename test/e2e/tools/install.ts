// Installs what the end-to-end tests need, before they run side by side.
// usage: node --import tsx test/e2e/tools/install.ts [moto]
import { installMoto } from "./moto.js";
import { installTools } from "./tools.js";

await installTools();
if (process.argv.includes("moto")) await installMoto();
