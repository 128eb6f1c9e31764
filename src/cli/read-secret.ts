import { readFile } from "node:fs/promises";
import { OperatorError } from "../errors/operator-error.ts";

/** Description of the flag `--NAME-file` beside `--NAME`. */
export const secretFileFlag = {
  type: "string",
  valueHint: "path",
  description: "File that holds it instead: flags stand in the list of processes",
} as const;

/**
 * Returns the value of the flag `--name`, or the content of the file of `--name-file` without spaces at its ends.
 * Undefined: neither is given.
 */
export async function readSecret(name: string, value?: string, path?: string): Promise<string | undefined> {
  if (path === undefined) return value;
  if (value !== undefined) throw new OperatorError(`--${name} and --${name}-file exclude each other.`);
  const content = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`The file of --${name}-file cannot be read: ${error.code}, ${path}.`, { cause: error });
  });
  if (content.trim() === "") throw new OperatorError(`The file of --${name}-file is empty: ${path}.`);
  return content.trim();
}
