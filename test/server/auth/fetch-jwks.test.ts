import { exportJWK, generateKeyPair } from "jose";
import { expect, it, onTestFinished } from "vitest";
import { fetchJwks } from "../../../src/server/auth/fetch-jwks.ts";
import { standIn } from "../../start/refusal.ts";
import { startSilentServer, startTalker, startWebServer, startWebsite } from "../../start/stand-in-servers.ts";
import { findFreePort } from "../../support/find-free-port.ts";
import { createTlsCertificate } from "../../support/tls-certificate.ts";

const rsaKey = { kty: "RSA", n: "AQAB", e: "AQAB" };
const notKeys = /^it answers with something else than a JSON Web Key Set$/;
const noKey = /^it has no key that verifies signatures$/;

/** The server that is named, and the reason that is told. */
type Case = readonly [what: string, name: () => Promise<string> | string, reason: RegExp];

it.each<Case>([
  ["nobody there", async () => `127.0.0.1:${await findFreePort()}`, /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/],
  ["a name that nobody has", () => "id.invalid", /^getaddrinfo \w+ id\.invalid$/],
  ["a server that says nothing", () => standIn(startSilentServer()), /^it does not answer within 3 seconds$/],
  [
    "a server that never comes to an end",
    () => standIn(startTalker(`HTTP/1.1 200 OK\r\n\r\n${" ".repeat(1_000)}`, { slowly: true })),
    /^it does not answer within 3 seconds$/,
  ],
  ["a server that refuses", () => standIn(startWebServer()), /^it answers with status 400$/],
  ["nothing", () => standIn(startWebsite(404, "Not found")), /^it answers with status 404$/],
  ["a server that fails", () => standIn(startWebsite(503, "Come back")), /^it answers with status 503$/],
  ["a page", () => standIn(startWebsite(200, "<html></html>")), notKeys],
  ["other JSON", () => standIn(startWebsite(200, `{"jwks_uri":"https://id.example"}`)), notKeys],
  ["no keys", () => standIn(startWebsite(200, `{"keys":[]}`)), noKey],
  ["a secret key", () => standIn(startWebsite(200, toJson({ kty: "oct", k: "AQAB" }))), noKey],
  ["a key to encrypt with", () => standIn(startWebsite(200, toJson({ ...rsaKey, use: "enc" }))), noKey],
])("fetchJwks tells the reason when the address leads to %s", async (_what, name, reason) => {
  const failure = await fetchJwks(`http://${await name()}/jwks.json?token=open-sesame`).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toMatch(reason);
  expect((failure as Error).message).not.toContain("open-sesame");
});

it("fetchJwks takes keys that verify, and no certificate that nobody vouches for", async () => {
  const { publicKey } = await generateKeyPair("EdDSA");
  const keys = toJson(await exportJWK(publicKey));
  const plain = await standIn(startWebsite(200, keys));
  expect(await fetchJwks(`http://${plain}/jwks.json`)).toMatchObject({ keys: [{ kty: "OKP" }] });
  await expect(fetchJwks(`https://${plain}/jwks.json`)).rejects.toThrow("it does not speak TLS");

  const certificate = await createTlsCertificate();
  onTestFinished(() => certificate.remove());
  const secured = await standIn(startWebsite(200, keys, certificate));
  await expect(fetchJwks(`https://${secured}/jwks.json`)).rejects.toThrow("self-signed certificate");
});

function toJson(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}
