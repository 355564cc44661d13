/** What is made at the first call and the same afterwards: for what costs something and may not be asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What is made once for each word that it is asked for; what is asked of somebody stays one question. */
export function oncePerWord<T>(make: (word: string) => T): (word: string) => T {
  const made = new Map<string, { readonly value: T }>();
  return (word) => {
    const known = made.get(word);
    if (known !== undefined) return known.value;
    const value = make(word);
    made.set(word, { value });
    return value;
  };
}

/** What is made once for each object that it is asked for, and kept as long as that object. */
export function oncePer<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
