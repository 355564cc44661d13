// Globs over names and ids: `*` any characters, `?` one. Pure, and no regular expression that could backtrack.

/** Whether the whole text fits the pattern. At most text × pattern steps. */
export function matchesGlob(text: string, pattern: string): boolean {
  let at = 0;
  let wanted = 0;
  let star = -1;
  let retry = 0;
  while (at < text.length) {
    if (pattern[wanted] === "*") {
      star = wanted++;
      retry = at;
    } else if (wanted < pattern.length && (pattern[wanted] === "?" || pattern[wanted] === text[at])) {
      wanted++;
      at++;
    } else if (star >= 0) {
      wanted = star + 1;
      at = ++retry;
    } else return false;
  }
  while (pattern[wanted] === "*") wanted++;
  return wanted === pattern.length;
}
