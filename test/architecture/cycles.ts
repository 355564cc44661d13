// Groups of files that import each other, directly or by a detour: Tarjan's strongly connected components, without recursion so
// that a long chain of imports cannot exhaust the stack.

interface Frame {
  readonly file: string;
  readonly targets: Iterator<string>;
}

/** Each group sorted, the groups by their first file. Imports of what is no key of the map do not count. */
export function cyclesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];
  const lower = (file: string, to: number) => lowest.set(file, Math.min(lowest.get(file) ?? to, to));
  const enter = (file: string): Frame => {
    order.set(file, order.size);
    lower(file, order.size - 1);
    open.push(file);
    isOpen.add(file);
    return { file, targets: (imports.get(file) ?? [])[Symbol.iterator]() };
  };
  const leave = (file: string) => {
    if (lowest.get(file) !== order.get(file)) return;
    const group = open.splice(open.indexOf(file));
    for (const one of group) isOpen.delete(one);
    if (group.length > 1 || imports.get(file)?.includes(file) === true) cycles.push(group.sort());
  };
  for (const start of imports.keys()) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const { value: target, done } = at.targets.next();
      if (done === true) {
        path.pop();
        leave(at.file);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.file, lowest.get(at.file) ?? 0);
      } else if (imports.has(target) && !order.has(target)) path.push(enter(target));
      else if (isOpen.has(target)) lower(at.file, order.get(target) ?? 0);
    }
  }
  return cycles.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}
