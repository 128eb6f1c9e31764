import { ButtonLink } from "./design/button.tsx";
import { Message } from "./design/message.tsx";

export function NotFoundPage() {
  return (
    <Message title="There is no such page" action={<ButtonLink to="/">To your projects</ButtonLink>}>
      The address may be misspelt, or what was here is gone.
    </Message>
  );
}
