/** Lets one holder at a time have the machine for what must not be disturbed: full load, or a time that is measured. */
export class Turn {
  private last: Promise<void> = Promise.resolve();

  /** Waits for its turn. @returns what ends it; calling that again does nothing */
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
