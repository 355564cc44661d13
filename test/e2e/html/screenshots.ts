// Makes the pictures of the HTML report in docs from the built-in company: npm run screenshots
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Browser, installChromium } from "../tools/chromium.js";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";

const DOCS = fileURLToPath(new URL("../../../docs/images/", import.meta.url));

await installChromium();
const folder = scratch("screenshots");
const file = join(folder, "acme.html");
const env = cleanEnvironment(join(folder, "home"), {});
const { status, stderr } = await nhi(["demo", "--output", file], { cwd: folder, env });
if (status !== 0) throw new Error(stderr);
mkdirSync(DOCS, { recursive: true });
const browser = new Browser();
const size = { width: 1000, height: 860 };
for (const [name, section, dark] of [
  ["report-summary", "", false],
  ["report-paths", "paths", false],
  ["report-findings", "findings", true],
  ["report-inventory", "inventory", false],
] as const) {
  const page = await browser.open(file, { ...size, dark });
  await page.evaluate(`document.querySelector("#findings details").open = true`);
  if (section !== "") {
    await page.evaluate(`document.getElementById("${section}").scrollIntoView({ behavior: "instant" })`);
    await page.frame();
  }
  await page.screenshot(join(DOCS, `${name}.png`));
}
await browser.close();
