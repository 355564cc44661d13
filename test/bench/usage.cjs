// Preloaded into a measured process: writes what it used to the file that NHI_BENCH_USAGE names when it ends.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
  writeFileSync(process.env.NHI_BENCH_USAGE, JSON.stringify(usage));
});
