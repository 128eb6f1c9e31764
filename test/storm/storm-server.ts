import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";

/** A server in a process of its own, behind a network that can be disturbed. */
export class StormServer {
  readonly network: TcpProxy;
  readonly #variables: Readonly<Record<string, string>>;
  #process: ServerProcess;

  private constructor(network: TcpProxy, variables: Readonly<Record<string, string>>, process: ServerProcess) {
    this.network = network;
    this.#variables = variables;
    this.#process = process;
  }

  static async start(databaseUrl: string, origin: string): Promise<StormServer> {
    const port = await findFreePort();
    const variables = {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: "a secret of tests that is long enough to be taken",
      AUTH_JWT_SECRET: jwtSecret,
      ALLOWED_ORIGINS: origin,
      DRAIN_SECONDS: "1",
    };
    const server = await startServerProcess(variables);
    return new StormServer(await startProxy({ host: "127.0.0.1", port }), variables, server);
  }

  /** Address through the network. */
  get url(): string {
    return `http://127.0.0.1:${this.network.port}`;
  }

  /** Address past the network. */
  get directUrl(): string {
    return this.#process.url;
  }

  /** Ends the process. `restart` starts another one. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    await this.#process.stop(signal);
  }

  async restart(): Promise<void> {
    this.#process = await startServerProcess(this.#variables);
  }

  async close(): Promise<void> {
    await this.network.close();
    await this.#process.stop("SIGTERM");
  }
}
