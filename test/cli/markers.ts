// Markers that stand for secrets: planted plainly and encoded, and found again in whatever form something writes them.

/** For fields that hold a secret: what a URL has to encode is in it. */
const TEXT = "mArKer+s3cReT/";
/** For texts that people write, where only known formats of tokens can be told: letters and digits only. */
const TOKEN = "mArKers3cReT";

let count = 0;

/** A value that no other place holds. */
export function marker(): string {
  count += 1;
  return `${TEXT}${count.toString(36).padStart(4, "0")}`;
}

/** The same in the form of a token of GitHub's. */
export function token(): string {
  count += 1;
  return ["ghp", `${TOKEN}${count.toString(36)}`.padEnd(36, "Zk3vQp9LwX7tRb2NcM5yHsD8f")].join("_");
}

/** How many were planted. */
export const planted = (): number => count;

/** Encodings in which a value is planted, and in which it is looked for. */
export const ENCODINGS: { readonly [name: string]: (text: string) => string } = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString("base64"),
  hex: (text) => Buffer.from(text).toString("hex"),
  url: encodeURIComponent,
};

/**
 * Named values of one place: a secret under a name that says so in each encoding, one under the name of a setting, and a
 * token of a known format under a name that says nothing.
 */
export function namedSecrets(place: string): [name: string, value: string][] {
  const encoded = Object.entries(ENCODINGS).map(([encoding, encode]): [string, string] => [
    `${place}_${encoding.toUpperCase()}_PASSWORD`,
    encode(marker()),
  ]);
  return [...encoded, [`${place}_SETTING`, marker()], [`${place}_UPSTREAM`, token()]];
}

/** Every form of the two texts, plainly and once more encoded. */
const FORMS = [...new Set([TEXT, TOKEN].flatMap(formsOf).flatMap((form) => [form, ...formsOf(form)]))];

/** What of a marker stands in a file or an output, with what is around it; undefined when nothing does. */
export function markerIn(content: string): string | undefined {
  const at = FORMS.map((form) => content.indexOf(form)).find((found) => found >= 0);
  return at === undefined ? undefined : content.slice(Math.max(0, at - 100), at + 100);
}

function formsOf(text: string): string[] {
  const hex = Buffer.from(text).toString("hex");
  return [text, encodeURIComponent(text), text.replaceAll("/", "\\/"), hex, hex.toUpperCase(), ...base64Of(text)];
}

/** Of base64 only what does not depend on what stands before and behind the text: at each of three places, in both alphabets. */
function base64Of(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const own = bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
