// The workplace by keys: fields chosen, words picked, verdicts given, and the next report there without a wait. Loaded only on
// its pages; without it they are forms. What it shares with the other script it is handed, so that both stay one file each.

import { Bar } from './review/bar';
import { Outbox } from './review/outbox';
import { Pages } from './review/pages';
import { Pick, type Picked, scrollTo as bringIntoView } from './review/pick';
import { buttons, followTyping } from './review/choose';
import type { Painter } from './paint';
import type { Key } from './keys';
import type { Field, Strings, Words } from './types';

/** What the script of every page lends. */
export interface Tools {
  Painter: typeof Painter;
  scalarLength: (text: string) => number;
}

interface Setup {
  strings: Strings;
  /** Field, place on the keyboard, letter, name. */
  fields: [string, string, string, string][];
  /** Fields that words can be given to. */
  takes: string[];
}

interface Data {
  report: number | null;
  fields: Field[];
  /** This card without a draft, and as it is. */
  here: string;
  place: string;
  changed: boolean;
  trigger: number;
}

/** A verdict that was given here: where, and what it said. */
interface Done {
  back: string;
  what: string;
}

export function start(tools: Tools, setup: Setup): Key[] {
  return new Workplace(tools, setup).keys();
}

class Workplace {
  readonly #tools: Tools;
  readonly #setup: Setup;
  readonly #bar: Bar;
  readonly #outbox: Outbox;
  readonly #pages = new Pages(() => this.#attach());
  #painter: Painter | null = null;
  #pick: Pick | null = null;
  #picked: Picked | null = null;
  #data: Data | null = null;
  /** The cards of this report before each change, the latest last. */
  #before: string[] = [];
  #done: Done[] = [];
  #mine = 0;
  #since = performance.now();

