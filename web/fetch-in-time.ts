/** Longer than the server lets any request take, in milliseconds. */
const answerLimit = 20_000;

/** `fetch` that gives up on a server which takes a request and never answers it. */
export const fetchInTime: typeof fetch = (input, init) => {
  const limit = AbortSignal.timeout(answerLimit);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
};
