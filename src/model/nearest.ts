// "Did you mean": the closest known word to a mistyped one. Pure.

/** Edits (insert, delete, replace, swap of neighbours) between two words. */
function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (current[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(replaced, (current[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (previous[column - 2] ?? 0) + 1);
      next.push(best);
    }
    previous = current;
    current = next;
  }
  return current[b.length] ?? 0;
}

/**
 * The known word closest to `word` when it is close enough to be a typo, else the one it is the beginning of (three
 * letters or more), else undefined. Case does not count. `most` edits are those of a typo in a long word.
 */
export function nearest(word: string, known: Iterable<string>, most = 3): string | undefined {
  const wanted = word.slice(0, 64).toLowerCase();
  const limit = Math.min(most, 1 + Number(wanted.length > 4) + Number(wanted.length > 8));
  let best: string | undefined;
  let begun: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    if (wanted.length >= 3 && candidate.toLowerCase().startsWith(wanted)) begun ??= candidate;
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? begun;
}

/** `, did you mean "x"?` or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = nearest(word, known);
  return found === undefined ? "" : `, did you mean "${found}"?`;
}
