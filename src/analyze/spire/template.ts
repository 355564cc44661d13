// Templates of ClusterSPIFFEID: the part of Go's text/template that names fields of the pod. What is not of that part is not
// understood, and never guessed at. pkg.go.dev/text/template; the data: spire-controller-manager, docs/clusterspiffeid-crd.md

/** A piece of a template: text as it is, a field, or an element of a map by a key in quotes (`index`). */
type Piece = string | { readonly path: readonly string[]; readonly key?: string };

export interface Template {
  readonly pieces: readonly Piece[];
  /** What it reads, as `.PodMeta.Namespace`. */
  readonly fields: ReadonlySet<string>;
}

const ACTION = /\{\{(- )?([\s\S]*?)( -)?\}\}/g;
const FIELD = /^(?:\.[A-Za-z_][A-Za-z0-9_]*)+$/;
const INDEX = /^index\s+((?:\.[A-Za-z_][A-Za-z0-9_]*)+)\s+"([^"\\]*)"$/;

/** Undefined where a part of it is of another form. */
export function parseTemplate(text: string): Template | undefined {
  const pieces: Piece[] = [];
  let from = 0;
  let trims = false;
  const addText = (raw: string, trimsEnd: boolean): void => {
    const start = trims ? raw.trimStart() : raw;
    const piece = trimsEnd ? start.trimEnd() : start;
    if (piece !== "") pieces.push(piece);
  };
  for (const found of text.matchAll(ACTION)) {
    const [whole, trimsBefore, action = "", trimsAfter] = found;
    const piece = toPiece(action.trim());
    if (piece === undefined) return undefined;
    addText(text.slice(from, found.index), trimsBefore !== undefined);
    pieces.push(piece);
    from = found.index + whole.length;
    trims = trimsAfter !== undefined;
  }
  addText(text.slice(from), false);
  if (pieces.some((piece) => typeof piece === "string" && /\{\{|\}\}/.test(piece))) return undefined;
  return { pieces, fields: new Set(pieces.flatMap((piece) => (typeof piece === "string" ? [] : [nameOf(piece)]))) };
}

function toPiece(action: string): Exclude<Piece, string> | undefined {
  if (FIELD.test(action)) return { path: action.slice(1).split(".") };
  const [, path, key] = INDEX.exec(action) ?? [];
  return path === undefined || key === undefined ? undefined : { path: path.slice(1).split("."), key };
}

function nameOf({ path }: Exclude<Piece, string>): string {
  return `.${path.slice(0, 2).join(".")}`;
}

/** Values by field (`.PodMeta.Name`); a map for one that has keys; undefined: not read. */
export type TemplateData = (field: string) => string | ReadonlyMap<string, string> | undefined;

export type Rendered = { readonly text: string } | { readonly unread: string };

/** The text, or the first field that was not read. */
export function renderTemplate({ pieces }: Template, data: TemplateData): Rendered {
  let text = "";
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      continue;
    }
    const value = fieldValue(piece, data);
    if (value === undefined) return { unread: `.${piece.path.join(".")}` };
    text += value;
  }
  return { text };
}

/** A key that is not there: `<no value>` for a field of a map, nothing for `index`. Neither makes a SPIFFE id. */
function fieldValue({ path, key }: Exclude<Piece, string>, data: TemplateData): string | undefined {
  const value = data(`.${path.slice(0, 2).join(".")}`);
  if (value === undefined) return undefined;
  const wanted = key ?? path[2];
  if (typeof value === "string") return wanted === undefined && path.length <= 2 ? value : undefined;
  if (wanted === undefined || path.length > (key === undefined ? 3 : 2)) return undefined;
  return value.get(wanted) ?? (key === undefined ? "<no value>" : "");
}
