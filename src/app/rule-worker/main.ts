// The process that judges rules of others; started by start.ts, talks over its channel, and does nothing else.
import { toWorkerLogic } from "../../evaluate/worker-logic.js";
import type { WorkerRequest } from "../../evaluate/worker-protocol.js";
import { ANSWER_SECONDS } from "./limits.js";

let began = 0;
// It gives up by itself a little before it would be ended from outside, which cannot see a parent that is gone.
const answer = toWorkerLogic(() => performance.now() - began > ANSWER_SECONDS * 900);

process.on("message", (request: WorkerRequest) => {
  began = performance.now();
  process.send?.(answer(request));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
