// How the lists of vendors go on: which request asks for which list, whether an answer is its last page, and how that page looks
// when another one comes after it.
import { CALLS as AWS_CALLS } from "../../src/collect/aws/calls.js";

export interface Upstream {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** A request as the proxy read it. */
export interface Asked {
  readonly method: string;
  readonly at: URL;
  readonly body: string;
  /** The operation, where AWS's JSON protocol names it: `AWSOrganizationsV20161128.ListRoots`. */
  readonly target?: string | undefined;
}

/** The page with another one after it, which is asked for with `token`; undefined for what is no last page of a list. */
export type GoOn = (answer: Upstream, asked: Asked, token: string) => Upstream | undefined;

/** Names of what tells the pages of one list apart, in an address or a body. */
const PAGE = /^(?:page|pageToken|\$?skiptoken|continue|marker|nextToken|nextMarker)$/i;
const IN_FORM = /&?\b(?:Marker|NextToken)=([^&]*)/g;
const IN_JSON = /,?"(?:\$skipToken|Marker|NextMarker|NextToken)":"([^"]*)"/gi;
/** Pages that are made here have numbers that no vendor's list reaches; GitHub and GitLab count pages in numbers. */
const MADE = 7_000_000;

/** What a request is, whichever page of a list it asks for. */
export function keyOf({ method, at, body, target = "" }: Asked): string {
  const query = [...at.searchParams].filter(([name]) => !PAGE.test(name)).map((pair) => pair.join("="));
  const rest = body.replace(IN_FORM, "").replace(IN_JSON, "").replaceAll("{,", "{");
  return `${method} ${at.pathname} ${query.sort().join("&")} ${target} ${rest}`.trimEnd();
}

/** The token of a page that is made here; the first one comes after the list's last page. */
export function tokenOf(page: number): string {
  return String(MADE + page);
}

/** Which page that is made here is asked for; undefined for the list's own. */
export function pageOf({ at, body }: Asked): number | undefined {
  const inQuery = [...at.searchParams].filter(([name]) => PAGE.test(name)).map(([, value]) => value);
  const inBody = [...body.matchAll(IN_FORM), ...body.matchAll(IN_JSON)].map(([, value = ""]) => value);
  const page = [...inQuery, ...inBody].map((text) => Number(text) - MADE).find((number) => number > 0);
  return page;
}

/** The page with nothing on it: those that vendors send for ever are empty. */
export function emptied(answer: Upstream): Upstream {
  const said = jsonOf(answer);
  if (said === undefined) return { ...answer, body: answer.body.replace(/<member>[\s\S]*<\/member>/, "") };
  if (Array.isArray(said)) return { ...answer, body: "[]" };
  const fields = Object.entries(said).map(([key, one]) => [key, Array.isArray(one) ? [] : one]);
  return { ...answer, body: JSON.stringify(Object.fromEntries(fields)) };
}

/** What an answer says in JSON, when it has a list in it. */
function jsonOf({ status, body }: Upstream): object | undefined {
  if (status !== 200 || !/^\s*[[{]/.test(body)) return undefined;
  try {
    const said = JSON.parse(body) as object;
    return Array.isArray(said) || Object.values(said).some(Array.isArray) ? said : undefined;
  } catch {
    return undefined;
  }
}

/** GitHub and GitLab name the next page in a header. */
export function byLink(answer: Upstream, { method, at }: Asked, token: string): Upstream | undefined {
  if (method !== "GET" || jsonOf(answer) === undefined || /rel="?next/.test(answer.headers["link"] ?? ""))
    return undefined;
  const next = new URL(at);
  next.searchParams.set("page", token);
  return { ...answer, headers: { ...answer.headers, link: `<${next.href}>; rel="next"` } };
}

/** Microsoft names its address in the answer, and a token where the question is in the body. */
export function byAddress(field: string): GoOn {
  return (answer, { method, at }, token) => {
    const said = jsonOf(answer);
    const next = new URL(at);
    next.searchParams.set("$skiptoken", token);
    return method === "GET" ? withField(answer, said, field, next.href) : withField(answer, said, "$skipToken", token);
  };
}

/** Google names a token in the answer. */
export function byToken(answer: Upstream, _: Asked, token: string): Upstream | undefined {
  return withField(answer, jsonOf(answer), "nextPageToken", token);
}

function withField(answer: Upstream, said: object | undefined, field: string, value: string): Upstream | undefined {
  if (said === undefined || Array.isArray(said) || field in said) return undefined;
  return { ...answer, body: JSON.stringify({ ...said, [field]: value }) };
}

/** AWS says in XML that there is more and where it goes on, in JSON it names a token as each operation calls it. */
export function byOperation(answer: Upstream, { body, target }: Asked, token: string): Upstream | undefined {
  const operation = target?.split(".")[1] ?? new URLSearchParams(body).get("Action") ?? "";
  const next = AWS_CALLS.find(({ call }) => call.endsWith(`:${operation}`))?.next;
  if (next === undefined) return undefined;
  if (target !== undefined) return withField(answer, jsonOf(answer), next, token);
  const end = `</${operation}Result>`;
  if (!answer.body.includes(end) || /<IsTruncated>true/.test(answer.body)) return undefined;
  const more = `<IsTruncated>true</IsTruncated><${next}>${token}</${next}>`;
  return { ...answer, body: answer.body.replace(/<IsTruncated>false<\/IsTruncated>/g, "").replace(end, more + end) };
}
