// What the server hands over inside the page.

export interface Words {
  start: number;
  end: number;
  text: string;
  anchor: number;
}

export interface Value {
  text: string;
  note: string | null;
  href: string | null;
  words: Words | null;
}

export interface Field {
  key: string;
  label: string;
  values: Value[];
}

export interface Report {
  id: number;
  href: string;
  /** Which of the reports this is, in words. */
  nth: string;
  type: string;
  family: string;
  fields: Field[];
}

export interface SourceData {
  chosen: number | null;
  reports: Report[];
}

export type Strings = Record<string, string>;

/** Reads a JSON block of the page; nothing where there is none. */
export function readJson<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}
