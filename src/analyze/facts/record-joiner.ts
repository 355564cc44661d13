// Records of columns that many nodes share: what is alike is one record, so that it is kept, written and merged once.
import type { JsonRecord } from "../../model/words.js";

/** The first record with these columns and values, in the same order. */
export type RecordPool = (columns: JsonRecord) => JsonRecord;

/** Gives equal columns back as one record, so that thousands of nodes share it. */
export function createRecordPool(): RecordPool {
  const kept = new Map<string, JsonRecord>();
  return (columns) => {
    const text = JSON.stringify(columns);
    const known = kept.get(text);
    if (known !== undefined) return known;
    kept.set(text, columns);
    return columns;
  };
}

/** Columns of all three; the later one wins. */
export type RecordJoiner = (first: JsonRecord, second: JsonRecord, third: JsonRecord) => JsonRecord;

/** Joins three records into one, the same one for the same three; later columns win. */
export function createRecordJoiner(): RecordJoiner {
  const joined = new Map<JsonRecord, Map<JsonRecord, Map<JsonRecord, JsonRecord>>>();
  return (first, second, third) => {
    const byThird = nested(nested(joined, first), second);
    let record = byThird.get(third);
    if (record === undefined) {
      record = { ...first, ...second, ...third };
      byThird.set(third, record);
    }
    return record;
  };
}

function nested<T>(map: Map<JsonRecord, Map<JsonRecord, T>>, key: JsonRecord): Map<JsonRecord, T> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}
