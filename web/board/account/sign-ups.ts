/** Answers whether people may make accounts on this server, as the page says. */
export function areSignUpsOpen(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="sign-ups"]')?.content !== "off";
}
