// A clock that knows whether anyone looked: what was worked out without it holds at any time.

export class WatchedClock extends Date {
  #wasRead = false;

  get wasRead(): boolean {
    return this.#wasRead;
  }

  override getTime(): number {
    this.#wasRead = true;
    return super.getTime();
  }

  override valueOf(): number {
    this.#wasRead = true;
    return super.valueOf();
  }

  override toISOString(): string {
    this.#wasRead = true;
    return super.toISOString();
  }
}
