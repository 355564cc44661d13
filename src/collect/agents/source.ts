// `agents[:path]`: what agents and editors on this machine, or in a copy of a home or of a disk, are configured to do. Files
// are read, nothing is started and nothing is sent.
import { hostname } from "node:os";
import { basename, resolve } from "node:path";
import type { Gap, GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import type { AgentFile } from "../shared/agents/frame.js";
import { CONFIGS, machineBatch, machineScope } from "./batch.js";
import { openMachine, type Spot, spotsOf } from "./machine.js";
import { createConfigReader } from "./read-config.js";

/** The collector of `agents` (this machine) and `agents:<folder>` (a home, a project, the root of a disk). */
export function agentsSource(source: string): Collector {
  const path = source.replace(/^agents:?/, "");
  const scope = `agents:${nameOf(path)}`;
  return {
    source,
    isOfFiles: true,
    collect: (context) => collect(path, context),
    plan: async (): Promise<readonly PlannedCall[]> => [{ scope, call: "read agent configurations", count: "1" }],
  };
}

function nameOf(path: string): string {
  return path === "" ? hostname() : basename(resolve(path)) || "/";
}

async function* collect(path: string, context: CollectContext): AsyncGenerator<GraphBatch> {
  const machine = await openMachine(path);
  const name = nameOf(path);
  const scope = machineScope(name);
  const gaps: Gap[] = [];
  const gap = (subject: string, message: string) =>
    gaps.push({ dataSet: CONFIGS, subject, message: `${subject}: ${message}` });
  const read = createConfigReader(machine);
  const files: AgentFile[] = [];
  for await (const spot of spotsOf(machine, gap)) {
    if (context.signal.aborted) break;
    const found = await read(spot.path);
    if (found === undefined) continue;
    if ("fault" in found) gap(spot.shown, found.fault);
    else files.push(fileOf(spot, found));
    context.progress(scope.id, "files", files.length);
  }
  yield await machineBatch(name, files, gaps, context);
}

function fileOf(
  { shown, home }: Spot,
  { text, isReadableByOthers }: { text: string; isReadableByOthers: boolean | undefined },
): AgentFile {
  return { path: shown, text, isReadableByOthers, ...(home !== undefined && { home }) };
}
