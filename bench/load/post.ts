import { Agent, request } from "node:http";

export interface Post {
  readonly token: string;
  readonly body: string;
}

/** Sends GraphQL requests to one server by as many connections as are under way; resolves with the answer's text. */
export function createPoster(url: string): { post(post: Post): Promise<string>; close(): void } {
  const agent = new Agent({ keepAlive: true });
  return {
    post: ({ token, body }) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        };
        const sent = request(`${url}/graphql`, { method: "POST", agent, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(`${response.statusCode}: ${text}`));
          });
        });
        sent.on("error", reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}
