import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const HEAP = pathToFileURL(fileURLToPath(new URL("../../src/app/heap.ts", import.meta.url))).href;

it("asks of V8 nothing that this Node complains of", () => {
  const code = `import { inTightHeap, tuneForEstate } from ${JSON.stringify(HEAP)}; tuneForEstate(); process.memoryUsage.rss = () => 2 ** 30; inTightHeap(() => console.log("done")); console.log("set");`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", `${code}`];
  const told = execFileSync("sh", ["-c", '"$0" "$@" 2>&1', process.execPath, ...args], { encoding: "utf8" });
  expect(told).toBe("done\nset\n");
});
