// MaxSessionDuration as people speak of it.
import { integerOf } from "../fields.js";

/** Hours of a duration in seconds; undefined when it is none. */
export function toSessionHours(seconds: unknown): number | undefined {
  const whole = integerOf(seconds);
  return whole === undefined ? undefined : whole / 3600;
}
