// Pages of the workplace, fetched ahead: the next ones are there before they are asked for, and are put in place of the one shown.

/** How many pages are fetched ahead. */
const AHEAD = 4;

/** A page as it came: where it really was, and what it holds. */
interface Got {
  url: string;
  page: Document;
}

export class Pages {
  /** Pages that are on their way or there, the oldest first; null where one could not be had. */
  readonly #kept = new Map<string, Promise<Got | null>>();
  readonly #attach: () => void;

  /** `attach` is called when another page has been put in. */
  constructor(attach: () => void) {
    this.#attach = attach;
    addEventListener('popstate', () => void this.show(location.href, false));
  }

  /** Forgets a page that is not true any more. */
  forget(url: string): void {
    this.#kept.delete(plain(url));
  }

  /** Forgets all of them. */
  forgetAll(): void {
    this.#kept.clear();
  }

  /** Fetches the pages that come after the one shown. */
  async ahead(): Promise<void> {
    let root = document.getElementById('review');
    for (let n = 0; n < AHEAD && root; n += 1) {
      const next = root.dataset['next'];
      if (!next) return;
      const got = await this.#get(next);
      root = got?.page.getElementById('review') ?? null;
    }
  }

  /** Shows a page; false where it cannot be had, and then the one shown stays. */
  async show(url: string, push = true): Promise<boolean> {
    const got = await this.#get(url);
    if (!got) {
      this.forget(url);
      return false;
    }
    const here = document.getElementById('review');
    const there = got.page.getElementById('review');
    if (!here || !there) {
      location.assign(got.url);
      return true;
    }
    // Shown once, a page is not kept: what it says may change by what is done on it.
    this.forget(url);
    here.replaceWith(document.importNode(there, true));
    document.title = got.page.title;
    const switched = got.page.getElementById('language') as HTMLAnchorElement | null;
    const language = document.getElementById('language') as HTMLAnchorElement | null;
    if (switched && language) language.setAttribute('href', switched.getAttribute('href') ?? '');
    if (push && got.url !== location.href) history.pushState(null, '', got.url);
    this.#attach();
    void this.ahead();
    return true;
  }

  #get(url: string): Promise<Got | null> {
    const key = plain(url);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const fetched = fetchPage(url).then((got) => {
      // What failed is tried again when it is asked for again.
      if (!got) this.#kept.delete(key);
      return got;
    });
    this.#kept.set(key, fetched);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= AHEAD * 3) break;
      this.#kept.delete(old);
    }
    return fetched;
  }
}

async function fetchPage(url: string): Promise<Got | null> {
  try {
    const answer = await fetch(url, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(20_000) });
    if (!answer.ok) return null;
    const text = await answer.text();
    // The fragment does not come back with the answer.
    const hash = new URL(url, location.href).hash;
    return { url: answer.url + hash, page: new DOMParser().parseFromString(text, 'text/html') };
  } catch {
    return null;
  }
}

function plain(url: string): string {
  const full = new URL(url, location.href);
  full.hash = '';
  return full.href;
}
