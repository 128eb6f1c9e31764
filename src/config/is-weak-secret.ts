import { deflateRawSync } from "node:zlib";

/** What stands in examples and in secrets that somebody made up; in random ones it comes up once in millions. */
const wellKnown =
  /secret|password|change|replace|example|lockstep|default|insecure|develop|production|your[-_]|letmein|qwerty|abcdefg|zyxwvu|01234567|12345678|98765432|fedcba98|deadbeef|cafebabe/i;

/** In bytes. Random text of 32 characters compresses to about 30 of them, be it hexadecimal or base64. */
const fewBytes = 24;

/** Whether a secret can be guessed, however long it is: it says little, over and over, or what stands in examples. */
export function isWeakSecret(secret: string): boolean {
  return deflateRawSync(secret).length < fewBytes || wellKnown.test(secret);
}