  constructor(tools: Tools, setup: Setup) {
    this.#tools = tools;
    this.#setup = setup;
    this.#bar = new Bar(setup.strings);
    this.#outbox = new Outbox((standing) => {
      // What the server did not take may have changed what comes next.
      if (standing.refused) this.#pages.forgetAll();
      this.#bar.tell(standing, () => this.#outbox.retry(), (back) => void this.#pages.show(back));
    });
    document.addEventListener('click', (event) => this.#click(event));
    // A button that uses what is selected leaves it selected.
    document.addEventListener('mousedown', (event) => {
      if ((event.target as Element).closest('[data-pick]')) event.preventDefault();
    });
    document.addEventListener('submit', (event) => this.#submit(event));
    document.addEventListener('focusin', (event) => this.#arrive(event.target as Element));
    document.addEventListener('selectionchange', () => this.#selected());
    document.addEventListener('keydown', (event) => this.#press(event), true);
    this.#attach();
    void this.#pages.ahead();
  }

  #t(key: string): string {
    return this.#setup.strings[key] ?? key;
  }

  /** Takes hold of the page that is shown. */
  #attach(): void {
    const root = document.getElementById('review');
    const article = document.getElementById('document');
    const text = document.getElementById('review-data')?.textContent;
    if (!root || !article || !text) return;
    const before = this.#data?.report;
    this.#data = JSON.parse(text) as Data;
    if (before !== this.#data.report) {
      this.#before = [];
      this.#since = performance.now();
    }
    this.#picked = null;
    this.#painter = null;
    if (this.#tools.Painter.supported) {
      this.#painter = new this.#tools.Painter(article);
      this.#painter.show(this.#data.fields);
      this.#painter.focus(null);
    }
    this.#pick = new Pick(article, this.#tools.scalarLength, (picked) => this.#offer(picked));
    followTyping(root);
    this.#count();
    this.#begin(article);
  }

  /** The sentence that the report rests on stands at the top of the text, and the form that is open has the focus. */
  #begin(article: Element): void {
    const spot = this.#words('act') ?? this.#words('evidence');
    const range = spot ? this.#painter?.ranges(spot)[0] : undefined;
    const box = range?.getBoundingClientRect() ?? article.querySelector('mark')?.getBoundingClientRect();
    const pane = article as HTMLElement;
    if (box && pane.scrollHeight > pane.clientHeight + 1) {
      pane.scrollTop += box.top - pane.getBoundingClientRect().top - pane.clientHeight / 4;
    }
    // Where both panes fit on the screen, the page itself stands still, whatever words its address names.
    const still = (): void => {
      if (matchMedia('(min-width: 62.01rem)').matches) scrollTo({ top: 0, behavior: 'instant' });
    };
    still();
    if (document.readyState !== 'complete') addEventListener('load', () => setTimeout(still), { once: true });
    const open = document.querySelector<HTMLDetailsElement>('#card details.edit[open]');
    if (open) this.#enter(open);
  }

  #words(key: string): Words | null {
    return this.#data?.fields.find((f) => f.key === key)?.values.find((v) => v.words)?.words ?? null;
  }

  /** How many the coder has done: what the server says, or more, where it does not know yet. */
  #count(): void {
    const mine = document.getElementById('mine');
    if (!mine) return;
    const told = Number(mine.dataset['n'] ?? 0);
    this.#mine = Math.max(this.#mine, told);
    if (this.#mine > told) mine.textContent = this.#t('review.js.mine').replace('{n}', String(this.#mine));
  }

  /** Every key of the page, as the list of keys tells them. */
  keys(): Key[] {
    const key = (code: string, label: string, what: string, run: (() => void) | null): Key => ({
      code,
      shift: false,
      label,
      what: what === '' ? '' : this.#t(what),
      run,
    });
    return [
      key('KeyA', 'A', 'review.js.accept', () => void this.#verdict('accept')),
      key('KeyS', 'S', 'review.js.skip', () => void this.#verdict('skip')),
      key('Digit7', '0–9', 'review.js.reason', null),
      ...Array.from({ length: 10 }, (_, n) => ({ ...key(`Digit${n}`, '', '', () => this.#digit(n)), hidden: true })),
      ...Array.from({ length: 10 }, (_, n) => ({ ...key(`Numpad${n}`, '', '', () => this.#digit(n)), hidden: true })),
      ...this.#setup.fields.map(([field, code, letter, label]) => ({
        ...key(code, letter, '', () => this.#field(field)),
        what: label,
      })),
      key('KeyJ', 'J', 'review.js.value_next', () => this.#step(1)),
      key('KeyK', 'K', 'review.js.value_prev', () => this.#step(-1)),
      key('Enter', 'Enter', 'review.js.edit', null),
      key('Delete', 'Del', 'review.js.remove', () => this.#remove()),
      key('KeyF', 'F', 'review.js.pick', () => this.#pick?.begin(this.#data?.trigger ?? 0)),
      key('KeyM', 'M', 'review.js.missed', () => this.#missed()),
      key('KeyU', 'U', 'review.js.same', () => this.#unfold('same')),
      key('KeyE', 'E', 'review.js.event', () => this.#unfold('event')),
      key('KeyN', 'N', 'review.js.note', () => this.#unfold('note')),
      key('KeyZ', 'Z', 'review.js.undo', () => void this.#undo()),
      { ...key('Backspace', '', '', () => void this.#undo()), hidden: true },
      key('Escape', 'Esc', 'review.js.let_go', null),
    ];
  }

  // --- verdicts

  async #verdict(verdict: string): Promise<void> {
    // What stands changed in a form that is open was meant.
    const open = verdict === 'accept' ? [...document.querySelectorAll<HTMLFormElement>('form[data-edit]')].find(changed) : undefined;
    if (open && !(await this.#set(open))) return;
    const form = document.getElementById('decide') as HTMLFormElement | null;
    if (!form || !this.#data || document.getElementById('fault')) return;
    const button = form.querySelector<HTMLButtonElement>(`button[name="verdict"][value="${verdict}"]`);
    const body: Record<string, string> = {};
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') body[name] = value;
    body['verdict'] = verdict;
    body['seconds'] = ((performance.now() - this.#since) / 1000).toFixed(1);
    const what = button?.firstChild?.textContent?.trim() || button?.textContent?.trim() || verdict;
    // A draft is a part of what was decided: taken back, it is there again.
    const back = verdict === 'accept' ? this.#data.place : this.#data.here;
    this.#outbox.add({ url: form.getAttribute('action') ?? location.pathname, body, back, what });
    if (verdict !== 'skip') this.#mine += 1;
    this.#done.push({ back, what: verdict });
    void this.#advance(what);
  }

  async #advance(what: string): Promise<void> {
    const root = document.getElementById('review');
    const next = root?.dataset['next'];
    if (!next) {
      await this.#outbox.sent();
      location.assign(`${root?.dataset['home'] ?? '..'}&done=1`);
      return;
    }
    if (!(await this.#pages.show(next))) {
      this.#bar.say(this.#t('review.js.no_next'), () => void this.#advance(what));
      return;
    }
    this.#bar.say(this.#t('review.js.said').replace('{what}', what), null);
  }

  /** Takes the last step back: a change on the card, else a verdict. */
  async #undo(): Promise<void> {
    const card = this.#before.pop();
    if (card) {
      if (!(await this.#pages.show(card))) this.#bar.say(this.#t('review.js.offline'), null);
      return;
    }
    const done = this.#done.pop();
    if (!done) {
      const form = document.getElementById('undo') as HTMLFormElement | null;
      form?.requestSubmit();
      return;
    }
    this.#mine = Math.max(0, this.#mine - (done.what === 'skip' ? 0 : 1));
    this.#pages.forgetAll();
    if (!this.#outbox.takeBack(done.back) && done.what !== 'skip') {
      const path = new URL(done.back, location.href);
      this.#outbox.add({ url: `${path.pathname}/undo`, body: { in: path.searchParams.get('in') ?? '' }, back: '', what: '' });
      // The card is asked for when the verdict is gone.
      await this.#outbox.sent();
    }
    if (await this.#pages.show(done.back)) this.#bar.say(this.#t('review.js.undone'), null);
    else this.#bar.say(this.#t('review.js.offline'), null);
  }

  #digit(n: number): void {
    // Where names to choose from have the focus, digits choose one of them.
    const list = document.activeElement?.closest('.candidates');
    if (list) {
      buttons(list)[n - 1]?.click();
      return;
    }
    const reason = document.querySelector<HTMLElement>(`#decide [data-digit="${n}"]`);
    if (!reason) return;
    if (reason.dataset['lead']) this.#field(reason.dataset['lead']);
    else if (reason instanceof HTMLButtonElement) {
      const note = document.getElementById('note-text') as HTMLTextAreaElement | null;
      // "Another reason, told in the note": the note comes first.
      if (n === 0 && note && note.value.trim() === '') this.#unfold('note');
      else void this.#verdict(reason.value);
    }
  }

  // --- fields

  /** Chooses a field; with words picked, gives them to it. Chosen again, goes to its next value. */
  #field(field: string): void {
    if (this.#picked && this.#setup.takes.includes(field)) return this.#assign(field);
    const all = [...document.querySelectorAll<HTMLElement>(`#f-${field} summary`)];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + 1) % all.length]?.focus();
  }

  #step(by: 1 | -1): void {
    const all = [...document.querySelectorAll<HTMLElement>('#card summary')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by]?.focus();
  }

  #remove(): void {
    const value = document.activeElement?.closest('#card .value');
    value?.querySelector<HTMLButtonElement>('button[name="do"][value="remove"]')?.click();
  }

  /** Puts the focus into a form that was opened. */
  #enter(details: HTMLDetailsElement): void {
    const first = details.querySelector<HTMLElement>('input:not([type="hidden"]), select, textarea, button');
    first?.focus();
    if (first instanceof HTMLInputElement && first.type === 'text') first.select();
  }

  #unfold(id: string): void {
    const details = document.getElementById(id) as HTMLDetailsElement | null;
    if (!details) return;
    details.open = true;
    this.#enter(details);
    details.scrollIntoView({ block: 'nearest' });
  }

  // --- words

  #selected(): void {
    const picked = this.#pick?.picked() ?? null;
    // A selection that leaves the text, into a form, keeps what was picked until it is used or let go.
    const inside = getSelection()?.anchorNode?.parentElement?.closest('#document');
    if (picked || inside) this.#offer(picked);
  }

  #offer(picked: Picked | null): void {
    this.#picked = picked;
    const bar = document.getElementById('pick');
    const words = document.getElementById('pick-words');
    if (!bar || !words) return;
    bar.hidden = picked === null;
    if (picked) words.textContent = picked.text.length > 120 ? `${picked.text.slice(0, 119)}…` : picked.text;
  }

  /** Gives the words that were picked to a field: to the value whose form is open, else as another value. */
  #assign(field: string): void {
    const picked = this.#picked;
    if (!picked) return;
    if (field === 'missed') return this.#missed();
    const open = document.querySelector<HTMLDetailsElement>(`#f-${field} details.edit[open]`);
    const form =
      open?.querySelector('form') ??
      document.querySelector<HTMLFormElement>(`#f-${field} details.edit[id$=".new"] form`) ??
      document.querySelector<HTMLFormElement>(`#f-${field} details.edit form`);
    if (!form) return;
    const data = new FormData();
    for (const name of ['in', 'draft', 'decide', 'set']) {
      const value = new FormData(form).get(name);
      if (typeof value === 'string') data.set(name, value);
    }
    data.set('start', String(picked.start));
    data.set('end', String(picked.end));
    this.#pick?.end();
    void this.#change(form, data, field);
  }

  #missed(): void {
    const details = document.getElementById('missed') as HTMLDetailsElement | null;
    const form = details?.querySelector('form');
    if (!details || !form) return;
    const put = (name: string, value: string): void => {
      const input = form.elements.namedItem(name) as HTMLInputElement | null;
      if (input) input.value = value;
    };
    if (this.#picked) {
      put('start', String(this.#picked.start));
      put('end', String(this.#picked.end));
      put('words', this.#picked.text);
      this.#pick?.end();
    }
    this.#unfold('missed');
  }

  /** Takes what a form of the card says; whether that could be done. */
  #set(form: HTMLFormElement): Promise<boolean> {
    const button = form.querySelector<HTMLButtonElement>('button[name="do"][value="set"]');
    const field = form.closest<HTMLElement>('[data-field]')?.dataset['field'] ?? '';
    return this.#change(form, new FormData(form, button), field);
  }

  /** Asks for the card with a change. */
  async #change(form: HTMLFormElement, data: FormData, field: string): Promise<boolean> {
    const url = new URL(form.getAttribute('action') ?? '', location.href);
    for (const [name, value] of data) if (typeof value === 'string' && value !== '') url.searchParams.append(name, value);
    const before = this.#data?.place;
    this.#pages.forget(url.href);
    if (!(await this.#pages.show(url.href, true))) {
      this.#bar.say(this.#t('review.js.offline'), () => void this.#change(form, data, field));
      return false;
    }
    if (before && this.#data?.place !== before) this.#before.push(before);
    if (!document.querySelector('#card details.edit[open]')) {
      document.querySelector<HTMLElement>(`#f-${field} summary`)?.focus();
    }
    return true;
  }

  // --- what the page tells

  #click(event: MouseEvent): void {
    const target = event.target as Element;
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const words = target.closest<HTMLAnchorElement>('#review .words[data-start]');
    if (words && this.#painter && plain) {
      event.preventDefault();
      this.#paint(words);
      return;
    }
    const pick = target.closest<HTMLElement>('[data-pick]');
    if (pick) return this.#assign(pick.dataset['pick'] ?? '');
    const lead = target.closest<HTMLElement>('[data-lead]');
    if (lead) {
      event.preventDefault();
      return this.#field(lead.dataset['lead'] ?? '');
    }
    const link = target.closest<HTMLAnchorElement>('#review a[data-stay], #review a[rel="next"]');
    if (link && plain) {
      event.preventDefault();
      const before = this.#data;
      void this.#pages.show(link.href).then((shown) => {
        if (!shown) location.assign(link.href);
        else if (before && before.report === this.#data?.report) this.#before.push(before.place);
      });
    }
    const summary = target.closest('summary');
    const details = summary?.parentElement as HTMLDetailsElement | null | undefined;
    // The browser opens it after this.
    if (details?.closest('#review') && !details.open) setTimeout(() => details.open && this.#enter(details));
  }

  #submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (!form.closest('#review')) return;
    const submitter = event.submitter as HTMLButtonElement | null;
    if (form.id === 'decide') {
      event.preventDefault();
      void this.#verdict(submitter?.value ?? 'accept');
    } else if (form.dataset['edit'] !== undefined) {
      event.preventDefault();
      const data = new FormData(form, submitter);
      void this.#change(form, data, form.closest<HTMLElement>('[data-field]')?.dataset['field'] ?? '');
    } else if (form.id === 'undo') {
      this.#pages.forgetAll();
    }
  }

  /** The field that has the focus shows its words. */
  #arrive(target: Element): void {
    const value = target.closest('#card .value');
    const words = value?.querySelector<HTMLElement>('.words[data-start]');
    for (const chosen of document.querySelectorAll('#card .chosen')) chosen.classList.remove('chosen');
    value?.classList.add('chosen');
    if (words) this.#paint(words);
    else if (value) this.#painter?.focus(null);
  }

  #paint(element: HTMLElement): void {
    const start = Number(element.dataset['start']);
    const end = Number(element.dataset['end']);
    const words = { start, end, text: '', anchor: 0 };
    this.#painter?.focus(words, false);
    const range = this.#painter?.ranges(words)[0];
    if (range) bringIntoView(range.getBoundingClientRect(), document.getElementById('document'));
  }

  /** Keys that come before all others: those of picking words, and the one that lets go. */
  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = (event.target as Element | null)?.closest('input, select, textarea, dialog');
    if (!typing && this.#pick?.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const control = (event.target as Element | null)?.closest<HTMLInputElement>('form[data-edit] :is(input, select)');
    if (control?.form && event.key === 'Enter' && control.dataset['find'] === undefined) {
      event.preventDefault();
      event.stopPropagation();
      void this.#set(control.form);
      return;
    }
    if (event.code !== 'Escape' || (event.target as Element | null)?.closest('dialog')) return;
    const open = (event.target as Element | null)?.closest<HTMLDetailsElement>('#review details[open]');
    if (open) {
      open.open = false;
      open.querySelector('form')?.reset();
      open.querySelector<HTMLElement>('summary')?.focus();
      event.preventDefault();
    } else if (this.#picked) {
      this.#pick?.end();
    }
  }
}

/** Whether something in a form is otherwise than it came; a name that is looked up says nothing before one is chosen. */
function changed(form: HTMLFormElement): boolean {
  return [...form.elements].some((e) => {
    if (e instanceof HTMLSelectElement) return [...e.options].some((o) => o.selected !== o.defaultSelected);
    if (!(e instanceof HTMLInputElement) || e.type === 'hidden' || e.dataset['find'] !== undefined) return false;
    return e.type === 'checkbox' ? e.checked !== e.defaultChecked : e.value !== e.defaultValue;
  });
}
