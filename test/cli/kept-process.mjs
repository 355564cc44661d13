// Runs the built nhi again and again in one process, each time from its entry point on, for kept-nhi.ts: what a start costs is
// paid once. Not for tests of what ends with a process: streams that close, signals, code that is compiled.
import { createRequire } from "node:module";

const [bin = "", end = ""] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const endProcess = process.exit.bind(process);
const emitters = [process, process.stdout, process.stderr];

/** Takes away what a run listens for: the end of its process would. What is to be done at that end is left. */
function listening() {
  const known = new Set(
    emitters.flatMap((emitter) => emitter.eventNames().flatMap((name) => emitter.rawListeners(name))),
  );
  return () => {
    for (const emitter of emitters)
      for (const name of emitter.eventNames().filter((event) => event !== "exit"))
        for (const listener of emitter.rawListeners(name)) if (!known.has(listener)) emitter.off(name, listener);
  };
}

function run({ args, cwd, env }) {
  const forget = listening();
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [process.execPath, bin, ...args];
  process.exit = (code) => {
    forget();
    process.stdout.write(end, () => process.stderr.write(end, () => process.send({ code })));
  };
  // The entry alone is read anew; the chunks that it loads stay.
  delete require.cache[bin];
  require(bin);
}

// After an error that nothing caught, nobody knows what state the process is in: it ends as nhi says.
for (const event of ["uncaughtException", "unhandledRejection"])
  process.on(event, (error) => {
    process.exit = endProcess;
    if (process.listenerCount(event) > 1) return;
    // nhi has not come so far that it would say it.
    process.stderr.write(`${error?.stack ?? error}\n`, () => endProcess(1));
  });
process.on("message", (asked) => (asked === "end" ? endProcess(0) : run(asked)));
process.on("disconnect", () => endProcess(0));
