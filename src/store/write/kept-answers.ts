// Answers kept for the next crawl. Written a few dozen at a time, so that a crawl that is killed has kept nearly all.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AnswerCache, CachedAnswer } from "../../model/collector.js";
import type { Connection } from "../connection.js";

/** Answers that are written together. */
const BATCH = 64;
/** What no crawl has used for so long is forgotten. */
const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

export interface KeptAnswers extends AnswerCache {
  /** Writes what is left and forgets what is not used any more. */
  close(): void;
}

/** The kept answers of this build; those of another one are not used, since it may have kept less or replaced less. */
export function keptAnswers(connection: Connection, build: string, now: Date): KeptAnswers {
  const { db } = connection;
  const at = now.toISOString();
  const find = db.prepare<[string, string], { mark: string; body: Buffer }>(
    "SELECT mark, body FROM kept_answer_row WHERE key = ? AND build = ?",
  );
  const insert = db.prepare(
    "INSERT OR REPLACE INTO kept_answer_row (key, mark, body, build, used_at) VALUES (?, ?, ?, ?, ?)",
  );
  const touch = db.prepare("UPDATE kept_answer_row SET used_at = ? WHERE key = ? AND used_at < ?");
  const waiting = new Map<string, CachedAnswer>();
  const used = new Set<string>();
  const flush = (): void => {
    if (waiting.size + used.size === 0) return;
    connection.write(() => {
      for (const [key, { mark, body }] of waiting) insert.run(key, mark, deflateRawSync(body), build, at);
      for (const key of used) touch.run(at, key, at);
    });
    waiting.clear();
    used.clear();
  };
  return {
    get(key) {
      const fresh = waiting.get(key);
      if (fresh !== undefined) return fresh;
      const found = find.get(key, build);
      if (found === undefined) return undefined;
      used.add(key);
      if (used.size >= BATCH) flush();
      return { mark: found.mark, body: inflateRawSync(found.body).toString("utf8") };
    },
    put(key, answer) {
      waiting.set(key, answer);
      if (waiting.size >= BATCH) flush();
    },
    close() {
      flush();
      const oldest = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
      const isOld = db.prepare("SELECT 1 FROM kept_answer_row WHERE build <> ? OR used_at < ? LIMIT 1");
      if (isOld.get(build, oldest) === undefined) return;
      connection.write(() =>
        db.prepare("DELETE FROM kept_answer_row WHERE build <> ? OR used_at < ?").run(build, oldest),
      );
    },
  };
}
