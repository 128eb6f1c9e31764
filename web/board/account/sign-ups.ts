/** Whether people may make accounts on this server, which says so in the page. */
export function areSignUpsOpen(): boolean {
  return document.querySelector<HTMLMetaElement>('meta[name="sign-ups"]')?.content !== "off";
}
