/** One call that is kept at the door: it has come, and goes on when it is told to. */
export interface Held {
  /** Resolves when the call is there. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** A door at which a stand-in keeps its next answer back, when a test asks for that. */
export class Latch {
  #next: { readonly arrive: () => void; readonly released: Promise<void> } | null = null;

  /** Keeps the next who comes, and nobody after. */
  hold(): Held {
    let arrive = () => {};
    let release = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#next = { arrive, released };
    return { arrived, release };
  }

  /** Resolves at once, or when whoever is kept may go on. */
  async pass(): Promise<void> {
    const next = this.#next;
    this.#next = null;
    next?.arrive();
    await next?.released;
  }
}
