// nhi can: one question to the policy evaluator, or a file of them.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Answer } from "../analyze/aws/evaluate/verdict.js";
import { UsageError } from "../model/errors.js";
import { terminalText } from "../report/escape.js";
import { wrap } from "../report/text.js";
import { openEstate } from "./estate.js";
import { openEvaluator, toPrincipal } from "./evaluator.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface Question {
  readonly principal: string;
  readonly action: string;
  readonly resource: string | undefined;
  /** `key=value` as typed; a key given several times has several values. */
  readonly context: readonly string[];
}

/** Exit codes of the contract: allowed, denied, depends. */
const EXITS: { readonly [verdict in Answer["verdict"]]: 0 | 1 | 3 } = {
  allowed: 0,
  "implicit-deny": 1,
  "explicit-deny": 1,
  unknown: 3,
};

/** Answers one question; keys that are not given are worked out from what was read. */
export async function can(settings: Settings, question: Question, format: string, terminal: Terminal): Promise<number> {
  const action = checkAction(question.action);
  const context = toContext(question.context);
  const { store, now } = await openEstate(settings, terminal, false);
  try {
    const evaluator = await openEvaluator(store, settings, now);
    const principal = toPrincipal(question.principal, store, evaluator.estate);
    const { resource } = question;
    const answer = evaluator.can({ principal, action, context, ...(resource !== undefined && { resource }) });
    if (format === "json") {
      const { toRecord } = await import("../analyze/aws/batch.js");
      const asked = { principal, action, resource: resource ?? "*" };
      await terminal.out(`${JSON.stringify({ ...asked, ...toRecord(answer) }, null, 2)}\n`);
    } else {
      await terminal.out(`${answerLines(answer, terminal.columns ?? 80).join("\n")}\n`);
    }
    return EXITS[answer.verdict];
  } finally {
    store.close();
  }
}

/** Answers a file of requests, one a line, in order; exit code 0 whatever the answers are. */
export async function canAll(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  const { store, now } = await openEstate(settings, terminal, false);
  try {
    const evaluator = await openEvaluator(store, settings, now);
    const { answerLine } = await import("../analyze/aws/batch.js");
    let chunk = "";
    for await (const line of linesOf(file)) {
      if (line.trim() === "") continue;
      chunk += `${answerLine(evaluator, line)}\n`;
      if (chunk.length < CHUNK) continue;
      await terminal.out(chunk);
      chunk = "";
    }
    await terminal.out(chunk);
    return 0;
  } finally {
    store.close();
  }
}

const CHUNK = 64 * 1024;

async function* linesOf(file: string): AsyncIterable<string> {
  const stream = createReadStream(file, "utf8");
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new UsageError(`${file}: cannot be read${code === "" ? "" : ` (${code})`}`, { cause: error });
  } finally {
    stream.destroy();
  }
}

export function checkAction(action: string): string {
  if (/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) return action;
  throw new UsageError(`"${action}" is no action; write it as AWS does: s3:GetObject`);
}

/** Values by key. */
function toContext(pairs: readonly string[]): { readonly [key: string]: readonly string[] } {
  const context = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`--context ${pair}: write it as key=value, e.g. aws:SourceVpce=vpce-1a2b`);
    const key = pair.slice(0, at);
    context.set(key, [...(context.get(key) ?? []), pair.slice(at + 1)]);
  }
  return Object.fromEntries(context);
}

const WORDS: { readonly [verdict in Answer["verdict"]]: string } = {
  allowed: "allowed",
  "implicit-deny": "denied",
  "explicit-deny": "denied",
  unknown: "depends",
};

function answerLines(answer: Answer, columns: number): string[] {
  const lines = [`${WORDS[answer.verdict]}  ${reason(answer)}`];
  for (const key of answer.openKeys)
    lines.push(`  ${answer.verdict === "unknown" ? "if" : "with"} ${terminalText(key)}`);
  for (const assumption of answer.assumptions) lines.push(`  taken as given: ${terminalText(assumption)}`);
  return lines.flatMap((line) => wrap(line, columns));
}

function reason({ verdict, decidedBy: { layer, policy, statement, sid } }: Answer): string {
  if (policy === null) return verdict === "implicit-deny" ? `no ${LAYERS[layer]} allows it` : `by the ${LAYERS[layer]}`;
  const place =
    statement === null ? "" : `statement ${statement + 1}${sid === null ? "" : ` (${terminalText(sid)})`} of `;
  const word = verdict === "explicit-deny" ? "denied by " : verdict === "implicit-deny" ? "not allowed by " : "by ";
  return `${word}${place}${terminalText(policy)}`;
}

const LAYERS: { readonly [layer in Answer["decidedBy"]["layer"]]: string } = {
  identity: "policy of the caller",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "policy of the resource",
  scp: "service control policy",
  rcp: "resource control policy",
};
