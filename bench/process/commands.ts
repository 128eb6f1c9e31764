import { readFileSync } from "node:fs";

/** Commands of a child process, one function each. Arguments and results travel as JSON. */
export type Commands = Readonly<Record<string, (argument: never) => unknown>>;

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

export type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

/** Answers the commands of the process that started this one; when that is gone, this one ends. */
export function serveCommands(commands: Commands): void {
  process.on("message", (request: Request) => void answer(commands, request));
  process.once("disconnect", () => process.exit());
}

async function answer(commands: Commands, { id, name, argument }: Request): Promise<void> {
  const command = commands[name];
  // Another listener of the same process may know it.
  if (!command) return;
  try {
    const result = await command(argument as never);
    process.send?.({ id, result: result ?? null } satisfies Answer);
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
}

/** Returns the argument that the process was started with. Read it once. */
export function readArgument<T>(): T {
  return JSON.parse(readFileSync(0, "utf8")) as T;
}

/** Microseconds of the machine's monotonic clock, which all its processes share. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
