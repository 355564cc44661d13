// Numbers in sentences. Apart from text.ts, whose tables of character widths take longer to load than most commands run.

/** `1204` → `1,204`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 rule`, `6 rules`; `many` for words that do not take an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
