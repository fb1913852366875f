// What the mixins for processes add to a class of servers.
import { CrewStrategy } from './host/crew-strategy.js';
import type { HasChildren, ServerClass } from './mixin.js';

/** The class with `activeChildren`. */
export const withChildren = <Base extends ServerClass>(Base: Base): Base & HasChildren => {
  abstract class WithChildren extends Base {
    get activeChildren(): number[] {
      const { handling } = this;
      return handling instanceof CrewStrategy ? handling.pids : [];
    }
  }
  return WithChildren;
};
