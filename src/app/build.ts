// Which build of nhi is running, told by the name that the bundler gave a chunk: it hashes what the chunk and all it
// imports hold. The version does not tell two builds of one day apart.

/** The hash in the name of the chunk at `url`; undefined when nhi runs from source, where code changes under one name. */
export function buildOf(url: string): string | undefined {
  return /-([A-Z0-9]{8})\.js$/.exec(url)?.[1];
}
