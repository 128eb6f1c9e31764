import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** An outside issuer of tokens, whose keys can be had at an address that stays the same. */
export interface KeyServer {
  readonly url: string;
  /** The variables of a server that takes its tokens. */
  readonly variables: Readonly<Record<string, string>>;
  /** A token for an hour, signed with the newest key. */
  sign(subject: string): Promise<string>;
  /** From now on tokens are signed with another key, and the ones before are withdrawn. */
  rotate(): Promise<void>;
  /** Number of requests for the keys. */
  readonly askedCount: number;
  /** False: whoever asks is answered 503. */
  isWell: boolean;
  stop(): Promise<void>;
  start(): Promise<void>;
}

const issuer = "https://id.example";
const audience = "board";

/** Starts one. The caller stops it. */
export async function startKeyServer(): Promise<KeyServer> {
  let server: Server;
  let port = 0;
  let askedCount = 0;
  let newest = await makeKey(1);

  async function start(): Promise<void> {
    server = createServer((_request, response) => {
      askedCount += 1;
      response.writeHead(keyServer.isWell ? 200 : 503, { connection: "close" });
      response.end(JSON.stringify({ keys: [newest.published] }));
    });
    await once(server.listen(port, "127.0.0.1"), "listening");
    port = (server.address() as AddressInfo).port;
  }
  await start();
  const url = `http://127.0.0.1:${port}/jwks.json`;

  const keyServer: KeyServer = {
    url,
    isWell: true,
    variables: { AUTH_JWT_SECRET: "", AUTH_JWKS_URL: url, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience },
    sign: (subject) =>
      new SignJWT({ name: subject })
        .setProtectedHeader({ alg: "EdDSA", kid: newest.published.kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime("1h")
        .sign(newest.privateKey),
    async rotate() {
      newest = await makeKey(Number(newest.published.kid) + 1);
    },
    get askedCount() {
      return askedCount;
    },
    async stop() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
    start,
  };
  return keyServer;
}

async function makeKey(number: number) {
  const { publicKey, privateKey } = await generateKeyPair("EdDSA");
  return { privateKey, published: { ...(await exportJWK(publicKey)), kid: String(number), alg: "EdDSA" } };
}
