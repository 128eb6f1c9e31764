import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A secret that is generated once and kept in a file that only its owner reads. The directory must be the caller's
 * alone: two first calls at once would make two.
 */
export async function readOrMakeSecret(directory: string): Promise<string> {
  const path = join(directory, "auth-secret");
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const secret = randomBytes(32).toString("base64url");
  await mkdir(directory, { recursive: true });
  // Renamed, so that a crash never leaves half of it behind.
  await writeFile(`${path}.new`, secret, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
}
