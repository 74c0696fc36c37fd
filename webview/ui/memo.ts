import { Component } from 'preact';
import type { ComponentChild, ComponentType } from 'preact';

/** A component that draws again only when one of its props is another value: a lane that did not change costs nothing. */
export function memo<P extends object>(render: (props: P) => ComponentChild): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const before = new Map<string, unknown>(Object.entries(this.props));
      return Object.entries(next).some(([name, value]) => before.get(name) !== value);
    }
    override render(): ComponentChild {
      return render(this.props);
    }
  };
}
