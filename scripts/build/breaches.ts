// The replays of fixtures/breaches as recordings, for `nhi demo --breach` to scan: one folder each, which other commands read, too.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { BreachStory } from "../../src/app/breaches.js";
import type { DistFile } from "./dist.js";

/** A replay as its file has it; a test reads all of them by a schema. */
interface Replay extends Omit<BreachStory, "kind"> {
  readonly kind?: BreachStory["kind"];
  readonly files: { readonly [path: string]: unknown };
}

/** Files of every replay below `breaches/`, each with what is told of it in `breach.json`; the harmless twin stays behind. */
export function breachFiles(root: string): DistFile[] {
  const folder = join(root, "fixtures/breaches");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".yaml")) : [];
  return names.sort().flatMap((name) => {
    const replay = parse(readFileSync(join(folder, name), "utf8")) as Replay;
    const { title, year, happened, precondition, sources, rules, kind = "bundle" } = replay;
    const story: BreachStory = { title, year, happened, precondition, sources, rules, kind };
    return Object.entries({ ...replay.files, "breach.json": story }).map(([path, content]) => ({
      name: join("breaches", name.slice(0, -".yaml".length), path),
      content: Buffer.from(typeof content === "string" ? content : JSON.stringify(content)),
    }));
  });
}
