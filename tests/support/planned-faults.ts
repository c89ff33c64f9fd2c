/** What befalls a stand-in's next calls, in order. */
export class PlannedFaults<Fault> {
  readonly #faults: (Fault | null)[] = [];

  /** Plans one for the next call, after `skip` that go well. */
  plan(fault: Fault, skip: number): void {
    for (let index = 0; index < skip; index += 1) this.#faults[index] ??= null;
    this.#faults[skip] = fault;
  }

  /** Of the call that has come; null when it goes well. */
  next(): Fault | null {
    return this.#faults.shift() ?? null;
  }
}
