// What was decided and is on its way to the server. Nothing is dropped: without a connection it waits and is tried again, in order.

/** A form that is to be sent. */
export interface Parcel {
  url: string;
  body: Record<string, string>;
  /** The page that it was decided on. */
  back: string;
  /** What was decided, in words. */
  what: string;
}

/** How it stands. */
export interface Standing {
  /** How many wait. */
  waiting: number;
  /** Why the first of them is not there yet; null while all goes well. */
  trouble: 'connection' | 'login' | null;
  /** What the server refused, and why. */
  refused: { parcel: Parcel; why: string } | null;
}

/** Longest wait between two tries, in milliseconds. */
const LONGEST = 30_000;

export class Outbox {
  readonly #waiting: Parcel[] = [];
  readonly #tell: (standing: Standing) => void;
  #sending = false;
  #tries = 0;
  #timer = 0;
  #trouble: Standing['trouble'] = null;
  /** Those who wait until all is sent. */
  #waiters: (() => void)[] = [];

  constructor(tell: (standing: Standing) => void) {
    this.#tell = tell;
    addEventListener('online', () => this.retry());
    addEventListener('beforeunload', (event) => {
      if (this.#waiting.length > 0) event.preventDefault();
    });
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(parcel: Parcel): void {
    this.#waiting.push(parcel);
    this.#say(null);
    void this.#run();
  }

  /** Takes back the last one, where it was decided on this page and is not on its way. */
  takeBack(back: string): Parcel | null {
    const last = this.#waiting.at(-1);
    if (!last || last.back !== back || (this.#sending && this.#waiting.length === 1)) return null;
    const parcel = this.#waiting.pop() ?? null;
    this.#say(null);
    if (this.#waiting.length === 0) for (const done of this.#waiters.splice(0)) done();
    return parcel;
  }

  /** Is over when everything is sent. */
  sent(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((done) => this.#waiters.push(done));
  }

  /** Tries again at once. */
  retry(): void {
    clearTimeout(this.#timer);
    this.#tries = 0;
    void this.#run();
  }

  #say(refused: Standing['refused']): void {
    this.#tell({ waiting: this.#waiting.length, trouble: this.#waiting.length > 0 ? this.#trouble : null, refused });
  }

  async #run(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const answer = await send(first);
      if (answer === 'connection' || answer === 'login') {
        this.#trouble = answer;
        const wait = Math.min(1000 * 2 ** this.#tries, LONGEST);
        this.#tries += 1;
        this.#timer = window.setTimeout(() => void this.#run(), wait);
        break;
      }
      this.#waiting.shift();
      this.#tries = 0;
      this.#trouble = null;
      if (answer !== 'kept') this.#say({ parcel: first, why: answer.why });
    }
    this.#sending = false;
    this.#say(null);
    if (this.#waiting.length === 0) for (const done of this.#waiters.splice(0)) done();
  }
}

/** Sends one form, with the token of the page; where the server was started anew, with its new token. */
async function send(parcel: Parcel): Promise<'kept' | 'connection' | 'login' | { why: string }> {
  for (const again of [false, true]) {
    let answer: Response;
    try {
      answer = await fetch(parcel.url, {
        method: 'POST',
        body: JSON.stringify(parcel.body),
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-csrf': token() },
        redirect: 'manual',
        signal: AbortSignal.timeout(20_000),
      });
    } catch {
      return 'connection';
    }
    if (answer.ok) return 'kept';
    if (answer.type === 'opaqueredirect' || answer.status === 401) return 'login';
    if (answer.status >= 500 || answer.status === 429) return 'connection';
    if (answer.status === 403 && !again && (await renew())) continue;
    const problem = (await answer.json().catch(() => null)) as { detail?: string } | null;
    return { why: problem?.detail ?? String(answer.status) };
  }
  return 'connection';
}

/** The token that shows that a form came from a page of ours. */
export function token(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? '';
}

/** Asks for the page's token anew; whether there is another. */
async function renew(): Promise<boolean> {
  const before = token();
  try {
    const answer = await fetch(location.href, { redirect: 'manual' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = page.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? '';
    const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf"]');
    if (meta && now) meta.content = now;
    return now !== '' && now !== before;
  } catch {
    return false;
  }
}
