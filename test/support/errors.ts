import { MainstayError } from '../../lib';

/** Returns the error that a function throws. Throws anything else, and when the function throws nothing. */
export function thrown(make: () => unknown): MainstayError {
  try {
    make();
  } catch (error) {
    if (error instanceof MainstayError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
