// How conditions of Azure compare two values, by the names of the operators. Pure.
import { matchesGlob } from "../../model/glob.js";

interface Comparisons {
  readonly [operator: string]: (a: string, b: string) => boolean;
}

type Ordering = (test: (a: number, b: number) => boolean) => (a: string, b: string) => boolean;

const equal = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const numeric: Ordering = (test) => (a, b) => test(Number(a), Number(b));
const dated: Ordering = (test) => (a, b) => test(Date.parse(a), Date.parse(b));

/** A comparison of texts and its opposite, in the letters as they are and in any. */
function texts(name: string, test: (a: string, b: string) => boolean): Comparisons {
  const opposite = (a: string, b: string): boolean => !test(a, b);
  return {
    [`string${name}`]: test,
    [`stringnot${name}`]: opposite,
    [`string${name}ignorecase`]: (a, b) => test(a.toLowerCase(), b.toLowerCase()),
    [`stringnot${name}ignorecase`]: (a, b) => opposite(a.toLowerCase(), b.toLowerCase()),
  };
}

function ordered(name: string, of: Ordering): Comparisons {
  return {
    [`${name}equals`]: of((a, b) => a === b),
    [`${name}notequals`]: of((a, b) => a !== b),
    [`${name}lessthan`]: of((a, b) => a < b),
    [`${name}lessthanequals`]: of((a, b) => a <= b),
    [`${name}greaterthan`]: of((a, b) => a > b),
    [`${name}greaterthanequals`]: of((a, b) => a >= b),
  };
}

/** Operator in lower case → comparison; what has none stays open. */
export const COMPARISONS: Comparisons = {
  guidequals: equal,
  guidnotequals: (a, b) => !equal(a, b),
  boolequals: equal,
  boolnotequals: (a, b) => !equal(a, b),
  ...texts("equals", (a, b) => a === b),
  ...texts("startswith", (a, b) => a.startsWith(b)),
  ...texts("like", matchesGlob),
  ...ordered("numeric", numeric),
  ...ordered("datetime", dated),
};
