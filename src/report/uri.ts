// Segments of URIs from text from outside. Apart from the other escapes: it hashes, and the start of nhi does not.
import { hashText } from "../model/hash.js";

const MAX_SEGMENT = 200;

/**
 * One segment of a relative URI: percent-encoded, never empty, `.` or `..`. Beyond 200 characters it is cut and ends
 * in `~` and a hash of the whole, so that two long names stay two places.
 */
export function uriSegment(text: string): string {
  const whole = text.replace(/\p{Cs}/gu, "\ufffd");
  const encoded = encodeURIComponent(whole).replace(/[!'()*]/g, hexEscape);
  if (encoded === "") return "_";
  if (/^\.+$/.test(encoded)) return encoded.replace(/\./g, "_");
  if (encoded.length <= MAX_SEGMENT) return encoded;
  return `${encoded.slice(0, MAX_SEGMENT).replace(/%.?$/, "")}~${hashText(text).slice(0, 8)}`;
}

function hexEscape(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
