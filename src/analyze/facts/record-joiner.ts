// Joins records of columns; the same three give the same record, since many roles have the same facts.
import type { JsonRecord } from "../../model/words.js";

/** Columns of all three; the later one wins. */
export type RecordJoiner = (first: JsonRecord, second: JsonRecord, third: JsonRecord) => JsonRecord;

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
