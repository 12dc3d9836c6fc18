// Names to choose from while one is typed: actors and places of the lexicon, each a button of the form that it stands in.

interface Candidate {
  value: string;
  name: string;
  note: string;
}

/** How long a pause in typing is waited for, in milliseconds. */
const PAUSE = 120;

/** Makes the fields for names of a page follow what is typed. */
export function followTyping(root: Element): void {
  for (const input of root.querySelectorAll<HTMLInputElement>('input[data-find]')) {
    const list = input.form?.querySelector<HTMLElement>('.candidates');
    if (list) follow(input, list);
  }
}

function follow(input: HTMLInputElement, list: HTMLElement): void {
  let timer = 0;
  let asked = 0;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE);
  });
  async function ask(): Promise<void> {
    const mine = (asked += 1);
    const typed = input.value.trim();
    if (typed === '') return;
    const query = new URLSearchParams({ of: input.dataset['find'] ?? '', q: typed });
    try {
      const answer = await fetch(`${input.dataset['source']}?${query}`, { headers: { accept: 'application/json' } });
      if (!answer.ok || mine !== asked) return;
      const found = (await answer.json()) as { candidates: Candidate[] };
      list.replaceChildren(...found.candidates.map(row));
      list.dataset['for'] = typed;
    } catch {
      // Without a connection what was there stays, and the words themselves can be taken.
    }
  }
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      buttons(list)[0]?.focus();
    }
    if (event.key === 'Enter' && !event.isComposing && list.dataset['for'] === input.value.trim()) {
      const first = buttons(list)[0];
      if (!first) return;
      event.preventDefault();
      first.click();
    }
  });
  list.addEventListener('keydown', (event) => {
    const all = buttons(list);
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === 'ArrowDown') all[Math.min(at + 1, all.length - 1)]?.focus();
    else if (event.key === 'ArrowUp' && at > 0) all[at - 1]?.focus();
    else if (event.key === 'ArrowUp') input.focus();
    else return;
    event.preventDefault();
  });
}

export function buttons(list: Element): HTMLButtonElement[] {
  return [...list.querySelectorAll<HTMLButtonElement>('button[name="pick"]')];
}

function row(candidate: Candidate): HTMLLIElement {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.name = 'pick';
  button.value = candidate.value;
  const name = document.createElement('bdi');
  name.textContent = candidate.name;
  button.append(name);
  if (candidate.note) {
    const note = document.createElement('span');
    note.className = 'note';
    note.textContent = candidate.note;
    button.append(note);
  }
  item.append(button);
  return item;
}
