import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { requireProgram } from "./require-program.ts";

/** PEM files of a server on 127.0.0.1, and of no other name. */
export interface TlsCertificate {
  /** It is its own authority, to be trusted by clients. */
  readonly certificate: string;
  readonly key: string;
  remove(): Promise<void>;
}

export async function createTlsCertificate(): Promise<TlsCertificate> {
  const program = await requireProgram({
    names: ["openssl"],
    packages: { "apt-get": "openssl", apk: "openssl", dnf: "openssl", brew: "openssl" },
    variable: "PATH",
  });
  const folder = await mkdtemp(join(tmpdir(), "lockstep-tls-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  const how = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  await promisify(execFile)(program, ["req", "-x509", ...how, ...subject, ...files]);
  return { certificate, key, remove: () => rm(folder, { recursive: true }) };
}
