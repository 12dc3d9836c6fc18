// The source view: the field card comes alive, and the reports of the document change without a new page.

import { mount } from 'svelte';
import FieldCard from './FieldCard.svelte';
import { type Key, move } from './keys';
import { Painter } from './paint';
import { readJson, type Report, type SourceData, type Strings } from './types';

interface Card {
  choose: (index: number) => void;
  step: (by: number) => number;
}

export function enhanceSource(strings: Strings): Key[] {
  const data = readJson<SourceData>('source-data');
  const target = document.getElementById('card');
  const article = document.getElementById('document');
  if (!data || !target || !article || data.chosen === null) return [];
  const keys: Key[] = [
    { code: 'KeyJ', shift: false, label: 'J', what: 'js.field_next', run: () => move(words(target), 1) },
    { code: 'KeyK', shift: false, label: 'K', what: 'js.field_prev', run: () => move(words(target), -1) },
  ];
  // Without highlights the server's own marks and links do the work.
  if (!Painter.supported) return keys;

  const anchor = /^#w(\d+)$/.exec(location.hash)?.[1];
  const painter = new Painter(article);
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#reports a[data-report]')];
  target.replaceChildren();
  const step = (by: number): void => remember(data.reports[card.step(by)]);
  const card = mount(FieldCard, {
    target,
    props: { data, strings, painter, initial: data.chosen, onshow: (index: number) => mark(links, data.reports[index], index), onstep: step },
  }) as Card;

  for (const link of links) {
    link.addEventListener('click', (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const index = Number(link.dataset['report']);
      card.choose(index);
      remember(data.reports[index]);
    });
  }
  addEventListener('popstate', () => {
    const id = new URLSearchParams(location.search).get('report');
    const index = data.reports.findIndex((r) => String(r.id) === id);
    card.choose(index === -1 ? (data.chosen ?? 0) : index);
  });
  if (anchor !== undefined) requestAnimationFrame(() => words(target)[Number(anchor)]?.click());
  keys.push(
    { code: 'KeyN', shift: false, label: 'N', what: 'js.report_next', run: () => step(1) },
    { code: 'KeyP', shift: false, label: 'P', what: 'js.report_prev', run: () => step(-1) },
  );
  return keys;
}

function words(target: Element): HTMLElement[] {
  return [...target.querySelectorAll<HTMLElement>('.words')];
}

/** Puts the report shown into the address, and into the link to the other language. */
function remember(report: Report | undefined): void {
  if (!report) return;
  if (location.pathname + location.search !== report.href) history.pushState(null, '', report.href);
  const other = document.getElementById('language') as HTMLAnchorElement | null;
  if (other) other.search = new URL(report.href, location.href).search;
}

function mark(links: HTMLAnchorElement[], report: Report | undefined, index: number): void {
  // The workplace opens with the report that is shown.
  const correct = document.querySelector<HTMLAnchorElement>('#correct a[href*="/review/"]:not([href*="/documents/"])');
  if (correct && report) correct.pathname = correct.pathname.replace(/\d+$/, String(report.id));
  for (const link of links) {
    if (Number(link.dataset['report']) === index) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}
