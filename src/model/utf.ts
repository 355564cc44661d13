// Text of files as people's tools write them: UTF-8, with or without a byte order mark, and the UTF-16 of PowerShell.
type Utf16Decoder = InstanceType<typeof TextDecoder>;

/** The text of a whole file: UTF-8 or UTF-16, without a byte order mark. */
export function decodeUtf(bytes: Uint8Array): string {
  return (decoderFor(bytes) ?? new TextDecoder("utf-8")).decode(bytes);
}

/** What makes the pieces of one text, in their order, UTF-8 without a byte order mark: they may be UTF-16. */
export function utf8Converter(): (chunk: Uint8Array) => Uint8Array {
  let first = true;
  let decoder: Utf16Decoder | undefined;
  return (chunk) => {
    const isMarked = first && startsWith(chunk, 0xef, 0xbb, 0xbf);
    if (first) decoder = decoderFor(chunk);
    first = false;
    if (decoder !== undefined) return Buffer.from(decoder.decode(chunk, { stream: true }));
    return isMarked ? chunk.subarray(3) : chunk;
  };
}

/** A decoder for UTF-16, told by its mark or by the zero byte beside the first character; undefined for UTF-8. */
function decoderFor(start: Uint8Array): Utf16Decoder | undefined {
  if (startsWith(start, 0xff, 0xfe) || start[1] === 0) return new TextDecoder("utf-16le");
  if (startsWith(start, 0xfe, 0xff) || start[0] === 0) return new TextDecoder("utf-16be");
  return undefined;
}

function startsWith(bytes: Uint8Array, ...mark: number[]): boolean {
  return mark.every((byte, at) => bytes[at] === byte);
}
