// Policies that need not be compiled to be understood: most of a large account name actions and resources and nothing else.

/** A text without escapes. */
const TEXT = String.raw`"[^"\\\u0000-\u001f]*"`;
/** An action of a service that is named, in lower case as AWS writes it. */
const ACTION = `"[a-z0-9-]+:[A-Za-z0-9*?]+"`;
const SID = `"Sid":${TEXT}`;
const EFFECT = `"Effect":"(?:Allow|Deny)"`;
const ACTIONS = `"Action":${oneOrMore(ACTION)}`;
const RESOURCES = `"Resource":${oneOrMore(TEXT)}`;
/** In the orders in which people, the console, and tools that sort keys write them. */
const STATEMENT = String.raw`\{(?:(?:${SID},)?${EFFECT},${ACTIONS},${RESOURCES}(?:,${SID})?|${ACTIONS},${EFFECT},${RESOURCES}(?:,${SID})?)\}`;
const PLAIN = policyOf(STATEMENT);

const PRINCIPAL = `"Principal":(?:${TEXT}|${objectOf(oneOrMore(TEXT))})`;
const CONDITION = `"Condition":${objectOf(objectOf(oneOrMore(TEXT)))}`;
const WHOLE = policyOf(
  String.raw`\{(?:(?:${SID},)?${EFFECT},(?:${PRINCIPAL},)?${ACTIONS}(?:,${RESOURCES})?(?:,${CONDITION})?(?:,${SID})?|${ACTIONS},(?:${CONDITION},)?${EFFECT}(?:,${PRINCIPAL})?(?:,${RESOURCES})?(?:,${SID})?)\}`,
);

function policyOf(statement: string): RegExp {
  return new RegExp(
    String.raw`^\{"Version":"2012-10-17",(?:"Id":${TEXT},)?"Statement":(?:${statement}|\[${statement}(?:,${statement})*\])\}$`,
  );
}

function oneOrMore(item: string): string {
  return String.raw`(?:${item}|\[${item}(?:,${item})*\])`;
}

function objectOf(value: string): string {
  return String.raw`\{(?:${TEXT}:${value}(?:,${TEXT}:${value})*)?\}`;
}

/** AWS takes none that is longer than 20,000 characters; what is far beyond that need not be looked at twice. */
const LONGEST = 1_000_000;

/**
 * Whether the JSON of a policy holds Allow and Deny statements with a list of actions of named services and a list of
 * resources, and nothing else. Such a policy compiles without a problem, and is about no service whose name with a colon,
 * behind a quotation mark, does not stand in it.
 */
export function isPlain(text: string): boolean {
  return text.length <= LONGEST && PLAIN.test(text);
}

/**
 * The same of more policies, of which less is sure: there may be conditions and principals, too. No statement of such a policy is
 * left out, so that it is not opaque; but a condition in it may be one that is reported as a problem.
 */
export function isWhole(text: string): boolean {
  return text.length <= LONGEST && WHOLE.test(text);
}
