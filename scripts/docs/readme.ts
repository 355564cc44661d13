// Puts what nhi really prints into README.md, between the marks.
// usage: node --import tsx scripts/docs/readme.ts
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const COMMAND = ["scan", "--bundle", "fixtures/scenes/two-old-keys", "--severity", "high"];
const SAMPLE = /(<!-- sample -->\n)[\s\S]*(<!-- end of sample -->)/;

/** README.md with a fresh sample. Throws when the marks or the output are missing. */
export async function freshReadme(): Promise<string> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  if (!SAMPLE.test(readme)) throw new Error("README.md has no place for the sample");
  return readme.replace(SAMPLE, (_, begin: string, end: string) => `${begin}${sample()}${end}`);
}

function sample(): string {
  const env = { PATH: process.env["PATH"], CI: "true" };
  const args = ["--import", "tsx", "bin/nhi.ts", ...COMMAND];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  // Two old keys are two findings over the threshold.
  if (status !== 1) throw new Error(`nhi ended with ${status}: ${stderr}`);
  return `\`\`\`\n$ nhi ${COMMAND.join(" ")}\n${stdout}${stderr}\`\`\`\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(join(root, "README.md"), await freshReadme());
