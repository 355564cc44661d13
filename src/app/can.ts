// nhi can: one question to the policy evaluator of a cloud, or a file of them.
import { createReadStream } from "node:fs";
import { UsageError } from "../model/errors.js";
import { causeOf } from "../model/file-fault.js";
import { addTo } from "../model/group-by.js";
import { utf8Converter } from "../model/utf.js";
import { indentedJson, jsonText, terminalText } from "../report/escape.js";
import { roomOf, wrapIndented } from "../report/text.js";
import type { Reply } from "./access-answer.js";
import { answererFor, checkAction, isNamed, lineAnswerer } from "./answerer.js";
import { openEstate } from "./estate.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

interface AskedQuestion {
  readonly principal: string;
  readonly action: string;
  readonly resource: string | undefined;
  /** `key=value` as typed; a key given several times has several values. */
  readonly context: readonly string[];
}

/** Exit codes of the contract: allowed, denied, depends. */
const EXITS: { readonly [verdict in Reply["verdict"]]: 0 | 1 | 3 } = {
  allowed: 0,
  "implicit-deny": 1,
  "explicit-deny": 1,
  unknown: 3,
};

/** Answers one question; keys that are not given are worked out from what was read. */
export async function can(
  settings: Settings,
  question: AskedQuestion,
  format: string,
  terminal: Terminal,
): Promise<number> {
  checkAction(question.action);
  const context = toContext(question.context);
  const { store, now } = await openEstate(settings, terminal, false);
  try {
    const answerer = await answererFor(question.action, store, settings, now);
    const { verdict, of, lines, record } = unlessNone(answerer.can({ ...question, context }));
    if (format === "json") await terminal.out(`${indentedJson(record)}\n`);
    else if (format === "jsonl") await terminal.out(`${jsonText(record)}\n`);
    else {
      const about = isNamed(of, question.resource) ? [] : [`  of ${of}`];
      const wrapped = [...lines, ...about].map(terminalText).flatMap((line) => wrapIndented(line, roomOf(terminal)));
      await terminal.out(`${wrapped.join("\n")}\n`);
    }
    return EXITS[verdict];
  } finally {
    store.close();
  }
}

/** The answer with what there is to doubt in its action: that what does not exist is denied says nothing of what was meant. */
function unlessNone(reply: Reply): Reply {
  const { verdict, lines, record, doubt } = reply;
  if (doubt === undefined) return reply;
  if (verdict === "allowed" || verdict === "unknown") return { ...reply, lines: [...lines, `  ${doubt}`] };
  const [first = "", ...rest] = lines;
  return {
    ...reply,
    verdict: "unknown",
    lines: [`depends  ${doubt}`, `  as written: ${first}`, ...rest],
    record: { ...record, verdict: "unknown", as_written: verdict, doubt },
  };
}

/** Stands for what is piped in. */
const STDIN = "-";

/** Answers a file of requests, one a line, in order, and says so where there is none; exit code 0 whatever the answers are. */
export async function canAll(settings: Settings, file: string, terminal: Terminal): Promise<number> {
  const { store, now } = await openEstate(settings, terminal, false);
  try {
    const answer = lineAnswerer(store, settings, now);
    let chunk = "";
    let asked = 0;
    for await (const line of linesOf(file)) {
      if (line.trim() === "") continue;
      asked += 1;
      chunk += `${await answer(line)}\n`;
      if (chunk.length < CHUNK) continue;
      await terminal.out(chunk);
      chunk = "";
    }
    await terminal.out(chunk);
    if (asked === 0) terminal.say(`nhi: ${shownFile(file)} holds no request: write one JSON object a line`);
    return 0;
  } finally {
    store.close();
  }
}

const CHUNK = 64 * 1024;

/** A request is some hundred characters; a device gives a line without end. */
const LONGEST_LINE = 1 << 20;

function shownFile(file: string): string {
  return file === STDIN ? "standard input" : file;
}

/** Lines of a file, of a pipe, or of what is piped in, UTF-8 or UTF-16. */
async function* linesOf(file: string): AsyncIterable<string> {
  const stream = file === STDIN ? process.stdin : createReadStream(file);
  const shown = shownFile(file);
  const toUtf8 = utf8Converter();
  const decoder = new TextDecoder("utf-8");
  let count = 0;
  let rest = "";
  try {
    for await (const chunk of stream) {
      const lines = (rest + decoder.decode(toUtf8(chunk as Buffer), { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? "";
      count += lines.length;
      yield* lines;
      if (rest.length > LONGEST_LINE)
        throw new UsageError(
          `${shown}:${count + 1}: a line of more than 1 MB is no request; write one JSON object a line`,
        );
    }
  } catch (error) {
    const cause = causeOf(error);
    throw cause === undefined ? error : new UsageError(`${shown}: cannot be read: ${cause}`, { cause: error });
  } finally {
    stream.destroy();
  }
  yield rest;
}

/** Values by key. */
function toContext(pairs: readonly string[]): { readonly [key: string]: readonly string[] } {
  const context = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`--context ${pair}: write it as key=value, e.g. aws:SourceVpce=vpce-1a2b`);
    const key = pair.slice(0, at);
    addTo(context, key, pair.slice(at + 1));
  }
  return Object.fromEntries(context);
}
