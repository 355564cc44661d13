// Times of all vendors as ISO 8601 UTC with Z. Pure.

// The form that nearly every time has, made of parts that are in range: needs no Date.
const PLAIN =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.0+)?(?:Z|[+-]00:?00)?$/;
const FRACTION = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)\.(\d{1,9})(?:Z|[+-]00:?00)?$/;

/**
 * A time as `2024-06-01T00:00:00Z` (milliseconds only when they are not zero); undefined when it is no time. Takes ISO 8601
 * with `T` or a space, without a zone as UTC, other zones, and seconds since 1970.
 */
export function toIso(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? format(new Date(value * 1000)) : undefined;
  if (typeof value !== "string") return undefined;
  const plain = PLAIN.exec(value);
  if (plain !== null) return `${plain[1]}T${plain[2]}Z`;
  const parts = FRACTION.exec(value);
  if (parts !== null)
    return format(new Date(`${parts[1]}T${parts[2]}.${(parts[3] ?? "").padEnd(3, "0").slice(0, 3)}Z`));
  return /^\d{4}-\d\d-\d\d/.test(value) ? format(new Date(value.replace(" ", "T"))) : undefined;
}

function format(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(".000Z", "Z");
}
