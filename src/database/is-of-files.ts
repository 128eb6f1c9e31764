/** Tells if the system refused something with a file or folder, rather than with a program. */
export function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "path" in error && "syscall" in error && !String(error.syscall).startsWith("spawn");
}
