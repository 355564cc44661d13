// Progress of a crawl on stderr: one line a scope, redrawn in place; nothing at all when it may not animate.

export interface Progress {
  show(scope: string, word: string, count: number): void;
  settle(): void;
}

const REDRAW_EVERY_MS = 100;

/** Progress lines; `animate` false gives one that never writes. */
export function createProgress(animate: boolean): Progress {
  if (!animate) return { show: () => {}, settle: () => {} };
  const scopes = new Map<string, Map<string, number>>();
  let drawnLines = 0;
  let drawnAt = 0;
  const erase = () => {
    if (drawnLines > 0) process.stderr.write(`\u001b[${drawnLines}A\u001b[0J`);
    drawnLines = 0;
  };
  return {
    show(scope, word, count) {
      const counts = scopes.get(scope) ?? new Map<string, number>();
      scopes.set(scope, counts.set(word, count));
      const now = performance.now();
      if (now - drawnAt < REDRAW_EVERY_MS) return;
      drawnAt = now;
      erase();
      const lines = toLines(scopes, process.stderr.columns ?? 80, process.stderr.rows ?? 24);
      process.stderr.write(lines.map((line) => `${line}\n`).join(""));
      drawnLines = lines.length;
    },
    settle: erase,
  };
}

/** The newest scopes that fit on half of the screen, cut to its width. */
function toLines(scopes: ReadonlyMap<string, ReadonlyMap<string, number>>, columns: number, rows: number): string[] {
  const shown = [...scopes].slice(-Math.max(1, Math.floor(rows / 2)));
  return shown.map(([scope, counts]) => {
    const words = [...counts].map(([word, count]) => `${word} ${count.toLocaleString("en-US")}`).join(" · ");
    return `crawling  ${scope.replace(":", " ")}  ${words}`.slice(0, columns - 1);
  });
}
