/** A browser without scripts: reads a page, fills in its form and presses a button, over real HTTP. */

export type Seen = {
  status: number;
  headers: Headers;
  html: string;
  /** What a person reads, without readings. */
  text: string;
};

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);

export const readable = (html: string): string =>
  plain(
    html
      .replace(/<(head|svg)\b[\s\S]*?<\/\1>/g, '')
      .replace(/<r[pt]>.*?<\/r[pt]>/g, '')
      .replace(/<[^>]*>/g, '')
      .replace(/[ \t]+/g, ' '),
  );

const seen = async (answer: Response): Promise<Seen> => {
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, text: readable(html) };
};

export type Pressed = Record<string, string | string[]>;

export const visitor = (base: string) => {
  let path = '';
  let page = '';
  const keep = async (answer: Response): Promise<Seen> => {
    const result = await seen(answer);
    page = result.html;
    return result;
  };
  const post = async (to: string, fields: Pressed, headers: Record<string, string> = {}): Promise<Seen> => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const v of [value].flat()) body.append(name, v);
    return keep(await fetch(base + to, { method: 'POST', body, redirect: 'manual', headers }));
  };
  return {
    async open(to: string, headers: Record<string, string> = {}): Promise<Seen> {
      path = to;
      return keep(await fetch(base + to, { redirect: 'manual', headers }));
    },
    post,
    /** Hidden fields of the page that was seen last. */
    hidden(): Pressed {
      const inputs = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
      return Object.fromEntries([...inputs].map(([, name, value]) => [name!, plain(value!)]));
    },
    /** Presses the button `go` of the page's form; its hidden fields go along. */
    press(go: string, fields: Pressed = {}): Promise<Seen> {
      return post(path, { ...this.hidden(), ...fields, go });
    },
  };
};
export type Visitor = ReturnType<typeof visitor>;

/** From the terms to the check page. */
export const fillIn = async (v: Visitor, p: { email: string; topics: string[]; language?: string; more?: Pressed }) => {
  await v.open(`/m/${p.language ?? 'ja'}_entry`);
  await v.press('accept');
  return v.press('check', { email: p.email, topic: p.topics, ...p.more });
};

/** The whole registration; answers with the done page. */
export const register = async (
  base: string,
  p: { email: string; topics?: string[]; language?: string; more?: Pressed },
) => {
  const v = visitor(base);
  await fillIn(v, { topics: ['permanent'], ...p });
  return v.press('register');
};

/** Path and token of a link in a letter's variables. */
export const pathOf = (url: unknown): string => new URL(String(url)).pathname;
