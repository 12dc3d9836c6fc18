// The line above the page: what was done, and what is not yet as it should be.

import type { Standing } from './outbox';
import type { Strings } from '../types';

export class Bar {
  readonly #strings: Strings;
  #waiting = 0;

  constructor(strings: Strings) {
    this.#strings = strings;
  }

  #t(key: string): string {
    return this.#strings[key] ?? key;
  }

  /** Says something, with a button that does something about it. */
  say(words: string, act: (() => void) | null, kind = 'plain', button = 'review.js.retry'): void {
    const bar = document.getElementById('review-bar');
    if (!bar) return;
    // Bad news is not covered by what goes on.
    const bad = ['trouble', 'refused'].includes(bar.dataset['kind'] ?? '');
    if (kind === 'plain' && act === null && bad && this.#waiting > 0) return;
    bar.dataset['kind'] = kind;
    bar.replaceChildren(words);
    if (!act) return;
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'tight';
    element.textContent = this.#t(button);
    element.addEventListener('click', act);
    bar.append(' ', element);
  }

  /** Tells how it stands with what is on its way. */
  tell(standing: Standing, retry: () => void, back: (page: string) => void): void {
    const before = document.getElementById('review-bar')?.dataset['kind'];
    this.#waiting = standing.waiting;
    if (standing.refused) {
      const { parcel, why } = standing.refused;
      const words = `${this.#t('review.js.refused')} ${why}`;
      this.say(words, () => back(parcel.back), 'refused', 'review.js.go_back');
    } else if (standing.trouble) {
      const key = standing.trouble === 'login' ? 'review.js.login' : 'review.js.waiting';
      this.say(this.#t(key).replace('{n}', String(standing.waiting)), retry, 'trouble');
    } else if (before === 'trouble') {
      this.say(this.#t('review.js.all_sent'), null);
    }
    document.documentElement.dataset['waiting'] = String(standing.waiting);
  }
}
