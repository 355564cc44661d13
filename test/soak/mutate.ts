// Texts as they could come from anybody: real ones with pieces cut, doubled, swapped, nested, or replaced by what parsers
// trip over. Seeded: a run that fails can be repeated.

/** Numbers from 0 to below 1 from a seed (mulberry32, public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const TROUBLE = [
  "\u0000",
  "\uFEFF",
  "\u2028",
  "\u202e",
  "\ud800",
  "\u001b[2J",
  "\r",
  "\t",
  "\n",
  " ",
  "*",
  "?",
  "**",
  "${",
  "${{",
  "}}",
  "}",
  "{",
  "[",
  "]",
  '"',
  "'",
  "\\",
  "\\u0000",
  ":",
  "::",
  "/",
  "//",
  "#",
  "&a ",
  "*a ",
  "<<: ",
  "!!map ",
  "!!js/function ",
  "? ",
  "- ",
  "|\n",
  ">\n",
  "---\n",
  "%YAML 9\n",
  "@",
  "`",
  "null",
  "true",
  "0x",
  "1e999",
  "-0",
  "NaN",
  "[]",
  "{}",
  '""',
  "[[[[[[[[",
  '{"a":{"a":{"a":',
  "__proto__",
  "constructor",
  "Statement",
  "NotAction",
  "ForAllValues:StringLike",
  "aws:PrincipalTag/${aws:username}",
  "arn:aws:iam::",
  "sts:AssumeRole",
  "token.actions.githubusercontent.com:sub",
  "repo:*",
  "secrets.inherit",
  "pull_request_target",
  "mcpServers",
  "command",
  "npx",
  "env",
  "../../../etc/passwd",
  "file:///etc/passwd",
  "http://[::1",
  "%3A",
  "%00",
  "(a+)+$",
  "a".repeat(2000),
  "(".repeat(500),
  "9".repeat(400),
];

/** The text after one to five changes. */
export function mutated(text: string, random: () => number): string {
  let result = text;
  for (let edits = 1 + Math.floor(random() * 5); edits > 0; edits -= 1) result = edited(result, random);
  return result;
}

function edited(text: string, random: () => number): string {
  const at = Math.floor(random() * (text.length + 1));
  const length = Math.floor(random() ** 3 * Math.min(text.length, 400));
  const piece = text.slice(at, at + length);
  const trouble = TROUBLE[Math.floor(random() * TROUBLE.length)] ?? "";
  switch (Math.floor(random() * 7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + piece.repeat(2 + Math.floor(random() * 20)) + text.slice(at);
    case 2:
      return text.slice(0, at) + trouble + text.slice(at);
    case 3:
      return text.slice(0, at) + trouble + text.slice(at + length);
    case 4:
      return text.slice(0, at);
    case 5: {
      const other = Math.floor(random() * text.length);
      return text.slice(0, other) + piece + text.slice(other);
    }
    default: {
      const code = Math.floor(random() * 0x300);
      return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
    }
  }
}
