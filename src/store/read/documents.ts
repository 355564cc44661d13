// Texts of documents by hash, as analysis asks for them.
import type { Connection } from "../connection.js";

/** Texts of at most so many characters together are read in one go: a quarter of the cost of reading them one by one. */
const READ_AT_ONCE = 64 << 20;

/** Reads texts; undefined for one that was not kept. A text that was read in advance is handed out once, then let go. */
export function toDocumentReader(connection: Connection): (hash: string) => string | undefined {
  const text = connection.db.prepare<[string], string>("SELECT text FROM document_row WHERE hash = ?").pluck();
  let ahead: Map<string, string> | undefined;
  return (hash) => {
    ahead ??= connection.read(() => readAhead(connection));
    const found = ahead.get(hash);
    if (found === undefined) return connection.read(() => text.get(hash));
    ahead.delete(hash);
    return found;
  };
}

function readAhead({ db }: Connection): Map<string, string> {
  const rows = db.prepare<[], [hash: string, text: string]>("SELECT hash, text FROM document_row").raw();
  // one by one: all rows at once are copied over and over by the collector before the map holds them
  const texts = new Map<string, string>();
  let size = 0;
  for (const [hash, text] of rows.iterate()) {
    size += text.length;
    if (size > READ_AT_ONCE) return new Map();
    texts.set(hash, text);
  }
  return texts;
}
