// What stands in a recorded text in place of a secret: all that is kept of it, so that the recording tells the same as the file.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, integerOf, isFields, textOf } from "../../fields.js";
import type { Hit } from "../../token-formats.js";

/** What is kept of a secret. */
export interface Mark {
  readonly detector: string;
  readonly what: string;
  readonly provider: string;
  readonly length: number;
  /** HMAC-SHA256 of the value with the join key, hexadecimal. */
  readonly join: string;
  readonly last4?: string;
  /** What the texts beside it say that it opens. */
  readonly opens?: JsonRecord;
}

/** A stand-in and where it is. */
export interface StandInHit extends Hit {
  readonly mark: Mark;
}

// Hexadecimal, so that no format of a token, no quote and no escape can come about in it.
const STAND_IN = /nhi-secret-((?:[0-9a-f]{2}){40,4000})(?![0-9a-f])/g;
const LONGEST_TEXT = 100;

/** Stand-ins in a text. What looks like one and says nothing is none. */
export function standInsIn(text: string): readonly StandInHit[] {
  return [...text.matchAll(STAND_IN)].flatMap((match) => {
    const mark = toMark(match[1] ?? "");
    if (mark === undefined) return [];
    const { detector, what, provider } = mark;
    const place = { start: match.index, end: match.index + match[0].length };
    return [{ ...place, detector, what, provider, isFormat: false, mark }];
  });
}

/** The text with blanks for stand-ins, so that all places stay. */
export function withoutStandIns(text: string): string {
  let rest = text;
  for (const { start, end } of standInsIn(text))
    rest = rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end);
  return rest;
}

/** The stand-in for a secret. */
export function toStandIn({ detector, what, provider, length, join, last4, opens }: Mark): string {
  const mark: Mark = {
    detector,
    what,
    provider,
    length,
    join,
    ...(last4 !== undefined && { last4 }),
    ...(opens !== undefined && { opens }),
  };
  return `nhi-secret-${Buffer.from(JSON.stringify(mark), "utf8").toString("hex")}`;
}

function toMark(hex: string): Mark | undefined {
  let fields: Fields;
  try {
    fields = fieldsOf(JSON.parse(Buffer.from(hex, "hex").toString("utf8")));
  } catch {
    return undefined;
  }
  const [detector, what, provider] = [fields["detector"], fields["what"], fields["provider"]].map(shortTextOf);
  const length = integerOf(fields["length"]);
  const join = textOf(fields["join"]);
  if (detector === undefined || what === undefined || provider === undefined || length === undefined) return undefined;
  if (join === undefined || !/^[0-9a-f]{64}$/.test(join)) return undefined;
  const { last4, opens } = fields;
  return {
    detector,
    what,
    provider,
    length,
    join,
    ...(typeof last4 === "string" && last4.length === 4 && { last4 }),
    ...(isFields(opens) && { opens: opens as JsonRecord }),
  };
}

function shortTextOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > LONGEST_TEXT ? undefined : text;
}
