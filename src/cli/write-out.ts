import process from "node:process";
import { OperatorError } from "../errors/operator-error.ts";

/** Writes a part of an export to standard output. Rejects with OperatorError where that fails, as on a full disk. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(new OperatorError(`The export is incomplete: ${error.message}.`, { cause: error }));
    };
    // The stream also emits what it tells the caller, and an error that nobody hears ends the process.
    process.stdout.once("error", fail);
    process.stdout.write(text, (error) => {
      if (error) return fail(error);
      process.stdout.off("error", fail);
      resolve();
    });
  });
}
