// Durations as people write them in rules and config: 90d, 2w, 12h, 1d 12h. Pure.

const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
];

const NAMES: readonly (readonly [name: string, milliseconds: number])[] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const DURATION = /^\d{1,9}[wdhms]( ?\d{1,9}[wdhms])*$/;

/** Milliseconds of `90d`, `2w`, `12h`, `1d 12h`; undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 60 || !DURATION.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(amount) * (UNITS.find(([name]) => name === unit)?.[1] ?? 0);
  }
  return total;
}

/** A duration for people: whole days from one day on, else hours, minutes or seconds: "90 days", "12 hours". */
export function formatDuration(milliseconds: number): string {
  const fits = ([, length]: readonly [string, number]): boolean => Math.abs(milliseconds) >= length;
  const [unit, length] = NAMES.find(fits) ?? (["second", 1000] as const);
  const amount = Math.trunc(milliseconds / length);
  return `${amount} ${unit}${Math.abs(amount) === 1 ? "" : "s"}`;
}

/** Whole days in a duration, rounded towards zero. */
export function wholeDays(milliseconds: number): number {
  const days = Math.trunc(milliseconds / 86_400_000);
  return days === 0 ? 0 : days;
}
