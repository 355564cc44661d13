// Mutated inputs into everything that reads text of others: no crash, no hang, bounded memory.
import { mutated, seeded } from "./mutate.js";
import { type Target, targets } from "./targets.js";

/** A text that takes longer than this is a hang. */
const HANG_MS = 1000;
const MOST_MEGABYTES = 1500;

export interface SoakFigure {
  readonly name: string;
  readonly said: string;
  readonly problems: readonly string[];
}

/** So many mutated texts, shared out among the targets, of which the wanted ones are taken. */
export async function* soakInputs(
  count: number,
  seed: number,
  isWanted: (name: string) => boolean,
): AsyncGenerator<SoakFigure> {
  const all = targets();
  const share = Math.ceil(count / all.length);
  for (const target of all) if (isWanted(`inputs: ${target.name}`)) yield await soakTarget(target, share, seed);
}

async function soakTarget({ name, texts, take }: Target, count: number, seed: number): Promise<SoakFigure> {
  if (texts.length === 0) return { name, said: "no texts to begin with", problems: ["no texts to begin with"] };
  const random = seeded(seed);
  const problems: string[] = [];
  let slowest = 0;
  let peak = 0;
  for (let at = 0; at < count && problems.length < 10; at += 1) {
    const text = mutated(texts[at % texts.length] ?? "", random);
    const started = process.cpuUsage();
    try {
      await take(text);
    } catch (error) {
      problems.push(
        `#${at}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}: ${shown(text)}`,
      );
    }
    // The processor's own time: what others do on the machine is no hang.
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1000;
    slowest = Math.max(slowest, took);
    if (took > HANG_MS) problems.push(`#${at}: ${Math.round(took)} ms: ${shown(text)}`);
    if (at % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss / 1e6);
  }
  if (peak > MOST_MEGABYTES) problems.push(`${Math.round(peak)} MB in use`);
  const said = `${count} texts from ${texts.length}, slowest ${slowest.toFixed(0)} ms, at most ${peak.toFixed(0)} MB`;
  return { name: `inputs: ${name}`, said, problems };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}
