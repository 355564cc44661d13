// Writing with backpressure: a stream as ReportOut, and a writer that gathers small texts into chunks.
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { ReportOut } from "../model/report.js";

/** Characters gathered before they are handed on; also about what a reporter holds at a time. */
export const CHUNK = 64 * 1024;

export interface StreamLook {
  /** Columns of the terminal; left out when it is none. */
  readonly columns?: number | undefined;
  readonly color: boolean;
}

/**
 * A stream as ReportOut: `write` waits while the stream's buffer is full. An error or an early close of the stream
 * rejects the waiting write and every later one.
 */
export function toReportOut(stream: Writable, look: StreamLook): ReportOut {
  let failure: Error | undefined;
  stream.on("error", (error) => {
    failure = error;
  });
  stream.on("close", () => {
    failure ??= new Error("the output was closed before the report was complete");
  });
  const write = (chunk: string): Promise<void> | void => {
    if (failure !== undefined) return Promise.reject(failure);
    return stream.write(chunk) ? undefined : drained(stream, () => failure);
  };
  return { write, color: look.color, ...(look.columns === undefined ? {} : { columns: look.columns }) };
}

function drained(stream: Writable, failure: () => Error | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      stream.off("drain", settle);
      stream.off("close", settle);
      stream.off("error", settle);
      const error = failure();
      if (error === undefined) resolve();
      else reject(error);
    };
    stream.on("drain", settle);
    stream.on("close", settle);
    stream.on("error", settle);
  });
}

/** Ends a stream and waits until everything was handed to the file; rejects when it could not be written. */
export async function closeStream(stream: Writable): Promise<void> {
  stream.end();
  await finished(stream);
}

/** Gathers texts and hands them to `out` in chunks. Call `flush` at the end. */
class ChunkWriter {
  readonly #out: ReportOut;
  #waiting: string[] = [];
  #size = 0;

  constructor(out: ReportOut) {
    this.#out = out;
  }

  /** Adds text; when a promise comes back, wait for it before adding more. */
  add(text: string): Promise<void> | void {
    this.#waiting.push(text);
    this.#size += text.length;
    return this.#size >= CHUNK ? this.flush() : undefined;
  }

  flush(): Promise<void> | void {
    if (this.#size === 0) return;
    const chunk = this.#waiting.join("");
    this.#waiting = [];
    this.#size = 0;
    return this.#out.write(chunk);
  }
}

/** Writes the texts in chunks, waiting for `out` when it asks for it. */
export async function writeAll(out: ReportOut, texts: Iterable<string>): Promise<void> {
  const writer = new ChunkWriter(out);
  for (const text of texts) {
    const wait = writer.add(text);
    if (wait !== undefined) await wait;
  }
  await writer.flush();
}
