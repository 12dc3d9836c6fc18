// The list: filters that apply themselves, and keys that go from report to report.

import { type Key, move } from './keys';

export function enhanceList(): Key[] {
  const form = document.querySelector<HTMLFormElement>('form[data-auto]');
  if (form) follow(form);
  const items = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-item] .open')];
  if (items().length === 0) return [];
  return [
    { code: 'KeyJ', shift: false, label: 'J', what: 'js.item_next', run: () => move(items(), 1) },
    { code: 'KeyK', shift: false, label: 'K', what: 'js.item_prev', run: () => move(items(), -1) },
    { code: 'Enter', shift: false, label: 'Enter', what: 'js.open', run: null },
  ];
}

/** Sends the form when a choice is made; a date only when its field is left, since it is typed in parts. */
function follow(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>('.auto')?.removeAttribute('hidden');
  for (const select of form.querySelectorAll('select')) {
    select.addEventListener('change', () => form.requestSubmit());
  }
  for (const date of form.querySelectorAll<HTMLInputElement>('input[type="date"]')) {
    const before = date.value;
    date.addEventListener('blur', () => {
      if (date.value !== before && date.validity.valid) form.requestSubmit();
    });
  }
  // Empty fields would only lengthen the address.
  form.addEventListener('submit', () => {
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[name], select[name]')) {
      field.disabled = field.value === '';
    }
  });
  addEventListener('pageshow', () => {
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input[name], select[name]')) {
      field.disabled = false;
    }
  });
}
