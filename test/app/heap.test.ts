import { execFileSync } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const urlOf = (path: string): string =>
  JSON.stringify(pathToFileURL(fileURLToPath(new URL(`../../src/${path}`, import.meta.url))).href);

/** What a process of its own prints that runs `code`, with what it complains of. */
function told(code: string): string {
  const imported = `import { inTightHeap } from ${urlOf("app/heap.ts")};
    import { tuneForEstate } from ${urlOf("cli/v8-settings.ts")};`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", `${imported} tuneForEstate(); ${code}`];
  return execFileSync("sh", ["-c", '"$0" "$@" 2>&1', process.execPath, ...args], { encoding: "utf8" });
}

const LARGE = "process.memoryUsage.rss = () => 2 ** 30;";
/** Living objects that come and go, of which V8 makes room for new ones as large as it may be. */
const CHURN = `
  const { getHeapSpaceStatistics } = await import("node:v8");
  const room = () => getHeapSpaceStatistics().find((space) => space.space_name === "new_space").space_size >> 20;
  const churn = () => {
    let living = [];
    for (let count = 0; count < 2e6; count++) {
      living.push({ count: [count] });
      if (living.length > 400_000) living = [];
    }
  };
  churn();`;

it("asks of V8 nothing that this Node complains of", () => {
  expect(told(`${LARGE} inTightHeap(() => console.log("done")); console.log("set");`)).toBe("done\nset\n");
});

it("gives new objects no more than 32 MB where memory is tight, whatever they had, and says nothing of it", () => {
  const out = told(`${CHURN} ${LARGE} inTightHeap(() => { churn(); console.log(room() <= 32); }); console.log("set");`);
  expect(out).toBe("true\nset\n");
});
