import { exportJWK, generateKeyPair } from "jose";
import { expect, it, onTestFinished } from "vitest";
import { findFreePort } from "../support/find-free-port.ts";
import { createTlsCertificate } from "../support/tls-certificate.ts";
import { expectRest, refusal, standIn } from "./refusal.ts";
import { startSilentServer, startTalker, startWebServer, startWebsite } from "./stand-in-servers.ts";

const issuer = { AUTH_ISSUER: "https://id.example", AUTH_AUDIENCE: "board" };
const rsaKey = { kty: "RSA", n: "AQAB", e: "AQAB" };

/** Who is named, and the rest of the sentence that says so. */
type Case = readonly [what: string, name: () => Promise<string> | string, rest: string | RegExp];

it.each<Case>([
  ["nobody there", async () => `127.0.0.1:${await findFreePort()}`, /^connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/],
  ["a name that nobody has", () => "id.invalid", /^getaddrinfo \w+ id\.invalid\.$/],
  ["a server that says nothing", () => standIn(startSilentServer()), "it does not answer within 3 seconds."],
  [
    "a server that never comes to an end",
    () => standIn(startTalker(`HTTP/1.1 200 OK\r\n\r\n${" ".repeat(1_000)}`, { slowly: true })),
    "it does not answer within 3 seconds.",
  ],
  ["what refuses", () => standIn(startWebServer()), "it answers with status 400."],
  ["what has nothing there", () => standIn(startWebsite(404, "Not found")), "it answers with status 404."],
  ["what fails", () => standIn(startWebsite(503, "Come back")), "it answers with status 503."],
  ["a page", () => standIn(startWebsite(200, "<html></html>")), notKeys()],
  ["other JSON", () => standIn(startWebsite(200, `{"jwks_uri":"https://id.example"}`)), notKeys()],
  ["no keys", () => standIn(startWebsite(200, `{"keys":[]}`)), noKey()],
  ["a secret key", () => standIn(startWebsite(200, toJson({ kty: "oct", k: "AQAB" }))), noKey()],
  ["a key to encrypt with", () => standIn(startWebsite(200, toJson({ ...rsaKey, use: "enc" }))), noKey()],
])("AUTH_JWKS_URL that names %s is told in one sentence", async (_what, name, rest) => {
  const host = await name();
  const sentence = await refusal({ ...issuer, AUTH_JWKS_URL: `http://${host}/jwks.json?token=open-sesame` });
  expect(sentence).toContain(`AUTH_JWKS_URL names ${host}/jwks.json, which cannot be used: `);
  expectRest(sentence, rest);
});

it("AUTH_JWKS_URL with a certificate that does not hold, or without TLS, is told in one sentence", async () => {
  const certificate = await createTlsCertificate();
  onTestFinished(() => certificate.remove());
  const { publicKey } = await generateKeyPair("EdDSA");
  const keys = toJson(await exportJWK(publicKey));
  const secured = await standIn(startWebsite(200, keys, certificate));
  const AUTH_JWKS_URL = `https://${secured}/jwks.json`;
  expectRest(await refusal({ ...issuer, AUTH_JWKS_URL }), "self-signed certificate.");
  // Whatever else is wrong, its keys are not.
  const trusting = { NODE_EXTRA_CA_CERTS: certificate.certificate, REDIS_URL: "redis://127.0.0.1:1" };
  expect(await refusal({ ...issuer, AUTH_JWKS_URL, ...trusting })).toMatch(/^REDIS_URL /);
  const plain = await standIn(startWebsite(200, keys));
  expectRest(await refusal({ ...issuer, AUTH_JWKS_URL: `https://${plain}/jwks.json` }), "it does not speak TLS.");
});

function toJson(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

function notKeys(): string {
  return "it answers with something else than a JSON Web Key Set.";
}

function noKey(): string {
  return "it has no key that verifies signatures.";
}
