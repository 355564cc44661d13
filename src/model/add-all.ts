// Lists put together.

/**
 * Adds all of `more` to a list, one after the other. `push(...more)` hands each over as an argument, of which V8 takes some
 * 100,000 before it says that the stack is full: what is drawn of a large estate is more.
 */
export function addAll<T>(list: T[], ...more: readonly Iterable<T>[]): void {
  for (const some of more) for (const one of some) list.push(one);
}
