import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A secret that is generated once and kept in a file that only its owner reads. */
export async function readOrMakeSecret(directory: string, name = "auth-secret"): Promise<string> {
  const path = join(directory, name);
  await mkdir(directory, { recursive: true });
  // Fails where the file exists, so that two starts at once end with one secret.
  await writeFile(path, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(path, "utf8");
}
