import { Component, type ReactNode } from "react";
import { useLocation } from "react-router";
import { ButtonLink } from "./design/button.tsx";
import { Message } from "./design/message.tsx";

/** Shows a page with a way out in place of one that cannot be drawn. Another address is tried anew. */
export function CrashBoundary({ children }: { readonly children: ReactNode }) {
  return <Boundary place={useLocation().key}>{children}</Boundary>;
}

interface BoundaryProps {
  readonly place: string;
  readonly children: ReactNode;
}

interface BoundaryState {
  readonly place: string;
  readonly hasCrashed: boolean;
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { place: this.props.place, hasCrashed: false };

  static getDerivedStateFromError(): Partial<BoundaryState> {
    return { hasCrashed: true };
  }

  static getDerivedStateFromProps({ place }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return place === state.place ? null : { place, hasCrashed: false };
  }

  override render(): ReactNode {
    if (!this.state.hasCrashed) return this.props.children;
    return (
      <Message title="This page cannot be shown" action={<ButtonLink to="/">To your projects</ButtonLink>}>
        Something in it went wrong. Your changes are kept on this device. Reload the page, or go elsewhere.
      </Message>
    );
  }
}
