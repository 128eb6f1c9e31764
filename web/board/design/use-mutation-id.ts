import { useRef } from "react";
import { v4 as uuid } from "uuid";

/**
 * Gives a change its `clientMutationId`. A repetition right after a failure has the same one:
 * an answer may have been lost, and the change must not be made twice.
 */
export function useMutationId() {
  const failed = useRef<{ readonly text: string; readonly id: string } | null>(null);

  return async <Result>(input: object, send: (clientMutationId: string) => Promise<Result>): Promise<Result> => {
    const text = JSON.stringify(input);
    const id = failed.current?.text === text ? failed.current.id : uuid();
    failed.current = null;
    try {
      return await send(id);
    } catch (error) {
      failed.current = { text, id };
      throw error;
    }
  };
}
