// What a scan of this project's own checkout takes: the part of a pull request that somebody waits for.
import { fileURLToPath } from "node:url";
import { measure, median, NHI } from "./measure.js";
import { atMost, type Line } from "./table.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ARGS = ["scan", `repo:${ROOT}`, "--db", ":memory:", "--config", `${ROOT}/.ci/nhi.yaml`, "--fail-on", "none"];

/** Wall and CPU time of `nhi scan repo:.` here. */
export function checkoutLines(folder: string, runs: number): Line[] {
  const usages = Array.from({ length: runs }, () => measure([NHI, ...ARGS], folder));
  const what = "nhi scan repo:. of this project";
  return [
    atMost(what, median(usages.map(({ wallSeconds }) => wallSeconds)), "s", 2),
    atMost(`${what}, on all threads`, median(usages.map(({ cpuSeconds }) => cpuSeconds)), "CPU s"),
  ];
}
