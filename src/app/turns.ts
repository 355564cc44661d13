// Work that hardly waits lets signals be heard now and then.

/** So many milliseconds at most without a turn: nobody notices them, and turns cost nothing. */
const LONGEST = 50;

/** Waits until whatever has come from outside by now, such as a signal, is heard. */
export function heardAll(): Promise<void> {
  // Where the first is asked for while answers are taken in, it comes before the next time they are.
  return new Promise((done) => setImmediate(() => setImmediate(done)));
}

/** Makes a function to be awaited between steps: it waits for a turn of the event loop where the last is some time ago. */
export function turns(): () => Promise<void> | void {
  let last = performance.now();
  return () => {
    if (performance.now() - last < LONGEST) return;
    return heardAll().then(() => {
      last = performance.now();
    });
  };
}
