import { lookup as lookUpBySystem } from "node:dns";
import { type ClientRequest, Agent as HttpAgent, request as requestByHttp } from "node:http";
import { Agent as HttpsAgent, request as requestByHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { isPrivate, signDelivery } from "../../model/webhook.ts";

/** Milliseconds in which a receiver must answer. */
const patience = 15_000;

/** Bytes of an answer that are read, so that its connection can be used again. A longer answer ends it. */
const longestAnswer = 64 * 1_024;

/** A request that tells a receiver of a change. */
export interface Post {
  readonly url: string;
  readonly secret: string;
  /** Names the change, the same in each attempt. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

export interface PostOutcome {
  /** Status of the answer; null: there was none. */
  readonly status: number | null;
  /** Why there was none, as a sentence; null: there was one. */
  readonly error: string | null;
  readonly durationMs: number;
}

export interface PosterOptions {
  /** True: private and loopback addresses are connected to. */
  readonly mayBePrivate: boolean;
  /** Default: that of the operating system. */
  readonly lookup?: LookupFunction | undefined;
}

export interface Poster {
  /** Posts a change, signed by the Standard Webhooks specification. Never rejects. Redirects are not followed. */
  post(post: Post, signal: AbortSignal): Promise<PostOutcome>;
  /** Closes the idle connections. */
  close(): void;
}

/**
 * Creates what posts changes. An address is checked when it is connected to, after its name was looked up, so that a
 * name cannot lead elsewhere after the check.
 */
export function createPoster({ mayBePrivate, lookup = lookUpBySystem }: PosterOptions): Poster {
  const agentOptions = { keepAlive: true, lookup: mayBePrivate ? lookup : refusePrivate(lookup) };
  const byHttp = new HttpAgent(agentOptions);
  const byHttps = new HttpsAgent(agentOptions);

  function send(post: Post, signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      const options = { method: "POST", headers: toHeaders(post), signal };
      const url = new URL(post.url);
      // Nothing looks up what is an address already.
      if (!mayBePrivate && isPrivate(url.hostname)) throw new PrivateAddressError();
      const request =
        url.protocol === "https:"
          ? requestByHttps(url, { ...options, agent: byHttps })
          : requestByHttp(url, { ...options, agent: byHttp });
      request.on("response", (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > longestAnswer) response.destroy();
        });
        // The status counts, whatever becomes of the rest.
        response.on("error", () => undefined);
        response.on("close", () => resolve(response.statusCode ?? 0));
      });
      request.on("error", (error) => {
        if (wasClosedWhileIdle(request, error)) send(post, signal).then(resolve, reject);
        else reject(error);
      });
      request.end(post.body);
    });
  }

  return {
    async post(post, signal) {
      const begunAt = performance.now();
      const toOutcome = (status: number | null, error: string | null) => {
        return { status, error, durationMs: Math.round(performance.now() - begunAt) };
      };
      const end = new AbortController();
      const stop = () => end.abort();
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        stop();
      }, patience);
      signal.addEventListener("abort", stop, { once: true });
      try {
        return toOutcome(await send(post, end.signal), null);
      } catch (error) {
        if (isLate) return toOutcome(null, `The receiver does not answer within ${patience / 1_000} s.`);
        return toOutcome(null, signal.aborted ? "The server stopped." : explain(error));
      } finally {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
      }
    },
    close() {
      byHttp.destroy();
      byHttps.destroy();
    },
  };
}

function toHeaders({ secret, id, body }: Post) {
  const timestamp = Math.floor(Date.now() / 1_000);
  return {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "Lockstep",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signDelivery(secret, { id, timestamp, body }),
  };
}

/** A receiver may close an idle connection in the moment in which it is used again. */
function wasClosedWhileIdle({ reusedSocket }: ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return reusedSocket && (code === "ECONNRESET" || code === "EPIPE");
}

class PrivateAddressError extends Error {
  override readonly message = "The address is private.";
}

/** Fails the look-up of a name that leads to a private address, be it one of several. */
function refusePrivate(lookup: LookupFunction): LookupFunction {
  return (name, options, callback) =>
    lookup(name, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address);
      callback(error ?? (addresses.some(isPrivate) ? new PrivateAddressError() : null), found, family);
    });
}

function explain(error: unknown): string {
  if (error instanceof PrivateAddressError) return error.message;
  const { message, code } = error as NodeJS.ErrnoException;
  return `The connection failed: ${code ?? message.slice(0, 200)}.`;
}
