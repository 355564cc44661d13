// Takes the `require` of bundled CommonJS out of the chunks that hold none: making one costs every chunk that a start loads.
import { BANNER } from "./bundle-options.js";

/** The chunk without the banner, unless something in it says `require`. */
export function withoutIdleRequire(content: Uint8Array): Uint8Array {
  const text = Buffer.from(content).toString("utf8");
  const at = text.indexOf(BANNER);
  if (at < 0) return content;
  const rest = text.slice(0, at) + text.slice(at + BANNER.length).replace(/^\n/, "");
  return /\brequire\b/.test(rest) ? content : Buffer.from(rest);
}
