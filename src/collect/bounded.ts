// Bodies of answers, read no further than an answer may be long: a server that goes on for ever does not fill the memory.

/** Bytes of one answer, unpacked. The longest that are of use, lists of all files of a project, have a tenth of it. */
export const LONGEST_ANSWER = 128 * 1024 * 1024;

/** An answer that was left off in its middle, or not begun, since it is too long. */
export class TooLong extends Error {
  override readonly name = "TooLong";
  readonly code = "TooLong";
  constructor() {
    super(`the answer is longer than ${LONGEST_ANSWER / 1024 / 1024} MiB; the rest was not read`);
  }
}

/** Code of a fault where there is no answer: it was too long, or none came. */
export function codeOfNone(error: unknown): string {
  return error instanceof TooLong ? error.code : "NoAnswer";
}

/** Chunks of a body as they come. Throws TooLong, by which whoever iterates leaves the source off. */
export async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > LONGEST_ANSWER) throw new TooLong();
    yield chunk;
  }
}

/** The whole of a body. Throws TooLong, and what the body throws where the connection breaks. */
export async function readBounded(chunks: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const read: Uint8Array[] = [];
  if (chunks !== null) for await (const chunk of bounded(chunks)) read.push(chunk);
  return Buffer.concat(read);
}

/** Whether the length that an answer says it has is too long; an answer without one is seen as it comes. */
export function saysTooLong(contentLength: string | null | undefined): boolean {
  return Number(contentLength ?? 0) > LONGEST_ANSWER;
}
