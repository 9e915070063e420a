/** Gives one holder at a time the machine for work that must not be disturbed: full load, or a measured time. */
export class Turn {
  private last: Promise<void> = Promise.resolve();

  /** Waits for its turn. @returns a function that ends it; calling it again does nothing */
  async take(): Promise<() => void> {
    let end: () => void = () => {};
    const mine = new Promise<void>((resolve) => {
      end = resolve;
    });
    const before = this.last;
    this.last = before.then(() => mine);
    await before;
    return end;
  }
}
