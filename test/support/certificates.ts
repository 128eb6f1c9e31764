import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { requireProgram } from "./require-program.ts";

/** Paths of PEM files. */
export interface Certificates {
  /** What signed the certificate, to be trusted by clients. */
  readonly authority: string;
  /** Of a server on 127.0.0.1, and of no other name. */
  readonly certificate: string;
  readonly key: string;
}

/** Makes them in a folder that is there. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  const openssl = await requireProgram({
    names: ["openssl"],
    packages: { "apt-get": "openssl", apk: "openssl", dnf: "openssl", brew: "openssl" },
    variable: "PATH",
  });
  const [authorityKey, authority, key, request, certificate, extensions] = [
    ...["authority.key", "authority.pem", "server.key", "server.csr", "server.pem", "extensions"],
  ].map((name) => join(folder, name)) as [string, string, string, string, string, string];
  const run = (...args: string[]) => promisify(execFile)(openssl, args);
  const makeKey = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  await run(...makeKey, "-x509", "-days", "2", "-subj", "/CN=Tests", "-keyout", authorityKey, "-out", authority);
  await run(...makeKey, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", request);
  await writeFile(extensions, "subjectAltName = IP:127.0.0.1\n");
  const signing = ["-CA", authority, "-CAkey", authorityKey, "-CAcreateserial", "-days", "2", "-extfile", extensions];
  await run("x509", "-req", "-in", request, ...signing, "-out", certificate);
  return { authority, certificate, key };
}
