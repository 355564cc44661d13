// Starts the process that judges rules of others, with limits on time and memory, no environment and no output.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type RuleWorker, type WorkerAnswer, WorkerFault, type WorkerRequest } from "../../evaluate/worker-protocol.js";
import { ANSWER_SECONDS, HEAP_MEGABYTES, START_SECONDS } from "./limits.js";

/** A new process; one question at a time. */
export function startRuleWorker(answerSeconds = ANSWER_SECONDS): RuleWorker {
  const child = startProcess();
  // How long a process takes to start says nothing of a rule: the time for an answer counts from here on.
  const ready = begun(child);
  return {
    ask: async (request) => {
      await ready;
      return ask(child, request, answerSeconds * 1000);
    },
    stop: () => {
      child.kill("SIGKILL");
    },
  };
}

// In the package the process is a file of its own beside the bundle; in the source tree tsx runs it.
function startProcess(): ChildProcess {
  const here = import.meta.url;
  const fromSource = here.endsWith(".ts");
  const file = fileURLToPath(new URL(fromSource ? "./main.ts" : "./rule-worker.js", here));
  const loader = fromSource ? ["--import", "tsx"] : [];
  return fork(file, [], {
    execArgv: [...loader, `--max-old-space-size=${HEAP_MEGABYTES}`],
    // Windows cannot start a process without it; the rest of the environment is none of its business.
    env: process.env["SystemRoot"] === undefined ? {} : { SystemRoot: process.env["SystemRoot"] },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

// Settles once the process says that it listens, has ended, or has had START_SECONDS; the question after it finds out which.
function begun(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, START_SECONDS * 1000);
    const finish = (): void => {
      clearTimeout(timer);
      child.off("message", finish).off("exit", finish).off("error", finish);
      resolve();
    };
    child.on("message", finish).on("exit", finish).on("error", finish);
  });
}

function ask(child: ChildProcess, request: WorkerRequest, milliseconds: number): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
      settle();
    };
    // The channel carries what worker-logic answers, nothing else.
    const onMessage = (answer: unknown): void => finish(() => resolve(answer as WorkerAnswer));
    const onEnd = (): void => finish(() => reject(new WorkerFault("ended")));
    const timer = setTimeout(() => finish(() => reject(new WorkerFault("late"))), milliseconds);
    child.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
    if (child.exitCode !== null || child.signalCode !== null || !child.connected) onEnd();
    else child.send(request, (error) => (error === null ? undefined : onEnd()));
  });
}
