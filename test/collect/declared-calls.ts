// What a scripted server was asked, held against the one list of calls that its provider makes.

interface Asked {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
}

interface Declared {
  /** `GET /api/v2/context/:id`. */
  readonly route: string;
}

/** The requests that no call of the list makes, and those that are no reading ones; each once. */
export function outside(asked: readonly Asked[], calls: readonly Declared[]): string[] {
  const declared = calls.map(({ route }) => {
    const [method = "", path = ""] = route.split(" ");
    const pattern = path
      .split("/")
      .map((part) => (part.startsWith(":") ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")))
      .join("/");
    return { method, path: new RegExp(`^${pattern}$`) };
  });
  const found = asked.flatMap(({ method, path: whole }) => {
    const [path = ""] = whole.split("?");
    const below = path.startsWith("/") ? path : `/${path}`;
    const isDeclared = declared.some((one) => one.method === method && one.path.test(below));
    return isDeclared && method === "GET" ? [] : [`${method} ${below}`];
  });
  return [...new Set(found)];
}
